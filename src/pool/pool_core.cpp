#include "pool/pool_core.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include <rwsplit/error/pool_timeout.hpp>
#include <rwsplit/error/unavailable.hpp>

namespace rwsplit::detail {

namespace {

/// Tells threads apart; cheaper than asking for an id.
const void* this_thread() noexcept {
  static thread_local const char identity = 0;
  return &identity;
}

}  // namespace

PoolCore::PoolCore(std::shared_ptr<Driver> driver, ConnectOptions connect, PoolOptions options, PoolListener listener)
    : driver_{std::move(driver)},
      connect_{std::move(connect)},
      options_{options},
      listener_{std::move(listener)},
      randomness_{std::random_device{}()},
      slots_(options.max_size) {
  idle_.reserve(options.max_size);  // returning a connection must not allocate
}

void PoolCore::start() {
  worker_ = std::thread{[this] { run(); }};
}

void PoolCore::stop() noexcept {
  {
    const MutexLock lock{mutex_};
    closed_ = true;
    stopping_ = true;
    settle_all();
    work_.notify_all();
  }
  if (worker_.joinable()) worker_.join();
  while (take_unleased() != nullptr) {
    // each one is closed here, without the lock
  }
}

void PoolCore::end(const Self& self) noexcept {
  self->stop();
  const MutexLock lock{self->mutex_};
  if (self->counts_.in_use > 0) self->outlives_pool_ = self;
}

PoolCore::Self PoolCore::if_last() noexcept { return counts_.in_use == 0 ? std::move(outlives_pool_) : nullptr; }

void PoolCore::close() noexcept {
  const MutexLock lock{mutex_};
  if (closed_) return;
  closed_ = true;
  settle_all();
  for (PoolSlot* slot : idle_) set_aside(*slot);
  idle_.clear();
  work_.notify_all();
}

bool PoolCore::closed() const noexcept {
  const MutexLock lock{mutex_};
  return closed_;
}

bool PoolCore::drained() const noexcept {
  const MutexLock lock{mutex_};
  return drained_;
}

std::unique_ptr<Connection> PoolCore::take_unleased() noexcept {
  const MutexLock lock{mutex_};
  idle_.clear();
  for (PoolSlot& slot : slots_) {
    if (slot.state == SlotState::in_use || slot.state == SlotState::empty) continue;
    set_state(slot, SlotState::empty);
    return std::move(slot.connection);
  }
  return nullptr;
}

// ---- the callers' side ----

Lease PoolCore::take_idle(const Self& self, SourceLocation where) {
  while (PoolSlot* slot = self->pop_idle(where)) {
    if (slot->connection->alive()) return Lease{*self, *slot};
    self->discard_dead(*slot);
  }
  return {};
}

Lease PoolCore::acquire(const Self& self, Deadline deadline, SourceLocation where, WhenUnreachable unreachable) {
  if (Lease lease = take_idle(self, where)) return lease;
  Self core = self;  // the pool object, and `self` with it, may go away while this call waits
  const Clock::time_point started = Clock::now();
  Waiter waiter{.where = where, .fail_fast = unreachable == WhenUnreachable::fail_fast};
  for (;;) {
    PoolSlot& slot = core->wait_for_slot(waiter, started, deadline);
    if (slot.connection->alive()) return Lease{*core, slot};
    waiter.dead = &slot;
  }
}

PoolSlot* PoolCore::pop_idle(SourceLocation where) noexcept {
  const MutexLock lock{mutex_};
  return pop_idle_locked(where);
}

PoolSlot* PoolCore::pop_idle_locked(SourceLocation where) noexcept {
  if (idle_.empty() || closed_) return nullptr;
  const auto best = best_idle();
  PoolSlot* slot = *best;
  idle_.erase(best);
  lend(*slot, where);
  return slot;
}

std::vector<PoolSlot*>::iterator PoolCore::best_idle() noexcept {
  const auto own = std::find_if(idle_.rbegin(), idle_.rend(),
                                [me = this_thread()](const PoolSlot* slot) { return slot->last_user == me; });
  return own == idle_.rend() ? std::prev(idle_.end()) : std::prev(own.base());
}

PoolSlot& PoolCore::wait_for_slot(Waiter& waiter, Clock::time_point started, Deadline deadline) {
  Self last;  // both die after the lock
  Orphan orphan;
  MutexLock lock{mutex_};
  if (waiter.dead != nullptr) orphan = retire_dead(*waiter.dead);
  last = if_last();
  if (PoolSlot* slot = pop_idle_locked(waiter.where)) return *slot;
  if (!answer_at_once(waiter)) {
    enqueue(waiter);
    while (!waiter.settled && waiter.wake.wait_until(mutex_, deadline)) {
      // woken without an answer: go on waiting
    }
  }
  if (waiter.settled) {
    lock.unlock();
    return answer_of(waiter);
  }
  ++totals_.timeouts;
  std::string text = timeout_text(Clock::now() - started);
  waiters_.remove(waiter);
  counts_.waiting = waiters_.size();
  lock.unlock();
  PoolTimeout error{std::move(text)};
  error.add_context(name(), waiter.where);
  throw error;
}

bool PoolCore::answer_at_once(Waiter& waiter) const {
  waiter.slot = nullptr;
  waiter.settled = closed_;
  if (!closed_ && last_failure_ != nullptr && fails_at_once(last_failure_->kind(), waiter.fail_fast, counts_.open())) {
    waiter.failure = last_failure_;
    waiter.settled = true;
  }
  return waiter.settled;
}

void PoolCore::enqueue(Waiter& waiter) noexcept {
  // Whoever was handed a dead connection was the oldest, and has not given up the lock since that connection was
  // retired.
  waiter.dead != nullptr ? waiters_.push_front(waiter) : waiters_.push_back(waiter);
  counts_.waiting = waiters_.size();
  // Without room there is nothing to dial, and while the server is away the thread wakes up by itself.
  if (reachable() && counts_.total() < options_.max_size) work_.notify_one();
}

PoolSlot& PoolCore::answer_of(const Waiter& waiter) const {
  if (waiter.slot != nullptr) return *waiter.slot;
  if (waiter.failure != nullptr) waiter.failure->raise(name(), waiter.where);
  Unavailable error{fmt::format("pool \"{}\" was closed and gives no connections any more", name())};
  error.add_context(name(), waiter.where);
  throw error;
}

std::string PoolCore::timeout_text(PoolDuration waited) const {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(waited).count();
  std::string text = fmt::format(
      "pool \"{}\": no connection after {} ms (total={}, in use={}, idle={}, dialing={}, resetting={}, waiting={}, "
      "max={})",
      name(), milliseconds, counts_.total(), counts_.in_use, counts_.idle, counts_.dialing, counts_.resetting,
      counts_.waiting, options_.max_size);
  if (last_failure_ != nullptr) text += fmt::format("; last connect error: {}", last_failure_->error().what());
  return text;
}

void PoolCore::want_one() noexcept {
  const MutexLock lock{mutex_};
  if (counts_.total() >= options_.max_size || counts_.dialing > 0) return;
  one_wanted_ = true;
  work_.notify_one();
}

void PoolCore::suspect() noexcept {
  const MutexLock lock{mutex_};
  if (!reachable()) return;
  for (PoolSlot* slot : idle_) slot->suspect = true;
  suspected_ = true;
  work_.notify_one();
}

void PoolCore::give_back(PoolSlot& slot, bool dirty, bool broken) noexcept {
  const ConnectionStatus status = slot.connection->status();
  Self last;  // both die after the lock
  Orphan orphan;
  const MutexLock lock{mutex_};
  slot.last_user = this_thread();
  if (slot.leak == LeakReport::reported) note_leak_returned(slot);
  switch (decide_return(
      {.status = status, .dirty = dirty, .broken = broken, .expired = slot.expired, .pool_closed = closed_})) {
    case ReturnAction::reuse:
      slot.fresh = true;
      make_available(slot);
      break;
    case ReturnAction::reset:
      set_state(slot, SlotState::resetting);
      work_.notify_one();
      break;
    case ReturnAction::close_broken: orphan = retire(slot, totals_.closed_broken); break;
    case ReturnAction::close_old: orphan = retire(slot, totals_.closed_old); break;
  }
  last = if_last();
}

void PoolCore::discard_dead(PoolSlot& slot) noexcept {
  Self last;  // both die after the lock
  Orphan orphan;
  const MutexLock lock{mutex_};
  orphan = retire_dead(slot);
  last = if_last();
}

Orphan PoolCore::retire_dead(PoolSlot& slot) noexcept {
  --totals_.acquired;  // nobody got it
  return retire(slot, totals_.closed_dead);
}

void PoolCore::note_leak_returned(PoolSlot& slot) noexcept {
  slot.leak = LeakReport::returned;
  slot.leak_where = slot.where;
  slot.leak_age = Clock::now() - slot.leased_at;
  work_.notify_one();
}

PoolStatistics PoolCore::statistics() const {
  const MutexLock lock{mutex_};
  PoolStatistics result = totals_;
  result.total = counts_.total();
  result.in_use = counts_.in_use;
  result.idle = counts_.idle;
  result.dialing = counts_.dialing;
  result.resetting = counts_.resetting;
  result.closing = counts_.closing;
  result.waiting = counts_.waiting;
  return result;
}

// ---- both sides ----

std::size_t& PoolCore::count_of(SlotState state) noexcept {
  switch (state) {
    case SlotState::idle: return counts_.idle;
    case SlotState::in_use: return counts_.in_use;
    case SlotState::dialing: return counts_.dialing;
    case SlotState::resetting: return counts_.resetting;
    case SlotState::closing: return counts_.closing;
    case SlotState::empty: break;
  }
  assert(false && "empty slots are not counted");
  return counts_.closing;
}

void PoolCore::set_state(PoolSlot& slot, SlotState state) noexcept {
  if (slot.state != SlotState::empty) --count_of(slot.state);
  if (state != SlotState::empty) ++count_of(state);
  slot.state = state;
  in_use_.store(static_cast<std::uint32_t>(counts_.in_use), std::memory_order_relaxed);
}

void PoolCore::lend(PoolSlot& slot, SourceLocation where) noexcept {
  set_state(slot, SlotState::in_use);
  slot.where = where;
  slot.suspect = false;
  if (options_.leak_threshold.count() > 0) slot.leased_at = Clock::now();
  ++totals_.acquired;
}

void PoolCore::settle(Waiter& waiter) noexcept {
  waiters_.remove(waiter);
  counts_.waiting = waiters_.size();
  waiter.settled = true;
  waiter.wake.notify_one();  // under the lock: without it the waiter could be gone already
}

void PoolCore::settle_all() noexcept {
  while (!waiters_.empty()) settle(*waiters_.first());
}

void PoolCore::set_aside(PoolSlot& slot) noexcept {
  ++totals_.closed_old;
  set_state(slot, SlotState::closing);
}

void PoolCore::make_available(PoolSlot& slot) noexcept {
  if (Waiter* waiter = waiters_.first()) {
    lend(slot, waiter->where);
    waiter->slot = &slot;
    settle(*waiter);
    return;
  }
  set_state(slot, SlotState::idle);
  // A connection that was only checked must not look more recently used than those that were.
  slot.fresh ? idle_.push_back(&slot) : static_cast<void>(idle_.insert(idle_.begin(), &slot));
}

Orphan PoolCore::retire(PoolSlot& slot, std::uint64_t& reason) noexcept {
  ++reason;
  if (stopping_) {  // no thread is left to close it
    set_state(slot, SlotState::empty);
    return {driver_, std::move(slot.connection)};
  }
  set_state(slot, SlotState::closing);
  work_.notify_one();
  return {};
}

}  // namespace rwsplit::detail
