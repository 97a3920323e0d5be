#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <rwsplit/detail/cache_line.hpp>
#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/driver/driver.hpp>
#include <rwsplit/pool/lease.hpp>
#include <rwsplit/pool/pool_accounting.hpp>
#include <rwsplit/pool/pool_event.hpp>
#include <rwsplit/pool/pool_options.hpp>
#include <rwsplit/pool/pool_statistics.hpp>
#include <rwsplit/pool/when_unreachable.hpp>

#include "pool/connect_failure.hpp"
#include "pool/waiter_queue.hpp"

namespace rwsplit::detail {

/// Who may touch a slot's connection: nobody (`empty`), the lease (`in_use`), else the pool's own thread.
enum class SlotState : std::uint8_t {
  empty,      ///< room for a connection
  dialing,    ///< being opened
  idle,       ///< on the idle stack
  in_use,     ///< on loan, or on its way to a waiter
  resetting,  ///< to be reset, or being reset or checked
  closing,    ///< to be closed, or being closed
};

/// How far the report of a suspected leak has come.
enum class LeakReport : std::uint8_t {
  none,
  reported,  ///< the listener knows, the connection is still out
  returned,  ///< it came back and the listener is to be told
};

/// One place for one connection. Everything but `connection` is protected by the core's mutex.
struct PoolSlot {
  using TimePoint = std::chrono::steady_clock::time_point;

  std::unique_ptr<Connection> connection;
  SlotState state{SlotState::empty};
  /// The thread that had it last, see `PoolCore::best_idle`.
  const void* last_user{nullptr};
  bool expired{false};
  /// Set when it becomes idle; the next round of the pool's thread turns it into a time, so that returning a
  /// connection reads no clock.
  bool fresh{false};
  bool suspect{false};
  LeakReport leak{LeakReport::none};
  TimePoint expires_at{TimePoint::max()};
  TimePoint idle_since{};
  TimePoint quiet_since{};
  /// Only with a leak threshold.
  TimePoint leased_at{};
  SourceLocation where{};
  /// Of the reported leak; `where` may already be the next caller's.
  SourceLocation leak_where{};
  PoolDuration leak_age{0};
};

/// A connection that leaves its pool, to be destroyed without the lock; its driver stays that long.
struct Orphan {
  std::shared_ptr<Driver> driver{};
  std::unique_ptr<Connection> connection{};
};

/// What a pool is made of. It stays until the last lease is back, so that leases may outlive the pool; they do not
/// share its ownership, because counting owners costs all threads more than the rest of a loan.
///
/// Callers take and give back under one short lock. Whatever waits for the network is a `Task` of the pool's own
/// thread.
class PoolCore {
 public:
  using Clock = std::chrono::steady_clock;
  using Deadline = Clock::time_point;
  using Self = std::shared_ptr<PoolCore>;

  PoolCore(std::shared_ptr<Driver> driver, ConnectOptions connect, PoolOptions options, PoolListener listener);

  void start();
  /// Fails the waiters, joins the thread, closes what is not on loan. Doing it again does no harm.
  void stop() noexcept RWSPLIT_EXCLUDES(mutex_);

  /// The pool is destroyed: stops, and stays for the leases that are still out.
  static void end(const Self& self) noexcept;

  /// The most recently used live connection, else an empty lease. Reads no clock, allocates nothing.
  [[nodiscard]] static Lease take_idle(const Self& self, SourceLocation where);
  [[nodiscard]] static Lease acquire(const Self& self, Deadline deadline, SourceLocation where,
                                     WhenUnreachable unreachable);
  /// For callers that do not wait: opens one more connection if there is room.
  void want_one() noexcept RWSPLIT_EXCLUDES(mutex_);
  void suspect() noexcept RWSPLIT_EXCLUDES(mutex_);
  void give_back(PoolSlot& slot, bool dirty, bool broken) noexcept RWSPLIT_EXCLUDES(mutex_);
  /// Fails the waiters and lends nothing any more; the pool's own thread closes what is left, and then ends.
  void close() noexcept RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] bool closed() const noexcept RWSPLIT_EXCLUDES(mutex_);
  /// Nothing is left to close, and the pool's own thread does nothing more, not even call the listener.
  [[nodiscard]] bool drained() const noexcept RWSPLIT_EXCLUDES(mutex_);

