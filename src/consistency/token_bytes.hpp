#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rwsplit::detail {

/// The bytes of a token, from the first to the last.
class TokenWriter {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(value); }

  /// 7 bits a byte, the lowest first; the highest bit says that more follow (LEB128).
  void number(std::uint64_t value) {
    for (; value > 0x7F; value >>= 7) byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
  }

  void bytes(std::span<const std::uint8_t> values) { bytes_.insert(bytes_.end(), values.begin(), values.end()); }

  [[nodiscard]] std::span<const std::uint8_t> written() const noexcept { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
};

/// Steps through the bytes of a token, which may be anything. What is not there reads as zeros, and `failed()`.
class TokenReader {
 public:
  explicit TokenReader(std::span<const std::uint8_t> bytes) noexcept : rest_{bytes} {}

  std::uint8_t byte() noexcept {
    const auto taken = bytes(1);
    return taken.empty() ? std::uint8_t{0} : taken.front();
  }

  std::uint64_t number() noexcept {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t next = byte();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) return value;
    }
    failed_ = true;
    return 0;
  }

  /// All of them, or none.
  std::span<const std::uint8_t> bytes(std::size_t count) noexcept {
    if (count > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  std::span<const std::uint8_t> rest_;
  bool failed_{false};
};

}  // namespace rwsplit::detail
