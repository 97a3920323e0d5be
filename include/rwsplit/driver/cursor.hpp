#pragma once

#include <cstddef>

#include <rwsplit/row/result_set.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit {

/// Port: the rows of one statement as they arrive, in constant memory.
///
/// Lifetime: ends before its connection. Destroying it before the last row makes the connection unusable instead of
/// reading the rest. Thread safety: none, it belongs to the thread that uses the connection.
class Cursor {
 public:
  Cursor() = default;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  virtual ~Cursor() = default;

  [[nodiscard]] virtual const ResultSet::Columns& columns() const noexcept = 0;

  /// Moves to the next row; false after the last. Blocking: on the network, bounded by the read timeout.
  /// Throws: `ServerError`, `ConnectionError` (outcome `partial_result` once a row was delivered).
  [[nodiscard]] virtual bool next() = 0;

  /// A value of the current row. Lifetime: until `next()`.
  [[nodiscard]] virtual Value at(std::size_t column) const noexcept = 0;
};

}  // namespace rwsplit
