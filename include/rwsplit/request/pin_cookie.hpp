#pragma once

#include <chrono>
#include <string>

#include <rwsplit/request/same_site.hpp>

namespace rwsplit {

/// A pin as a cookie of the response. Scripts in a page never see it, and it is good for the whole host.
struct PinCookie {
  std::string name{};
  std::string value{};
  std::chrono::seconds max_age{};
  bool secure{false};
  SameSite same_site{SameSite::lax};

  /// The value of a header `Set-Cookie` (RFC 6265).
  [[nodiscard]] std::string set_cookie() const;
};

}  // namespace rwsplit
