#pragma once

#include <cstddef>
#include <span>

#include <rwsplit/row/result_set.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit::detail {

/// One row to decode from, wherever it is: a view, so that decoding need not be a template over its source.
///
/// Lifetime: the object it was made from.
class RowSource {
 public:
  /// `object` has `columns()` and `at(column)`: a `Cursor`, or an `ArrivingRow`.
  template <class Object>
  explicit RowSource(const Object& object) noexcept
      : object_{&object}, columns_{&object.columns()}, at_{[](const void* erased, std::size_t column) noexcept {
          return static_cast<const Object*>(erased)->at(column);
        }} {}

  [[nodiscard]] const ResultSet::Columns& columns() const noexcept { return *columns_; }
  [[nodiscard]] Value at(std::size_t column) const noexcept { return at_(object_, column); }

 private:
  const void* object_;
  const ResultSet::Columns* columns_;
  Value (*at_)(const void* object, std::size_t column) noexcept;
};

/// A row that is being read. Lifetime: what it was made from.
class ArrivingRow {
 public:
  ArrivingRow(const ResultSet::Columns& columns, std::span<const Value> values) noexcept
      : columns_{&columns}, values_{values} {}

  [[nodiscard]] const ResultSet::Columns& columns() const noexcept { return *columns_; }
  [[nodiscard]] Value at(std::size_t column) const noexcept { return values_[column]; }

 private:
  const ResultSet::Columns* columns_;
  std::span<const Value> values_;
};

}  // namespace rwsplit::detail
