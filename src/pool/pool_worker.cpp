#include "pool/pool_core.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include <rwsplit/error/usage_error.hpp>

// The pool's own thread: the members of `PoolCore` that wait for the network or call the listener, and those that
// decide which of them is next. What callers do, and what both do under the lock, is in pool_core.cpp.

namespace rwsplit::detail {

void PoolCore::run() {
  for (Task task = next_task(); task.kind != Task::Kind::stop; task = next_task()) perform(task);
}

PoolCore::Task PoolCore::next_task() {
  const MutexLock lock{mutex_};
  for (;;) {
    if (stopping_) return Task{.kind = Task::Kind::stop};
    const Clock::time_point now = Clock::now();
    if (const MaybeTask task = pick_task(now)) return *task;
    drained_ = closed_ && counts_.total() == 0;
    if (drained_) return Task{.kind = Task::Kind::stop};
    if (const auto round = next_round(now)) {
      work_.wait_until(mutex_, *round);
    } else {
      work_.wait(mutex_);
    }
  }
}

PoolCore::MaybeTask PoolCore::pick_task(Clock::time_point now) {
  // Closing and resetting first: both may make the dial needless or possible.
  for (PoolSlot& slot : slots_) {
    if (MaybeTask task = pick_for_slot(slot, now)) return task;
  }
  return pick_dial(now);
}

PoolCore::MaybeTask PoolCore::pick_for_slot(PoolSlot& slot, Clock::time_point now) {
  if (slot.leak == LeakReport::returned) {
    slot.leak = LeakReport::none;
    return Task{.kind = Task::Kind::tell,
                .event = {.kind = PoolEvent::Kind::leak_returned,
                          .where = slot.leak_where,
                          .age = std::chrono::duration_cast<std::chrono::milliseconds>(slot.leak_age)}};
  }
  switch (slot.state) {
    case SlotState::closing: return Task{.kind = Task::Kind::close, .slot = &slot};
    case SlotState::resetting: return pick_for_dirty(slot);
    case SlotState::idle: return pick_for_idle(slot, now);
    case SlotState::in_use: return pick_for_leased(slot, now);
    case SlotState::empty:
    case SlotState::dialing: break;
  }
  return std::nullopt;
}

PoolCore::Task PoolCore::pick_for_dirty(PoolSlot& slot) {
  if (!closed_) return Task{.kind = Task::Kind::reset, .slot = &slot};
  set_aside(slot);
  return Task{.kind = Task::Kind::close, .slot = &slot};
}

PoolCore::MaybeTask PoolCore::pick_for_idle(PoolSlot& slot, Clock::time_point now) {
  if (slot.fresh) {
    slot.fresh = false;
    slot.idle_since = now;
    slot.quiet_since = now;
  }
  if (slot.suspect) return take_off_stack(slot, SlotState::resetting, Task::Kind::check);
  switch (decide_idle({.idle_for = now - slot.idle_since,
                       .quiet_for = now - slot.quiet_since,
                       .expired = now >= slot.expires_at,
                       .total = counts_.total() - counts_.closing},
                      options_)) {
    case IdleAction::keep: return std::nullopt;
    case IdleAction::ping: slot.quiet_since = now; return take_off_stack(slot, SlotState::resetting, Task::Kind::ping);
    case IdleAction::close_old: ++totals_.closed_old; break;
    case IdleAction::close_idle: ++totals_.closed_idle; break;
  }
  return take_off_stack(slot, SlotState::closing, Task::Kind::close);
}

PoolCore::MaybeTask PoolCore::pick_for_leased(PoolSlot& slot, Clock::time_point now) {
  slot.expired = now >= slot.expires_at;
  const PoolDuration threshold = options_.leak_threshold;
  if (threshold.count() == 0 || slot.leak != LeakReport::none || now - slot.leased_at < threshold) return std::nullopt;
  slot.leak = LeakReport::reported;
  ++totals_.leaks_reported;
  return Task{.kind = Task::Kind::tell,
              .event = {.kind = PoolEvent::Kind::leak_suspected,
                        .where = slot.where,
                        .age = std::chrono::duration_cast<std::chrono::milliseconds>(now - slot.leased_at)}};
}

PoolCore::Task PoolCore::take_off_stack(PoolSlot& slot, SlotState state, Task::Kind kind) {
  idle_.erase(std::find(idle_.begin(), idle_.end(), &slot));
  slot.suspect = false;
  set_state(slot, state);
  return Task{.kind = kind, .slot = &slot};
}

PoolCore::MaybeTask PoolCore::pick_dial(Clock::time_point now) {
  if (closed_) return std::nullopt;
  // Both wishes are fulfilled by any connection that is ready by now.
  const bool wanted = std::exchange(one_wanted_, false);
  const bool suspected = std::exchange(suspected_, false);
  const bool probe = !reachable() || ((wanted || suspected) && counts_.idle == 0);
  if (now < next_dial_at_ || connections_to_dial(counts_, options_, probe) == 0) return std::nullopt;
  const auto slot =
      std::find_if(slots_.begin(), slots_.end(), [](const PoolSlot& s) { return s.state == SlotState::empty; });
  assert(slot != slots_.end());
  set_state(*slot, SlotState::dialing);
  return Task{.kind = Task::Kind::dial, .slot = &*slot};
}

std::optional<PoolCore::Clock::time_point> PoolCore::next_round(Clock::time_point now) const {
  std::optional<Clock::time_point> result;
  if (now < next_dial_at_) result = next_dial_at_;
  const PoolDuration interval = round_interval(options_);
  if (interval.count() > 0 && counts_.open() > 0) result = std::min(result.value_or(now + interval), now + interval);
  return result;
}

void PoolCore::perform(const Task& task) {
  switch (task.kind) {
    case Task::Kind::dial: return dial(*task.slot);
    case Task::Kind::close: return close(*task.slot);
    case Task::Kind::reset: return reset(*task.slot);
    case Task::Kind::check: return finish_check(*task.slot, task.slot->connection->alive());
    case Task::Kind::ping: return ping(*task.slot);
    case Task::Kind::tell: return tell(task.event);
    case Task::Kind::stop: return;
  }
}

void PoolCore::dial(PoolSlot& slot) {
  std::unique_ptr<Connection> connection;
  try {
    connection = driver_->connect(connect_);
    if (connection == nullptr) throw UsageError{"the driver returned no connection and threw nothing"};
  } catch (...) {
    // Every kind of failure is kept for the callers and told to the listener.
    dial_failed(slot, std::make_shared<const ConnectFailure>(ConnectFailure::from_current_exception()));
    return;
  }
  dial_succeeded(slot, std::move(connection));
}

void PoolCore::dial_succeeded(PoolSlot& slot, std::unique_ptr<Connection> connection) {
  const PoolDuration lifetime = jittered_lifetime(options_.max_lifetime, random());
  unsigned failures = 0;
  {
    const MutexLock lock{mutex_};
    slot.connection = std::move(connection);
    slot.expired = false;
    slot.fresh = true;
    slot.expires_at = lifetime.count() > 0 ? Clock::now() + lifetime : Clock::time_point::max();
    ++totals_.created;
    failures = std::exchange(failed_attempts_, 0);
    next_dial_at_ = {};
    last_failure_.reset();
    reachable_.store(true, std::memory_order_relaxed);
    make_ready(slot);
  }
  tell({.kind = PoolEvent::Kind::connected, .failures = failures});
}

void PoolCore::dial_failed(PoolSlot& slot, std::shared_ptr<const ConnectFailure> failure) {
  unsigned failures = 0;
  {
    const MutexLock lock{mutex_};
    set_state(slot, SlotState::empty);
    ++totals_.connect_failures;
    next_dial_at_ = Clock::now() + pause_after(failure->kind(), failed_attempts_++, random(), options_);
    failures = failed_attempts_;
    last_failure_ = failure;
    reachable_.store(reachable_after(failure->kind(), counts_.open()), std::memory_order_relaxed);
    fail_waiters();
  }
  tell({.kind = PoolEvent::Kind::connect_failed, .failures = failures, .error = &failure->error()});
}

void PoolCore::make_ready(PoolSlot& slot) noexcept { closed_ ? set_aside(slot) : make_available(slot); }

void PoolCore::fail_waiters() {
  for (Waiter* waiter = waiters_.first(); waiter != nullptr;) {
    Waiter* next = waiter->next;
    if (answer_at_once(*waiter)) settle(*waiter);
    waiter = next;
  }
}

void PoolCore::close(PoolSlot& slot) noexcept {
  slot.connection.reset();
  const MutexLock lock{mutex_};
  set_state(slot, SlotState::empty);
}

void PoolCore::reset(PoolSlot& slot) {
  bool clean = false;
  try {
    if (slot.connection->status().in_transaction) slot.connection->rollback();
    slot.connection->reset();
    clean = decide_return({.status = slot.connection->status()}) == ReturnAction::reuse;
  } catch (...) {
    clean = false;  // whatever went wrong, the answer is to close the connection; `closed_broken` counts it
  }
  Orphan orphan;
  const MutexLock lock{mutex_};
  if (clean) {
    ++totals_.resets;
    slot.fresh = true;
    make_ready(slot);
  } else {
    orphan = retire(slot, totals_.closed_broken);
  }
}

void PoolCore::ping(PoolSlot& slot) {
  bool lives = false;
  try {
    slot.connection->ping();
    lives = slot.connection->status().usable;
  } catch (...) {
    lives = false;  // the answer is to close the connection; `closed_dead` counts it
  }
  finish_check(slot, lives);
}

void PoolCore::finish_check(PoolSlot& slot, bool lives) {
  Orphan orphan;
  const MutexLock lock{mutex_};
  if (lives) {
    make_ready(slot);
  } else {
    orphan = retire(slot, totals_.closed_dead);
  }
}

void PoolCore::tell(PoolEvent event) {
  if (!listener_) return;
  event.pool = name();
  event.reachable = reachable();
  try {
    listener_(event);
  } catch (...) {
    // It must not throw; this thread must go on, so it is counted.
    const MutexLock lock{mutex_};
    ++totals_.listener_failures;
  }
}

}  // namespace rwsplit::detail
