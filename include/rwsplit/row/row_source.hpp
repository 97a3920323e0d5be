#pragma once

#include <cstddef>

#include <rwsplit/row/result_set.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit::detail {

/// One row to decode from, wherever it is: a view, so that decoding need not be a template over its source.
///
/// Lifetime: the object it was made from.
class RowSource {
 public:
  /// `object` has `columns()` and `at(column)`: a `Cursor`, or a `ResultSetRow`.
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

/// A row of a result set. Lifetime: the result set.
class ResultSetRow {
 public:
  ResultSetRow(const ResultSet& rows, std::size_t row) noexcept : rows_{&rows}, row_{row} {}

  [[nodiscard]] const ResultSet::Columns& columns() const noexcept { return rows_->columns(); }
  [[nodiscard]] Value at(std::size_t column) const noexcept { return rows_->at(row_, column); }

 private:
  const ResultSet* rows_;
  std::size_t row_;
};

}  // namespace rwsplit::detail
