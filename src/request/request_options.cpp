#include <rwsplit/request/request_options.hpp>

#include <chrono>

#include <rwsplit/error/config_error.hpp>

#include "request/cookies.hpp"

// `RequestOptions::from` is beside the table of all options.

namespace rwsplit {
namespace {

void require(bool condition, const char* what) {
  if (!condition) throw ConfigError{what};
}

bool is_long_enough(const Secret& key) noexcept { return key.reveal().size() >= PinOptions::min_key; }

}  // namespace

void PinOptions::validate() const {
  require(detail::is_token(cookie) && cookie.size() <= 256, "pin.cookie: is no name of a cookie");
  const bool only_over_tls = cookie.starts_with("__Host-") || cookie.starts_with("__Secure-");
  require(secure || !only_over_tls, "pin.cookie: browsers take that prefix only with pin.secure");
  require(secure || same_site != SameSite::none, "pin.same_site: browsers take none only with pin.secure");
  require(lifetime >= std::chrono::seconds{1} && lifetime <= std::chrono::hours{24},
          "pin.lifetime: has to be from 1 s to 24 h");
  require(signing_key.empty() || is_long_enough(signing_key), "pin.signing_key: has to have 16 bytes or more");
  require(verification_keys.empty() || !signing_key.empty(),
          "pin.verification_keys: need a pin.signing_key, or other processes refuse the pins of this one");
  for (const Secret& key : verification_keys) {
    require(is_long_enough(key), "pin.verification_keys: each has to have 16 bytes or more");
  }
}

void RequestOptions::validate() const {
  require(detail::is_token(state_header), "state_header: is no name of a header");
  require(token_header.empty() || detail::is_token(token_header), "token_header: is no name of a header");
  pin.validate();
}

}  // namespace rwsplit
