#pragma once

#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

#include <rwsplit/row/row_mapping.hpp>

namespace rwsplit {

namespace detail {

[[noreturn]] void throw_no_such_row(std::size_t index, std::size_t size);

}  // namespace detail

/// The rows of one query, decoded: a random-access range of scalars, structs or tuples.
///
/// `Row...` is what was asked for in `query<Row...>`: one scalar, struct or tuple, or several columns for a tuple.
/// Everything is decoded while it is read, so that an error appears at the query and never in a loop over the rows.
/// Thread safety: as a `std::vector`. Lifetime: owns its rows; the connection is already free.
template <class... Row>
class Rows {
  using Vector = std::vector<detail::RowType<Row...>>;

 public:
  using value_type = typename Vector::value_type;
  using const_reference = typename Vector::const_reference;
  using reference = const_reference;
  using const_iterator = typename Vector::const_iterator;
  using iterator = const_iterator;
  using size_type = std::size_t;
  using difference_type = typename Vector::difference_type;

  Rows() = default;
  explicit Rows(Vector rows) noexcept : rows_{std::move(rows)} {}

  [[nodiscard]] const_iterator begin() const noexcept { return rows_.begin(); }
  [[nodiscard]] const_iterator end() const noexcept { return rows_.end(); }
  [[nodiscard]] size_type size() const noexcept { return rows_.size(); }
  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }

  /// Requires a row that exists.
  [[nodiscard]] const_reference operator[](size_type index) const noexcept {
    assert(index < size());
    return rows_[index];
  }
  /// Throws: `UsageError` for a row that does not exist.
  [[nodiscard]] const_reference at(size_type index) const {
    if (index >= size()) detail::throw_no_such_row(index, size());
    return rows_[index];
  }
  /// Requires a row.
  [[nodiscard]] const_reference front() const noexcept { return (*this)[0]; }
  /// Requires a row.
  [[nodiscard]] const_reference back() const noexcept { return (*this)[size() - 1]; }

  /// Gives the rows away: `auto users = db.query<User>("...").to_vector();`
  [[nodiscard]] Vector to_vector() && noexcept { return std::move(rows_); }

 private:
  Vector rows_;
};

}  // namespace rwsplit
