#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <rwsplit/driver/reply.hpp>
#include <rwsplit/driver/reply_summary.hpp>
#include <rwsplit/row/row_sink.hpp>

namespace rwsplit::testing {

/// Hands a reply on as a driver does, row by row.
inline ReplySummary deliver(const Reply& reply, RowSink& sink) {
  const ResultSet& rows = reply.rows;
  const bool has_rows = rows.column_count() != 0;
  const auto columns = std::make_shared<const ResultSet::Columns>(rows.columns());
  if (has_rows) sink.begin(columns);
  std::vector<Value> values(rows.column_count());
  for (std::size_t row = 0; row < rows.row_count(); ++row) {
    for (std::size_t column = 0; column < values.size(); ++column) values[column] = rows.at(row, column);
    sink.row(values);
  }
  ReplySummary summary = reply.summary;
  summary.has_rows = has_rows;
  return summary;
}

}  // namespace rwsplit::testing
