#pragma once

#include <cstdint>

namespace rwsplit {

/// What became of statements whose text is known only at run time, since the cluster was made.
struct AnalysisStatistics {
  /// Found in the cache.
  std::uint64_t hits{0};
  /// Analysed, because the cache did not have them (any more), or has no room for a text so long.
  std::uint64_t misses{0};
  /// Texts in the cache now.
  std::uint64_t entries{0};
  /// Memory for these texts and what is known of them, in bytes.
  std::uint64_t bytes{0};
  /// Times a replica refused, as a write, what was taken for a read; constants count too.
  std::uint64_t refused{0};
};

}  // namespace rwsplit
