#pragma once

#include <cstdint>

namespace rwsplit {

/// What a reply says beside its rows.
struct ReplySummary {
  /// It had columns, and perhaps no row.
  bool has_rows{false};
  std::uint64_t affected_rows{0};
  /// 0 when the statement made no automatic key. Servers also give a key that the statement named itself, which
  /// LAST_INSERT_ID() is not; no reply tells the two apart.
  std::uint64_t last_insert_id{0};
  std::uint32_t warnings{0};
};

}  // namespace rwsplit
