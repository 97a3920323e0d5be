#pragma once

#include <atomic>
#include <cstdint>

#include <rwsplit/consistency/position.hpp>
#include <rwsplit/detail/mutex.hpp>

namespace rwsplit::detail {

/// What one replica is known to have: from looks of the monitor, and from every wait that was not in vain.
///
/// Thread safety: all members.
class KnownPosition {
 public:
  /// Whether reads there see all of `required`.
  [[nodiscard]] bool covers(const Position& required) const RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] Position get() const RWSPLIT_EXCLUDES(mutex_);

  /// A session has seen that the replica has it.
  void learn(const Position& reached) RWSPLIT_EXCLUDES(mutex_);

  /// To be called before the replica is asked what it has; for `replace`.
  [[nodiscard]] std::uint64_t learned() const RWSPLIT_EXCLUDES(mutex_);
  /// The replica says what it has: it counts alone, for it may have been rebuilt, unless something was learned
  /// meanwhile.
  void replace(Position seen, std::uint64_t learned_before) RWSPLIT_EXCLUDES(mutex_);
  /// The server may have become another one.
  void forget() RWSPLIT_EXCLUDES(mutex_);

  /// Changes when what was known may no longer be so.
  [[nodiscard]] std::uint64_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }

 private:
  mutable Mutex mutex_;
  Position position_ RWSPLIT_GUARDED_BY(mutex_);
  std::uint64_t learned_ RWSPLIT_GUARDED_BY(mutex_){0};
  std::atomic<std::uint64_t> generation_{0};
};

}  // namespace rwsplit::detail
