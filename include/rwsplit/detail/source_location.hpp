#pragma once

#include <cstdint>

namespace rwsplit {

/// Where in the user's source a call was made.
///
/// Stands in for `std::source_location`, which clang 14 does not offer with libstdc++.
class SourceLocation {
 public:
  constexpr SourceLocation() noexcept = default;

  [[nodiscard]] static constexpr SourceLocation current(const char* file = __builtin_FILE(),
                                                        std::uint_least32_t line = __builtin_LINE()) noexcept {
    SourceLocation location;
    location.file_ = file;
    location.line_ = line;
    return location;
  }

  /// The file as the compiler was given it; empty when nothing was captured. Lives for the whole program.
  [[nodiscard]] constexpr const char* file() const noexcept { return file_; }
  /// 0 when nothing was captured.
  [[nodiscard]] constexpr std::uint_least32_t line() const noexcept { return line_; }

 private:
  const char* file_{""};
  std::uint_least32_t line_{0};
};

}  // namespace rwsplit
