#include <rapidcheck.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detail/base64url.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using detail::base64url;
using detail::from_base64url;
using Bytes = std::vector<std::uint8_t>;

}  // namespace

TEST_CASE("base64url is what RFC 4648 says, without padding", "[detail]") {
  struct Case {
    std::string_view bytes;
    std::string_view text;
  };
  const std::vector<Case> cases{
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"},
  };
  for (const auto& [characters, text] : cases) {
    CAPTURE(text);
    const Bytes bytes(characters.begin(), characters.end());
    CHECK(base64url(bytes) == text);
    CHECK(from_base64url(text) == bytes);
  }
}

TEST_CASE("what is no base64url, or is said in another way, is not read", "[detail]") {
  for (const char* text :
       {"Z", "Zm9vY", "Zg=", "Zg==", "Zh", "Zm9", "Zm/v", "Zm+v", "Zm v", "Zm\n", " ", "=", "Zg.", "\xff"}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64url(text));
  }
  CHECK_FALSE(from_base64url(std::string_view{"Zm8\0", 4}));
}

TEST_CASE("base64url reads as it was written, and nothing else does", "[detail][property]") {
  CHECK(rc::check([] {
    const auto bytes = *rc::gen::arbitrary<Bytes>();
    RC_ASSERT(from_base64url(base64url(bytes)) == bytes);
  }));
  CHECK(rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"AZaz09-_=/+Qg"}));
    const auto bytes = from_base64url(text);
    if (bytes) RC_ASSERT(base64url(*bytes) == text);
  }));
}

}  // namespace rwsplit
