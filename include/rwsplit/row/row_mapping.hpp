#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/row/codecs.hpp>
#include <rwsplit/row/reflect.hpp>
#include <rwsplit/row/row_source.hpp>
#include <rwsplit/row/type_name.hpp>

/// From `Row...`, as written in `query<Row...>`, to the C++ type of one row and how to fill it.
namespace rwsplit::detail {

template <class T>
struct IsView : std::bool_constant<std::is_pointer_v<T>> {};
template <>
struct IsView<Value> : std::true_type {};
template <class Character, class Traits>
struct IsView<std::basic_string_view<Character, Traits>> : std::true_type {};
template <class T, std::size_t Extent>
struct IsView<std::span<T, Extent>> : std::true_type {};
template <class T>
struct IsView<std::optional<T>> : IsView<T> {};

template <class T>
constexpr bool check_column_type() {
  static_assert(std::is_same_v<T, std::remove_cvref_t<T>>, "rwsplit: a column type is not a reference and not const");
  static_assert(!IsView<T>::value,
                "rwsplit: a view or pointer cannot be a column type: the row owns its values; use std::string or "
                "std::vector<std::byte>");
  static_assert(IsView<T>::value || Decodable<T>,
                "rwsplit: no codec for this column type: specialize rwsplit::Codec<T> with a decode function");
  return true;
}

template <class T>
constexpr bool check_struct_type() {
  static_assert(member_count<T>() >= 1, "rwsplit: a struct without members cannot be a row");
  static_assert(member_count<T>() <= max_members, "rwsplit: a row struct has at most 16 members");
  return true;
}

/// Throw what the templates below find out. `cause` is what a codec threw: its reason goes into the message.
[[noreturn]] void throw_null(const RowSource& row, std::size_t column, std::string_view cpp_type);
[[noreturn]] void throw_not_convertible(const RowSource& row, std::size_t column, std::string_view cpp_type,
                                        const ConversionError& cause);
void check_column_count(const ResultSet::Columns& columns, std::size_t expected, std::string_view cpp_type);

template <class T>
[[nodiscard]] T decode_column(const RowSource& row, std::size_t column) {
  const Value value = row.at(column);
  if constexpr (!AcceptsNull<T>) {
    if (value.is_null()) throw_null(row, column, type_name<T>());
  }
  try {
    return Codec<T>::decode(value);
  } catch (const ConversionError& cause) {
    throw_not_convertible(row, column, type_name<T>(), cause);
  }
}

/// Makes a `Result` from the columns of a row; `Columns` is a `std::tuple` of column types.
template <class Result, class Columns>
struct ColumnwiseMapping;
template <class Result, class... Column>
struct ColumnwiseMapping<Result, std::tuple<Column...>> {
  static_assert((check_column_type<Column>() && ...));
  using Type = Result;
  static constexpr std::size_t column_count = sizeof...(Column);

  [[nodiscard]] static Result decode(const RowSource& row) { return decode(row, std::index_sequence_for<Column...>{}); }

 private:
  template <std::size_t... Index>
  [[nodiscard]] static Result decode(const RowSource& row, std::index_sequence<Index...>) {
    return Result{decode_column<Column>(row, Index)...};
  }
};

// One type: a scalar, a tuple or a struct. What has a codec is a scalar even if it is a struct.
template <class T>
struct SingleMapping : ColumnwiseMapping<T, std::tuple<T>> {};
template <class... Column>
struct SingleMapping<std::tuple<Column...>> : ColumnwiseMapping<std::tuple<Column...>, std::tuple<Column...>> {};
template <class T>
requires(PlainStruct<T> && !Decodable<T> && !IsView<T>::value && check_struct_type<T>()) struct SingleMapping<T>
    : ColumnwiseMapping<T, MemberTypes<T>> {
};

template <class... Row>
struct RowMapping : ColumnwiseMapping<std::tuple<Row...>, std::tuple<Row...>> {
  static_assert(sizeof...(Row) > 0, "rwsplit: name the type of a row: query<std::int64_t, std::string>(...)");
};
template <class T>
struct RowMapping<T> : SingleMapping<T> {};

/// What one row of `query<Row...>` is in C++.
template <class... Row>
using RowType = typename RowMapping<Row...>::Type;

/// Once per result, before the first `decode_row`. Throws: `ConversionError` with both counts and the names.
template <class... Row>
void check_columns(const ResultSet::Columns& columns) {
  check_column_count(columns, RowMapping<Row...>::column_count, type_name<RowType<Row...>>());
}

/// Requires that `check_columns` has passed. Throws: `ConversionError`.
template <class... Row>
[[nodiscard]] RowType<Row...> decode_row(const RowSource& row) {
  return RowMapping<Row...>::decode(row);
}

}  // namespace rwsplit::detail
