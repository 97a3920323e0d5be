#include <rwsplit/row/result_set.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <string_view>

namespace rwsplit {

namespace {

// Room for a typical small result, so that it does not grow to it in steps.
constexpr std::size_t first_rows = 4;
constexpr std::size_t first_bytes = 256;

}  // namespace

void ResultSet::push(const Value& value) {
  assert(column_count() > 0);
  if (cells_.empty()) cells_.reserve(first_rows * column_count());
  if (!value.has_bytes()) {
    cells_.push_back(value);
    return;
  }
  const std::string_view bytes = value.as_bytes();
  cells_.push_back(value.with_offset(bytes_.size()));
  try {
    if (bytes_.empty()) bytes_.reserve(std::max(bytes.size(), first_bytes));
    bytes_.append(bytes);
  } catch (...) {
    cells_.pop_back();  // a cell without its bytes would be read out of bounds
    throw;
  }
}

const ResultSet::Columns& ResultSet::columns() const noexcept {
  static const Columns none;
  return columns_ ? *columns_ : none;
}

Value ResultSet::at(std::size_t row, std::size_t column) const noexcept {
  assert(row < row_count() && column < column_count());
  const Value& cell = cells_[row * column_count() + column];
  return cell.has_bytes() ? cell.with_bytes_of(bytes_.data()) : cell;
}

}  // namespace rwsplit
