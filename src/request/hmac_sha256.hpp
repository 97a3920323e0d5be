#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rwsplit::detail {

inline constexpr std::size_t sha256_size = 32;
using Sha256 = std::array<std::uint8_t, sha256_size>;

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4). Throws: `std::bad_alloc` if the library refuses, which it only does without
/// memory.
[[nodiscard]] Sha256 hmac_sha256(std::string_view key, std::string_view text);

/// Compares in a time that tells nothing about where the texts differ; their lengths are no secret.
[[nodiscard]] bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept;

/// For keys. Throws: `ConfigError` if the system has no randomness.
[[nodiscard]] Sha256 random_bytes();

}  // namespace rwsplit::detail
