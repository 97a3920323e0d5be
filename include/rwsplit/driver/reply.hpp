#pragma once

#include <cstdint>

#include <rwsplit/row/result_set.hpp>

namespace rwsplit {

/// What one executed statement gave back.
struct Reply {
  /// Without columns when the statement returns no rows.
  ResultSet rows;
  std::uint64_t affected_rows{0};
  /// 0 when the statement made no automatic key.
  std::uint64_t last_insert_id{0};
  std::uint32_t warnings{0};
};

}  // namespace rwsplit
