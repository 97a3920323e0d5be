#include <rwsplit/row/result_set.hpp>

#include <cassert>
#include <cstddef>
#include <string_view>

namespace rwsplit {

void ResultSet::push(const Value& value) {
  assert(column_count() > 0);
  if (!value.has_bytes()) {
    cells_.push_back(value);
    return;
  }
  const std::string_view bytes = value.as_bytes();
  cells_.push_back(value.with_offset(bytes_.size()));
  try {
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
