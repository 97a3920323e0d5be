#pragma once

#include <concepts>

#include <rwsplit/row/value.hpp>

namespace rwsplit {

/// How a C++ type travels to and from the database. Specialize it to make a type a column, a parameter, or both.
///
/// A specialization has one or both of:
///
///     static T decode(const Value& value);       // makes the type a column of a row
///     static X encode(const T& value);           // makes the type a parameter of a statement
///
/// `decode` throws `ConversionError` with the bare reason ("out of range"); column, types and kind of value are added
/// by the caller, and the value itself must not be named. It is not called for NULL, because `std::optional<T>` takes
/// that, unless the specialization says `static constexpr bool accepts_null = true;`.
///
/// `X` is `Value` or any other type that is itself a parameter (`std::int64_t`, `std::string`, ...). What `encode`
/// returns stays alive until the statement has run; a `Value` or a view must point into the argument.
///
/// `decode` is called while the reply is read, perhaps for rows of an attempt that is made again. It must not use the
/// session that reads (`UsageError`).
///
/// Numbers never decode from text, nor text from numbers. Integers are range-checked per value.
template <class T>
struct Codec;

/// A type that a column can be decoded into.
template <class T>
concept Decodable = requires(const Value& value) {
  { Codec<T>::decode(value) } -> std::same_as<T>;
};

/// A type that can be a parameter.
template <class T>
concept Encodable = requires(const T& value) {
  Codec<T>::encode(value);
};

namespace detail {

template <class T>
concept AcceptsNull = requires {
  requires Codec<T>::accepts_null;
};

}  // namespace detail

}  // namespace rwsplit
