#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdint>

#include <rwsplit/cluster/freshness_statistics.hpp>
#include <rwsplit/observe/wait_event.hpp>

namespace rwsplit::detail {

/// Counts what becomes `FreshnessStatistics`.
///
/// Thread safety: all members.
class FreshnessCounters {
 public:
  void count_known() noexcept { add(known_); }
  void count_on_master() noexcept { add(on_master_); }
  void count_stale() noexcept { add(stale_); }
  void count_lost() noexcept { add(lost_); }
  void count_wait(WaitResult result, std::chrono::microseconds waited) noexcept {
    switch (result) {
      case WaitResult::reached: add(reached_); break;
      case WaitResult::timed_out: add(timed_out_); break;
      case WaitResult::unproven: add(unproven_); break;
    }
    const auto width = std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(waited.count(), 0)));
    add(waits_[std::min<std::size_t>(static_cast<std::size_t>(width), waits_.size() - 1)]);
  }

  [[nodiscard]] FreshnessStatistics read() const noexcept {
    FreshnessStatistics result{.known = get(known_),
                               .reached = get(reached_),
                               .timed_out = get(timed_out_),
                               .unproven = get(unproven_),
                               .on_master = get(on_master_),
                               .stale = get(stale_),
                               .lost = get(lost_)};
    for (std::size_t i = 0; i < waits_.size(); ++i) result.waits[i] = get(waits_[i]);
    return result;
  }

 private:
  using Counter = std::atomic<std::uint64_t>;
  static void add(Counter& counter) noexcept { counter.fetch_add(1, std::memory_order_relaxed); }
  static std::uint64_t get(const Counter& counter) noexcept { return counter.load(std::memory_order_relaxed); }

  Counter known_{0}, reached_{0}, timed_out_{0}, unproven_{0}, on_master_{0}, stale_{0}, lost_{0};
  std::array<Counter, FreshnessStatistics::bucket_count> waits_{};
};

}  // namespace rwsplit::detail
