#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// When a browser sends a cookie with a request that comes from another site.
enum class SameSite : std::uint8_t {
  lax,     ///< only when a person follows a link there
  strict,  ///< never
  none,    ///< always; browsers then require `PinOptions::secure`
};

[[nodiscard]] constexpr std::string_view to_string(SameSite same_site) noexcept {
  switch (same_site) {
    case SameSite::lax: return "Lax";
    case SameSite::strict: return "Strict";
    case SameSite::none: return "None";
  }
  return {};
}

}  // namespace rwsplit
