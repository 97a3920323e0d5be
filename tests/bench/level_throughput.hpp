#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "bench/spread.hpp"

namespace rwsplit::bench {

/// Reads of one session at level `session`, beside reads at level `eventual`.
struct SessionReads {
  /// Reads per second.
  Spread speed{};
  /// By the speed of eventual reads in the same round.
  Spread ratio{};
  /// Of this process, for one read, in microseconds.
  double cpu{0};
};

struct LevelThroughput {
  Spread eventual{};
  double cpu_eventual{0};
  /// Eventual reads by eventual reads.
  Spread null_ratio{};
  SessionReads nothing_required{};
  /// Its replica is known to have what it wrote.
  SessionReads has_written{};
};

/// `rounds` times one block of each kind, in another order each time; all that one thread does is on one replica.
/// Throws: `std::runtime_error` if a read went elsewhere or had to wait.
[[nodiscard]] LevelThroughput measure_level_throughput(const std::vector<std::string>& urls, std::size_t replicas,
                                                       std::size_t threads, std::size_t rounds,
                                                       std::chrono::milliseconds block);

}  // namespace rwsplit::bench
