#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace rwsplit {

/// What it took to have reads on replicas see what they must, since the cluster began.
struct FreshnessStatistics {
  /// Bucket `n` counts waits below 2^n microseconds that are in no bucket before; the last one all longer ones.
  static constexpr std::size_t bucket_count = 24;

  /// Reads whose replica was known to have everything: no round trip.
  std::uint64_t known{0};
  /// Waits that ended with a replica that has everything.
  std::uint64_t reached{0};
  std::uint64_t timed_out{0};
  /// The replica's history did not prove it.
  std::uint64_t unproven{0};
  /// Reads that ran on the master because no replica had everything in time.
  std::uint64_t on_master{0};
  /// Reads that ran on a replica all the same (`FreshnessFallback::stale`).
  std::uint64_t stale{0};
  /// `CausalTokenLost`.
  std::uint64_t lost{0};
  /// All waits, however they ended, by their length.
  std::array<std::uint64_t, bucket_count> waits{};

  [[nodiscard]] static constexpr std::chrono::microseconds upper_bound(std::size_t bucket) noexcept {
    return std::chrono::microseconds{std::int64_t{1} << bucket};
  }
};

}  // namespace rwsplit
