#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <rwsplit/row/codec.hpp>
#include <rwsplit/row/decode.hpp>

namespace rwsplit {

namespace detail {

// Not `std::integral`: `bool` has its own rules, and the character types are not numbers.
template <class T>
concept Integer =
    std::same_as<T, signed char> || std::same_as<T, short> || std::same_as<T, int> || std::same_as<T, long> ||
    std::same_as<T, long long> || std::same_as<T, unsigned char> || std::same_as<T, unsigned short> ||
    std::same_as<T, unsigned int> || std::same_as<T, unsigned long> || std::same_as<T, unsigned long long>;

template <class T>
concept ScopedEnum = std::is_enum_v<T> && !std::is_convertible_v<T, std::underlying_type_t<T>>;

}  // namespace detail

/// All integer widths; a value beyond the type is a `ConversionError`. BIT columns are unsigned.
template <detail::Integer T>
struct Codec<T> {
  [[nodiscard]] static T decode(const Value& value) {
    using Limits = std::numeric_limits<T>;
    if constexpr (std::is_signed_v<T>) {
      return static_cast<T>(detail::decode_signed(value, Limits::min(), Limits::max()));
    } else {
      return static_cast<T>(detail::decode_unsigned(value, Limits::max()));
    }
  }
  [[nodiscard]] static Value encode(const T& value) noexcept {
    if constexpr (std::is_signed_v<T>) {
      return Value::integer(value);
    } else {
      return Value::unsigned_integer(value);
    }
  }
};

/// An integer column that holds 0 or 1; any other number is a `ConversionError`.
template <>
struct Codec<bool> {
  [[nodiscard]] static bool decode(const Value& value) { return detail::decode_unsigned(value, 1) == 1; }
  [[nodiscard]] static Value encode(const bool& value) noexcept { return Value::integer(value ? 1 : 0); }
};

/// Any number column, rounded to the nearest `double`.
template <>
struct Codec<double> {
  [[nodiscard]] static double decode(const Value& value) { return detail::decode_double(value); }
  [[nodiscard]] static Value encode(const double& value) noexcept { return Value::real(value); }
};

/// Any number column, rounded to the nearest `float`; a magnitude beyond it is a `ConversionError`.
template <>
struct Codec<float> {
  [[nodiscard]] static float decode(const Value& value) { return detail::decode_float(value); }
  [[nodiscard]] static Value encode(const float& value) noexcept { return Value::real(double{value}); }
};

/// Scoped enumerations travel as their underlying integer. Not checked: whether an enumerator has that number.
template <detail::ScopedEnum T>
requires Decodable<std::underlying_type_t<T>>
struct Codec<T> {
  using Underlying = std::underlying_type_t<T>;
  [[nodiscard]] static T decode(const Value& value) { return static_cast<T>(Codec<Underlying>::decode(value)); }
  [[nodiscard]] static Value encode(const T& value) noexcept {
    return Codec<Underlying>::encode(static_cast<Underlying>(value));
  }
};

}  // namespace rwsplit
