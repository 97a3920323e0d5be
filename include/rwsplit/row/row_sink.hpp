#pragma once

#include <memory>
#include <span>

#include <rwsplit/row/result_set.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit {

/// Port: takes the rows of one result while they are read, so that nobody has to keep them twice.
///
/// Called on the thread that reads: `begin` once per attempt if the reply has columns, then `row` for each of its rows.
/// Throws: nothing that its owner can tell later; what it throws all the same may leave the rest of the reply unread,
/// and the connection unusable.
class RowSink {
 public:
  /// A result begins, and these are its columns. What came of an earlier one was of an attempt that failed: forget it.
  /// Lifetime of the list: at least until the last row.
  virtual void begin(const std::shared_ptr<const ResultSet::Columns>& columns) = 0;
  /// The next row, a value for each column. Lifetime of what it points to: this call.
  virtual void row(std::span<const Value> values) = 0;

 protected:
  RowSink() = default;
  RowSink(const RowSink&) = default;
  RowSink& operator=(const RowSink&) = default;
  ~RowSink() = default;
};

}  // namespace rwsplit
