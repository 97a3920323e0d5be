#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace rwsplit::detail {

// Eight characters at a time, the first one in the lowest byte: a loop over single characters would cost more than the
// 2 ns that a byte of a statement may take. Every answer about a byte is in that byte's highest bit.

inline constexpr std::uint64_t each_byte = 0x0101010101010101U;
inline constexpr std::uint64_t high_bits = 0x8080808080808080U;

template <class Unsigned>
[[nodiscard]] inline std::uint64_t load(const char* from) noexcept {
  Unsigned bytes;
  std::memcpy(&bytes, from, sizeof bytes);
  return bytes;
}

/// `count` characters, at most 8, read with as few loads as possible; some of them twice.
[[nodiscard]] inline std::uint64_t load_few(const char* from, std::size_t count) noexcept {
  if (count >= 8) return load<std::uint64_t>(from);
  if (count >= 4) return load<std::uint32_t>(from) | load<std::uint32_t>(from + count - 4) << (8 * (count - 4));
  if (count == 0) return 0;
  const std::size_t middle = count / 2;
  return load<std::uint8_t>(from) | load<std::uint8_t>(from + middle) << (8 * middle) |
         load<std::uint8_t>(from + count - 1) << (8 * (count - 1));
}

/// The characters from `at` on, zeros behind the end of the text.
[[nodiscard]] constexpr std::uint64_t bytes_at(std::string_view text, std::size_t at) noexcept {
  const char* const first = text.data() + at;
  const std::size_t count = std::min<std::size_t>(8, text.size() - at);
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) return load_few(first, count);
  std::uint64_t bytes = 0;
  // From the last one to the first, by a pointer: the least that compilers have to step through.
  for (std::size_t i = count; i != 0; --i) bytes = bytes << 8U | static_cast<unsigned char>(first[i - 1]);
  return bytes;
}

[[nodiscard]] constexpr std::uint64_t equal_bytes(std::uint64_t bytes, unsigned char value) noexcept {
  const std::uint64_t zero_if_equal = bytes ^ (each_byte * value);
  return ~(((zero_if_equal & ~high_bits) + ~high_bits) | zero_if_equal) & high_bits;
}

/// Of the lower seven bits of each byte; the other bits of the answer mean nothing.
[[nodiscard]] constexpr std::uint64_t bytes_between(std::uint64_t bytes, unsigned char first,
                                                    unsigned char last) noexcept {
  const std::uint64_t seven_bits = bytes & ~high_bits;
  const std::uint64_t from_first = seven_bits + each_byte * (0x80U - first);
  const std::uint64_t behind_last = seven_bits + each_byte * (0x7FU - last);
  return from_first ^ behind_last;
}

/// ASCII letters in upper case.
[[nodiscard]] constexpr std::uint64_t upper_bytes(std::uint64_t bytes) noexcept {
  return bytes & ~((bytes_between(bytes | (each_byte * 0x20U), 'a', 'z') & ~bytes & high_bits) >> 2U);
}

/// What does not continue a name: all but letters, digits, `_` and everything beyond ASCII; `$` is left out.
[[nodiscard]] constexpr std::uint64_t bytes_behind_name(std::uint64_t bytes) noexcept {
  return ~(bytes_between(bytes | (each_byte * 0x20U), 'a', 'z') | bytes_between(bytes, '0', '9') |
           ~((((bytes & ~high_bits) ^ (each_byte * '_')) + ~high_bits)) | bytes) &
         high_bits;
}

/// How many bytes stand before the first marked one; 8 if none is marked.
[[nodiscard]] constexpr std::size_t bytes_before(std::uint64_t marks) noexcept {
  return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

/// Keeps the first `count` bytes, of which there must be fewer than 8.
[[nodiscard]] constexpr std::uint64_t first_bytes(std::uint64_t bytes, std::size_t count) noexcept {
  return bytes & ((std::uint64_t{1} << (8 * count)) - 1);
}

/// Where the next `one` or `other` is, neither of which is NUL; the size of the text if there is none.
[[nodiscard]] constexpr std::size_t find_either(std::string_view text, std::size_t at, char one, char other) noexcept {
  for (; at < text.size(); at += 8) {
    const std::uint64_t bytes = bytes_at(text, at);
    const std::uint64_t hits =
        equal_bytes(bytes, static_cast<unsigned char>(one)) | equal_bytes(bytes, static_cast<unsigned char>(other));
    if (hits != 0) return at + bytes_before(hits);
  }
  return text.size();
}

}  // namespace rwsplit::detail
