#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <rwsplit/consistency/position.hpp>

namespace rwsplit {

/// "This much must be visible", to hand to another thread, request, process or service.
///
/// It holds no secret. Whoever changes it makes a reader wait, or read on the master; sign it where that is too much.
///
/// Thread safety: a value.
class CausalToken {
 public:
  /// Characters of the longest text that is read.
  static constexpr std::size_t max_size = 2048;

  CausalToken() = default;
  CausalToken(Position position, std::uint32_t origin, std::chrono::sys_seconds issued);

  [[nodiscard]] const Position& position() const noexcept { return position_; }
  /// Fingerprint of the master that issued it; 0 if that is not known.
  [[nodiscard]] std::uint32_t origin() const noexcept { return origin_; }
  [[nodiscard]] std::chrono::sys_seconds issued() const noexcept { return issued_; }
  /// Nothing has to be visible.
  [[nodiscard]] bool empty() const noexcept { return position_.empty(); }

  /// Nothing for what `to_string()` never says, whatever its bytes and length.
  [[nodiscard]] static std::optional<CausalToken> parse(std::string_view text);

  /// Letters, digits, `-` and `_` only: for a header, a cookie, a URL.
  ///
  /// At most 256 characters for 8 domains of MariaDB, or for 8 sources of MySQL with one interval each that begins at 1
  /// and ends below 2^41. Each further gap takes 2 to 12 more: `Position::fill_gaps()` first. A text above `max_size`
  /// is possible (hundreds of gaps), and of no use.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const CausalToken&, const CausalToken&) noexcept = default;

 private:
  Position position_{};
  std::uint32_t origin_{0};
  std::chrono::sys_seconds issued_{};
};

}  // namespace rwsplit
