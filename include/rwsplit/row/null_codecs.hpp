#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>

#include <rwsplit/row/codec.hpp>

namespace rwsplit {

/// A column or parameter that may be NULL.
template <class T>
struct Codec<std::optional<T>> {
  static constexpr bool accepts_null = true;

  [[nodiscard]] static std::optional<T> decode(const Value& value) requires Decodable<T> {
    if (value.is_null()) return std::nullopt;
    return Codec<T>::decode(value);
  }

  [[nodiscard]] static auto encode(const std::optional<T>& value) requires Encodable<T> {
    using Encoded = std::decay_t<decltype(Codec<T>::encode(*value))>;
    if constexpr (std::same_as<Encoded, Value>) {
      return value ? Codec<T>::encode(*value) : Value::null();
    } else {
      return value ? std::optional<Encoded>{Codec<T>::encode(*value)} : std::nullopt;
    }
  }
};

/// Parameter only: NULL.
template <>
struct Codec<std::nullopt_t> {
  [[nodiscard]] static Value encode(const std::nullopt_t&) noexcept { return Value::null(); }
};

/// Parameter only: NULL.
template <>
struct Codec<std::nullptr_t> {
  [[nodiscard]] static Value encode(const std::nullptr_t&) noexcept { return Value::null(); }
};

/// Parameter only: a value as it is.
template <>
struct Codec<Value> {
  [[nodiscard]] static Value encode(const Value& value) noexcept { return value; }
};

}  // namespace rwsplit
