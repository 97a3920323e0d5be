#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/tail.hpp"

namespace rwsplit::bench {

/// What the first read after a write costs, in microseconds.
struct FirstReads {
  /// In which the library waited for the replica, round trip included; 0 where it knew that the replica has it.
  Tail waited{};
  /// By how much the first read took longer than the second, which is the same without a write before.
  Tail added{};
  /// The second compared with the third: what the machine alone does to such a difference.
  Tail null_difference{};
  /// A read that waits for nothing.
  Tail read{};
  std::uint64_t on_replicas{0};
  std::uint64_t on_master{0};
  /// Did not see the write.
  std::uint64_t stale{0};
};

/// Each write has a session of its own, which then reads three times; in between the cluster has a moment of rest.
[[nodiscard]] FirstReads measure_first_reads(const std::vector<std::string>& urls, std::size_t writes);

}  // namespace rwsplit::bench
