#pragma once

#include <rwsplit/driver/reply_summary.hpp>
#include <rwsplit/row/result_set.hpp>

namespace rwsplit {

/// What one executed statement gave back, with its rows.
struct Reply {
  /// Without columns when the statement returns no rows.
  ResultSet rows;
  ReplySummary summary{};
};

}  // namespace rwsplit
