#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <rwsplit/row/column.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit {

/// The rows of one statement, untyped, in memory of their own.
///
/// What `Connection::execute` keeps of a reply; users meet rows as `Rows`.
/// Thread safety: none needed; a value that one thread owns. Lifetime: values point into the result set.
class ResultSet {
 public:
  using Columns = std::vector<Column>;

  /// A result without columns: what a statement that returns no rows gives.
  ResultSet() = default;
  /// The column list is shared, so that a prepared statement describes its columns once.
  explicit ResultSet(std::shared_ptr<const Columns> columns) : columns_{std::move(columns)} {}

  /// Appends the next value of the current row and copies its bytes. Requires columns. Values got before are void.
  void push(const Value& value);
  /// Appends a whole row, cheaper than value by value. Requires a value for each column, and no row begun with `push`.
  void push_row(std::span<const Value> row);

  [[nodiscard]] const Columns& columns() const noexcept;
  [[nodiscard]] std::size_t column_count() const noexcept { return columns_ ? columns_->size() : 0; }
  [[nodiscard]] std::size_t row_count() const noexcept {
    return column_count() == 0 ? 0 : cells_.size() / column_count();
  }
  [[nodiscard]] bool empty() const noexcept { return row_count() == 0; }
  /// Requires a row and a column that exist. Lifetime: until the next `push`, or the result set's end.
  [[nodiscard]] Value at(std::size_t row, std::size_t column) const noexcept {
    assert(row < row_count() && column < column_count());
    const Value& cell = cells_[row * column_count() + column];
    return cell.has_bytes() ? cell.with_bytes_of(bytes_.data()) : cell;
  }

 private:
  void append(std::span<const Value> values);

  std::shared_ptr<const Columns> columns_;
  std::vector<Value> cells_;  // text cells hold an offset into bytes_ until at() resolves it
  std::string bytes_;
};

}  // namespace rwsplit
