#include <rwsplit/row/result_set.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace rwsplit {

namespace {

// Room for a typical small result, so that it does not grow to it in steps.
constexpr std::size_t first_rows = 4;
constexpr std::size_t first_bytes = 256;

// Room for `more` elements. Doubling keeps the copies few, however the rows arrive.
template <class Container>
void grow(Container& container, std::size_t more, std::size_t first) {
  const std::size_t wanted = container.size() + more;
  if (wanted > container.capacity()) container.reserve(std::max({wanted, 2 * container.capacity(), first}));
}

}  // namespace

void ResultSet::push(const Value& value) {
  assert(column_count() > 0);
  append({&value, 1});
}

void ResultSet::push_row(std::span<const Value> row) {
  assert(row.size() == column_count() && cells_.size() % column_count() == 0);
  append(row);
}

void ResultSet::append(std::span<const Value> values) {
  std::size_t bytes = 0;
  for (const Value& value : values) bytes += value.has_bytes() ? value.as_bytes().size() : 0;
  // All room before the first change: a cell without its bytes would be read out of bounds.
  grow(cells_, values.size(), first_rows * column_count());
  if (bytes > 0) grow(bytes_, bytes, first_bytes);
  for (const Value& value : values) {
    if (value.has_bytes()) {
      cells_.push_back(value.with_offset(bytes_.size()));
      bytes_.append(value.as_bytes());
    } else {
      cells_.push_back(value);
    }
  }
}

const ResultSet::Columns& ResultSet::columns() const noexcept {
  static const Columns none;
  return columns_ ? *columns_ : none;
}

}  // namespace rwsplit
