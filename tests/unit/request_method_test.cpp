#include <array>
#include <string_view>

#include <rwsplit/request/method_set.hpp>

#include "support/catch_shim.hpp"

namespace rwsplit {

TEST_CASE("a method has the name that requests have for it", "[request]") {
  constexpr std::array names{"GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "CONNECT"};
  for (const std::string_view name : names) {
    CAPTURE(name);
    CHECK(method_of(name) != Method::other);
    CHECK(to_string(method_of(name)) == name);
  }
  CHECK(to_string(Method::other).empty());
}

TEST_CASE("what is no known method is another one, and methods are case-sensitive", "[request]") {
  for (const std::string_view name : {"", "get", "Get", "GET ", " GET", "GE", "GETS", "PROPFIND", "QUERY"}) {
    CAPTURE(name);
    CHECK(method_of(name) == Method::other);
    CHECK_FALSE(safe_methods.has(method_of(name)));
  }
}

TEST_CASE("GET, HEAD, OPTIONS and TRACE only read", "[request][D-5][DR-13]") {
  CHECK(safe_methods == MethodSet{Method::get, Method::head, Method::options, Method::trace});
  for (const Method method :
       {Method::post, Method::put, Method::patch, Method::delete_, Method::connect, Method::other}) {
    CHECK_FALSE(safe_methods.has(method));
  }
}

}  // namespace rwsplit