  [[nodiscard]] bool reachable() const noexcept { return reachable_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint32_t in_use() const noexcept { return in_use_.load(std::memory_order_relaxed); }
  [[nodiscard]] PoolStatistics statistics() const RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] const std::string& name() const noexcept { return connect_.engine; }
  [[nodiscard]] const PoolOptions& options() const noexcept { return options_; }

 private:
  /// One thing for the pool's own thread to do, outside of the lock.
  struct Task {
    enum class Kind : std::uint8_t {
      stop,   ///< the pool is being destroyed
      dial,   ///< open a connection in the slot
      close,  ///< destroy the slot's connection
      reset,  ///< clean a dirty return
      check,  ///< somebody suspects the server: is the socket still open?
      ping,   ///< keep an idle connection alive
      tell,   ///< call the listener
    };
    Kind kind{};
    PoolSlot* slot{nullptr};
    PoolEvent event{};
  };
  using MaybeTask = std::optional<Task>;

  // The callers' side.
  [[nodiscard]] PoolSlot* pop_idle(SourceLocation where) noexcept RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] PoolSlot* pop_idle_locked(SourceLocation where) noexcept RWSPLIT_REQUIRES(mutex_);
  /// The connection that the calling thread had last, which its processor's caches still know, else the most recently
  /// used one. Requires an idle connection.
  [[nodiscard]] std::vector<PoolSlot*>::iterator best_idle() noexcept RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] PoolSlot& wait_for_slot(Waiter& waiter, Clock::time_point started, Deadline deadline)
      RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] bool answer_at_once(Waiter& waiter) const RWSPLIT_REQUIRES(mutex_);
  void enqueue(Waiter& waiter) noexcept RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] PoolSlot& answer_of(const Waiter& waiter) const;
  [[nodiscard]] std::string timeout_text(PoolDuration waited) const RWSPLIT_REQUIRES(mutex_);
  void discard_dead(PoolSlot& slot) noexcept RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] Orphan retire_dead(PoolSlot& slot) noexcept RWSPLIT_REQUIRES(mutex_);
  void note_leak_returned(PoolSlot& slot) noexcept RWSPLIT_REQUIRES(mutex_);

  // Both sides.
  /// After a connection came back: what is left of a pool that was destroyed meanwhile, if that was the last one.
  [[nodiscard]] Self if_last() noexcept RWSPLIT_REQUIRES(mutex_);
  void set_state(PoolSlot& slot, SlotState state) noexcept RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] std::size_t& count_of(SlotState state) noexcept RWSPLIT_REQUIRES(mutex_);
  void lend(PoolSlot& slot, SourceLocation where) noexcept RWSPLIT_REQUIRES(mutex_);
  void settle(Waiter& waiter) noexcept RWSPLIT_REQUIRES(mutex_);
  void settle_all() noexcept RWSPLIT_REQUIRES(mutex_);
  void make_available(PoolSlot& slot) noexcept RWSPLIT_REQUIRES(mutex_);
  /// To be closed by the pool's own thread because the pool was closed.
  void set_aside(PoolSlot& slot) noexcept RWSPLIT_REQUIRES(mutex_);
  /// A connection of the pool's own thread is ready: for the next caller, unless the pool was closed meanwhile.
  void make_ready(PoolSlot& slot) noexcept RWSPLIT_REQUIRES(mutex_);
  /// Hands the connection back when no thread is left to close it; the caller lets it die outside of the lock.
  [[nodiscard]] Orphan retire(PoolSlot& slot, std::uint64_t& reason) noexcept RWSPLIT_REQUIRES(mutex_);

  // The pool's own thread: `next_task` decides, `perform` acts.
  void run();
  [[nodiscard]] Task next_task() RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] MaybeTask pick_task(Clock::time_point now) RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] MaybeTask pick_for_slot(PoolSlot& slot, Clock::time_point now) RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] Task pick_for_dirty(PoolSlot& slot) RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] MaybeTask pick_for_idle(PoolSlot& slot, Clock::time_point now) RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] MaybeTask pick_for_leased(PoolSlot& slot, Clock::time_point now) RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] MaybeTask pick_dial(Clock::time_point now) RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] Task take_off_stack(PoolSlot& slot, SlotState state, Task::Kind kind) RWSPLIT_REQUIRES(mutex_);
  [[nodiscard]] std::optional<Clock::time_point> next_round(Clock::time_point now) const RWSPLIT_REQUIRES(mutex_);
  void perform(const Task& task);
  void dial(PoolSlot& slot);
  void dial_succeeded(PoolSlot& slot, std::unique_ptr<Connection> connection) RWSPLIT_EXCLUDES(mutex_);
  void dial_failed(PoolSlot& slot, std::shared_ptr<const ConnectFailure> failure) RWSPLIT_EXCLUDES(mutex_);
  void fail_waiters() RWSPLIT_REQUIRES(mutex_);
  void close(PoolSlot& slot) noexcept RWSPLIT_EXCLUDES(mutex_);
  void reset(PoolSlot& slot) RWSPLIT_EXCLUDES(mutex_);
  void ping(PoolSlot& slot) RWSPLIT_EXCLUDES(mutex_);
  void finish_check(PoolSlot& slot, bool lives) RWSPLIT_EXCLUDES(mutex_);
  void tell(PoolEvent event) RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] double random() { return std::uniform_real_distribution<double>{0.0, 1.0}(randomness_); }
  [[nodiscard]] std::unique_ptr<Connection> take_unleased() noexcept RWSPLIT_EXCLUDES(mutex_);

  const std::shared_ptr<Driver> driver_;
  const ConnectOptions connect_;
  const PoolOptions options_;
  const PoolListener listener_;
  /// Used by the pool's own thread only.
  std::minstd_rand randomness_;
  std::thread worker_;

  // What every loan changes comes first and together, apart from what others only read.
  alignas(cache_line) mutable Mutex mutex_;
  /// Last in, first out, so that connections that are not needed grow old at the bottom.
  std::vector<PoolSlot*> idle_ RWSPLIT_GUARDED_BY(mutex_);
  WaiterQueue waiters_ RWSPLIT_GUARDED_BY(mutex_);
  PoolCounts counts_ RWSPLIT_GUARDED_BY(mutex_);
  std::atomic<std::uint32_t> in_use_{0};
  /// Nothing is lent any more; always true while stopping.
  bool closed_ RWSPLIT_GUARDED_BY(mutex_){false};
  bool drained_ RWSPLIT_GUARDED_BY(mutex_){false};
  /// No thread is left to close connections.
  bool stopping_ RWSPLIT_GUARDED_BY(mutex_){false};
  bool one_wanted_ RWSPLIT_GUARDED_BY(mutex_){false};
  bool suspected_ RWSPLIT_GUARDED_BY(mutex_){false};
  /// Itself, once the pool is destroyed and connections are still on loan.
  Self outlives_pool_ RWSPLIT_GUARDED_BY(mutex_){};
  PoolStatistics totals_ RWSPLIT_GUARDED_BY(mutex_);

  alignas(cache_line) std::atomic<bool> reachable_{true};
  ConditionVariable work_;
  /// All of `max_size`, made once: slots never move.
  std::vector<PoolSlot> slots_ RWSPLIT_GUARDED_BY(mutex_);
  std::shared_ptr<const ConnectFailure> last_failure_ RWSPLIT_GUARDED_BY(mutex_);
  unsigned failed_attempts_ RWSPLIT_GUARDED_BY(mutex_){0};
  Clock::time_point next_dial_at_ RWSPLIT_GUARDED_BY(mutex_){};
};

}  // namespace rwsplit::detail
