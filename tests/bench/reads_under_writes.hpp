#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <rwsplit/cluster/freshness_statistics.hpp>

namespace rwsplit::bench {

/// What the readers must see.
enum class Writer : std::uint8_t {
  another,  ///< one session writes, and hands a token over with every write; each reader requires the newest
  itself,   ///< every reader writes its share, and reads that
};

struct Load {
  Writer writer{Writer::another};
  std::size_t readers{8};
  /// All together.
  int writes_per_second{200};
  std::chrono::milliseconds duration{10'000};
};

/// Where the reads ran.
struct ReadsUnderWrites {
  double writes_per_second{0};
  double reads_per_second{0};
  std::uint64_t on_replicas{0};
  std::uint64_t on_master{0};
  /// Did not see what they had to.
  std::uint64_t stale{0};
  FreshnessStatistics freshness{};
};

[[nodiscard]] ReadsUnderWrites measure_reads_under_writes(const std::vector<std::string>& urls, const Load& load);

}  // namespace rwsplit::bench
