#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include <rwsplit/cluster/engine.hpp>
#include <rwsplit/cluster/monitor_options.hpp>
#include <rwsplit/detail/mutex.hpp>

#include "cluster/engine_watch.hpp"

namespace rwsplit::detail {

/// The thread that looks after one engine, so that one that hangs delays the looks at no other.
///
/// Thread safety: all members.
class Monitor {
 public:
  Monitor(std::shared_ptr<Engine> engine, MonitorOptions options, MonitorReports reports);
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  /// Blocking: until a look in progress has ended.
  ~Monitor();

  [[nodiscard]] const Engine& engine() const noexcept { return *engine_; }
  /// For the next look, which is due at once. Blocking: never.
  void configure(const MonitorOptions& options) RWSPLIT_EXCLUDES(mutex_);
  /// No look begins any more. Blocking: never.
  void stop() noexcept RWSPLIT_EXCLUDES(mutex_);
  /// Its thread does nothing any more: it was stopped, or there was nothing to see.
  [[nodiscard]] bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }

 private:
  using Clock = std::chrono::steady_clock;

  void run() RWSPLIT_EXCLUDES(mutex_);
  void look_on() RWSPLIT_EXCLUDES(mutex_);
  /// Nothing: it is to stop.
  [[nodiscard]] std::optional<MonitorOptions> next_options() RWSPLIT_EXCLUDES(mutex_);
  void rest(Clock::duration pause) RWSPLIT_EXCLUDES(mutex_);

  const std::shared_ptr<Engine> engine_;
  EngineWatch watch_;
  std::atomic<bool> ended_{false};
  Mutex mutex_;
  ConditionVariable changed_;
  MonitorOptions options_ RWSPLIT_GUARDED_BY(mutex_);
  bool stopping_ RWSPLIT_GUARDED_BY(mutex_){false};
  bool due_ RWSPLIT_GUARDED_BY(mutex_){true};
  std::thread thread_;
};

}  // namespace rwsplit::detail
