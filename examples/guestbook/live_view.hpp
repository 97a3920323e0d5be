#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <rwsplit/rwsplit.hpp>

#include "heartbeat.hpp"

namespace guestbook {

/// Watches the cluster from a thread of its own and keeps the last minute, for the page that plots it.
///
/// Thread safety: every member may be called by any thread. Lifetime: ends before the cluster.
class LiveView {
 public:
  using Lag = std::optional<std::chrono::milliseconds>;

  static constexpr std::chrono::milliseconds interval{250};
  static constexpr std::size_t kept = 260;    // a little over a minute
  static constexpr std::size_t averaged = 4;  // rates are those of one second

  LiveView(rwsplit::Cluster& cluster, Heartbeat& heartbeat);

  /// The engines now and the last minute: what /cluster.json answers.
  [[nodiscard]] std::string json() const;

  /// Of the replica that is furthest behind; nothing if none is known.
  [[nodiscard]] Lag worst_lag() const;

 private:
  struct EngineSample {
    std::uint64_t statements{};  // of visitors, since the guestbook was opened
    Lag lag{};
  };
  struct Sample {
    std::int64_t at{};  // milliseconds since 1970
    std::vector<EngineSample> engines{};
  };

  void watch(const std::stop_token& stop);
  [[nodiscard]] Sample take_sample();
  [[nodiscard]] Lag measure_lag(const rwsplit::EngineStatistics& engine, std::uint64_t& own);
  void beat();
  [[nodiscard]] double per_second(std::size_t sample, std::size_t engine) const;

  rwsplit::Cluster& cluster_;
  // Only the thread's:
  Heartbeat& heartbeat_;
  std::vector<std::uint64_t> own_;  // statements per engine that are no visitor's
  // Shared:
  mutable std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::deque<Sample> samples_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace guestbook
