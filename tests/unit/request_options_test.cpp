#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/request/pin_cookie.hpp>
#include <rwsplit/request/request_options.hpp>

#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view key = "S3cr3t-0123456789abcdef";

PinOptions changed(const std::function<void(PinOptions&)>& change) {
  PinOptions options;
  change(options);
  return options;
}

}  // namespace

TEST_CASE("the options of requests are right as they are", "[request]") {
  const RequestOptions options;
  options.validate();
  CHECK(options.safe_methods == safe_methods);
  CHECK_FALSE(options.trust_state_header);
  CHECK(options.token_header.empty());
  CHECK(options.pin.enabled);
  CHECK(options.pin.lifetime == 5s);
}

TEST_CASE("a wrong option of pins is named, and no key is shown", "[request][MA-14]") {
  struct Case {
    std::string field;
    PinOptions options;
  };
  const auto with = changed;
  const std::vector<Case> cases{
      {"pin.cookie", with([](PinOptions& o) { o.cookie = ""; })},
      {"pin.cookie", with([](PinOptions& o) { o.cookie = "a pin"; })},
      {"pin.cookie", with([](PinOptions& o) { o.cookie = "pin;"; })},
      {"pin.cookie", with([](PinOptions& o) { o.cookie = std::string(257, 'a'); })},
      {"pin.cookie", with([](PinOptions& o) { o.cookie = "__Host-pin"; })},
      {"pin.cookie", with([](PinOptions& o) { o.cookie = "__Secure-pin"; })},
      {"pin.same_site", with([](PinOptions& o) { o.same_site = SameSite::none; })},
      {"pin.lifetime", with([](PinOptions& o) { o.lifetime = 0s; })},
      {"pin.lifetime", with([](PinOptions& o) { o.lifetime = -1s; })},
      {"pin.lifetime", with([](PinOptions& o) { o.lifetime = 24h + 1s; })},
      {"pin.signing_key", with([](PinOptions& o) { o.signing_key = Secret{std::string{key.substr(0, 15)}}; })},
      {"pin.verification_keys", with([](PinOptions& o) { o.verification_keys = {Secret{std::string{key}}}; })},
      {"pin.verification_keys", with([](PinOptions& o) {
         o.signing_key = Secret{std::string{key}};
         o.verification_keys = {Secret{std::string{key}}, Secret{"S3cr3t"}};
       })},
      {"pin.verification_keys", with([](PinOptions& o) {
         o.signing_key = Secret{std::string{key}};
         o.verification_keys = {Secret{}};
       })},
  };
  for (const auto& [field, options] : cases) {
    CAPTURE(field);
    const RequestOptions of_request{.pin = options};
    try {
      of_request.validate();
      FAIL_CHECK("taken");
    } catch (const ConfigError& error) {
      const std::string_view what = error.what();
      CAPTURE(what);
      CHECK(what.find(field + ":") != std::string_view::npos);
      CHECK(what.find("S3cr3t") == std::string_view::npos);
    }
  }
}

TEST_CASE("options of pins at their limits are right", "[request]") {
  for (const PinOptions& options : {
           changed([](PinOptions& o) { o.lifetime = 1s; }),
           changed([](PinOptions& o) { o.lifetime = 24h; }),
           changed([](PinOptions& o) { o.signing_key = Secret{std::string{key.substr(0, 16)}}; }),
           changed([](PinOptions& o) { o.signing_key = Secret{std::string(16, '\0')}; }),
           changed([](PinOptions& o) {
             o.cookie = "__Host-pin";
             o.same_site = SameSite::none;
             o.secure = true;
           }),
       }) {
    CHECK_NOTHROW(options.validate());
  }
}

TEST_CASE("the state header needs a name that headers may have", "[request][MA-14]") {
  CHECK_THROWS_AS((RequestOptions{.state_header = ""}.validate()), ConfigError);
  CHECK_THROWS_AS((RequestOptions{.state_header = "X State"}.validate()), ConfigError);
  CHECK_THROWS_AS((RequestOptions{.state_header = "X:"}.validate()), ConfigError);
  CHECK_THROWS_AS((RequestOptions{.token_header = "X Token"}.validate()), ConfigError);
  CHECK_NOTHROW(RequestOptions{.token_header = "X-Rwsplit-Token"}.validate());
}

TEST_CASE("a pin cookie is written as browsers want it", "[request][D-9]") {
  PinCookie cookie{.name = "pin", .value = "1.a.b", .max_age = 5s};
  CHECK(cookie.set_cookie() == "pin=1.a.b; Max-Age=5; Path=/; HttpOnly; SameSite=Lax");
  cookie.secure = true;
  cookie.same_site = SameSite::none;
  CHECK(cookie.set_cookie() == "pin=1.a.b; Max-Age=5; Path=/; HttpOnly; SameSite=None; Secure");
  cookie.same_site = SameSite::strict;
  CHECK(cookie.set_cookie() == "pin=1.a.b; Max-Age=5; Path=/; HttpOnly; SameSite=Strict; Secure");
}

}  // namespace rwsplit
