#include <rapidcheck.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "request/cookies.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using detail::is_token;
using detail::take_cookie;

std::vector<std::string> values(std::string_view header) {
  std::vector<std::string> values;
  while (const auto value = take_cookie(header, "pin")) values.emplace_back(*value);
  CHECK(header.empty());
  return values;
}

}  // namespace

TEST_CASE("a cookie is found by its name", "[request]") {
  struct Case {
    const char* header;
    std::vector<std::string> values;
  };
  const std::vector<Case> cases{
      {"", {}},
      {"pin=1", {"1"}},
      {"pin=", {""}},
      {"pin", {}},
      {"=1", {}},
      {";;;", {}},
      {"a=b; pin=1; c=d", {"1"}},
      {"a=b;pin=1;c=d", {"1"}},
      {"  pin \t=  1 \t ", {"1"}},
      {"pin=\"1\"", {"1"}},
      {"pin= \"1\" ", {"1"}},
      {"pin=\"", {"\""}},
      {"pin=\"\"", {""}},
      {"pin=\"1", {"\"1"}},
      {"pin=a=b==", {"a=b=="}},
      {"pin=1; pin=2", {"1", "2"}},
      {"PIN=1; Pin=2; pins=3; pi=4; apin=5", {}},
      {"a=pin=1; pin=2", {"2"}},
      {"a=\"x; pin=1\"", {"1\""}},  // quotes do not protect a semicolon
      {"a=b, pin=1,c=d", {"1"}},    // headers folded into one
      {"pin=1; pin", {"1"}},
  };
  for (const auto& [header, expected] : cases) {
    CAPTURE(header);
    CHECK(values(header) == expected);
  }
  const std::string binary{"a=\0\xff; pin=\0\x80\n; b", 17};
  CHECK(values(binary) == std::vector<std::string>{std::string{"\0\x80\n", 3}});
}

TEST_CASE("any header is read to its end, and what is found is in it", "[request]") {
  rc::check("values come in order from within the header", [] {
    const auto header = *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"pin=;,\" \tx\0\xff"}));
    std::string_view rest{header};
    const char* before = rest.data();
    while (const auto value = take_cookie(rest, "pin")) {
      RC_ASSERT(value->data() >= before);
      RC_ASSERT(value->data() + value->size() <= header.data() + header.size());
      RC_ASSERT(value->find_first_of(";,") == std::string_view::npos);
      before = value->data() + value->size();
    }
    RC_ASSERT(rest.empty());
  });
  rc::check("a cookie is found wherever it stands", [] {
    const std::string others{"abc=\" \t;"};
    const auto before = *rc::gen::container<std::string>(rc::gen::elementOf(others));
    const auto value = *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"abc.-_="}));
    const auto behind = *rc::gen::container<std::string>(rc::gen::elementOf(others));
    const std::string header = before + "; pin=" + value + ";" + behind;
    std::string_view rest{header};
    RC_ASSERT(take_cookie(rest, "pin") == std::optional<std::string_view>{value});
  });
}

TEST_CASE("names of cookies and headers are tokens", "[request]") {
  for (const std::string_view name : {"a", "rwsplit_pin", "__Host-pin", "X-Rwsplit-State", "a!#$%&'*+-.^_`|~9"}) {
    CAPTURE(name);
    CHECK(is_token(name));
  }
  for (const std::string_view name : {"", " ", "a b", "a;", "a=", "a,", "\"a\"", "a\n", "\x80", "a/b", "(a)"}) {
    CAPTURE(name);
    CHECK_FALSE(is_token(name));
  }
  CHECK_FALSE(is_token(std::string_view{"a\0", 2}));
}

}  // namespace rwsplit
