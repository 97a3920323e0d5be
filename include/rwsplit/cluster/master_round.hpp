#pragma once

#include <chrono>
#include <cstdint>

namespace rwsplit::detail {

/// One round of questions to the master, as of its beginning: an answer may come when another server has taken the
/// master's place.
struct MasterRound {
  std::uint64_t number{0};
  /// `MasterHistory::doubts()` by then.
  std::uint64_t doubts{0};
  std::chrono::steady_clock::time_point asked_at{};
};

}  // namespace rwsplit::detail
