#pragma once

#include <cstddef>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/session/scoped_session_options.hpp>

namespace rwsplit::detail {

/// What a `ScopedSession` is, shared with its sessions, so that the last one can still say that it has ended.
///
/// Thread safety: all members.
class SessionRegistry {
 public:
  SessionRegistry(Cluster& cluster, ScopedSessionOptions options) : cluster_{cluster}, options_{std::move(options)} {}

  [[nodiscard]] Cluster& cluster() const noexcept { return cluster_; }
  [[nodiscard]] const ScopedSessionOptions& options() const noexcept { return options_; }

  void session_begins() RWSPLIT_EXCLUDES(mutex_) {
    const MutexLock lock{mutex_};
    ++sessions_;
  }
  void session_has_ended() noexcept RWSPLIT_EXCLUDES(mutex_) {
    const MutexLock lock{mutex_};
    if (--sessions_ == 0) none_left_.notify_all();
  }
  /// Until those that other threads are ending have ended.
  void await_no_session() noexcept RWSPLIT_EXCLUDES(mutex_) {
    const MutexLock lock{mutex_};
    while (sessions_ != 0) none_left_.wait(mutex_);
  }

 private:
  Cluster& cluster_;
  const ScopedSessionOptions options_;
  Mutex mutex_;
  ConditionVariable none_left_;
  std::size_t sessions_ RWSPLIT_GUARDED_BY(mutex_){0};
};

}  // namespace rwsplit::detail
