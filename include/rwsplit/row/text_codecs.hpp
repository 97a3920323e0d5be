#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <rwsplit/row/codec.hpp>
#include <rwsplit/row/decode.hpp>

namespace rwsplit {

namespace detail {

[[nodiscard]] inline std::string_view bytes_view(std::span<const std::byte> bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace detail

/// Text, JSON, ENUM, SET, decimals (exactly as the server wrote them) and blobs.
template <>
struct Codec<std::string> {
  [[nodiscard]] static std::string decode(const Value& value) { return std::string{detail::decode_text(value)}; }
  [[nodiscard]] static Value encode(const std::string& value) noexcept { return Value::text(value); }
};

/// Parameter only: as a column it would outlive the row's bytes.
template <>
struct Codec<std::string_view> {
  [[nodiscard]] static Value encode(const std::string_view& value) noexcept { return Value::text(value); }
};

/// Parameter only: text up to its NUL, so literals work. A null pointer is SQL NULL.
template <>
struct Codec<const char*> {
  [[nodiscard]] static Value encode(const char* const& value) noexcept {
    return value == nullptr ? Value::null() : Value::text(value);
  }
};

/// Bytes of a blob or a text.
template <>
struct Codec<std::vector<std::byte>> {
  [[nodiscard]] static std::vector<std::byte> decode(const Value& value) {
    const std::span bytes = std::as_bytes(std::span{detail::decode_bytes(value)});
    return {bytes.begin(), bytes.end()};
  }
  [[nodiscard]] static Value encode(const std::vector<std::byte>& value) noexcept {
    return Value::blob(detail::bytes_view(value));
  }
};

/// Parameter only: a blob without a copy.
template <class Byte, std::size_t Extent>
requires std::same_as<std::remove_const_t<Byte>, std::byte>
struct Codec<std::span<Byte, Extent>> {
  [[nodiscard]] static Value encode(const std::span<Byte, Extent>& value) noexcept {
    return Value::blob(detail::bytes_view(value));
  }
};

}  // namespace rwsplit
