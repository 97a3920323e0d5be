#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <rwsplit/row/codecs.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit::detail {

/// The type whose codec encodes an argument: literals and character arrays count as `const char*`.
template <class T>
using ParameterType = std::conditional_t<std::same_as<std::decay_t<T>, char*>, const char*, std::decay_t<T>>;

template <class T>
using EncodedType = std::decay_t<decltype(Codec<T>::encode(std::declval<const T&>()))>;

/// The value of one argument, together with everything its codec made on the way there.
///
/// Lifetime: the value points into the argument or into this object, which therefore stays where it is.
template <class T>
class Encoded {
  static_assert(!std::same_as<EncodedType<T>, T>, "rwsplit: Codec<T>::encode must not return T itself");

 public:
  explicit Encoded(const T& argument) : intermediate_{Codec<T>::encode(argument)}, rest_{intermediate_} {}
  Encoded(const Encoded&) = delete;
  Encoded& operator=(const Encoded&) = delete;

  [[nodiscard]] const Value& value() const noexcept { return rest_.value(); }

 private:
  EncodedType<T> intermediate_;
  Encoded<EncodedType<T>> rest_;
};

template <class T>
requires std::same_as<EncodedType<T>, Value>
class Encoded<T> {
 public:
  explicit Encoded(const T& argument) : value_{Codec<T>::encode(argument)} {}
  Encoded(const Encoded&) = delete;
  Encoded& operator=(const Encoded&) = delete;

  [[nodiscard]] const Value& value() const noexcept { return value_; }

 private:
  Value value_;
};

template <class T>
constexpr bool check_parameter_type() {
  static_assert(Encodable<ParameterType<T>>,
                "rwsplit: this type cannot be a parameter: specialize rwsplit::Codec<T> with an encode function");
  return true;
}

}  // namespace rwsplit::detail
