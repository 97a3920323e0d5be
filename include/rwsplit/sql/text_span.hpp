#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// A stretch of a statement's text.
struct TextSpan {
  std::uint32_t offset{0};
  std::uint32_t length{0};

  [[nodiscard]] constexpr std::string_view in(std::string_view text) const noexcept {
    return text.substr(offset, length);
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return length == 0; }
  friend constexpr bool operator==(TextSpan, TextSpan) noexcept = default;
};

}  // namespace rwsplit
