#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <rwsplit/cluster/master_round.hpp>
#include <rwsplit/consistency/position.hpp>
#include <rwsplit/detail/mutex.hpp>

namespace rwsplit::detail {

/// How far a server that has some position is from what the master had.
struct MissingPosition {
  /// False: there is nothing to compare with.
  bool comparable{false};
  /// The oldest position of the master that it does not have; empty: it has them all.
  Position position{};
  /// When the master already had that.
  std::chrono::steady_clock::time_point since{};
};

/// Positions of the master, each with when it was asked for: what a read must see at most, if it must see what was
/// committed before some moment, or what an earlier read has seen.
///
/// Thread safety: all members.
class MasterHistory {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// The number of a round of questions: whatever was read anywhere before this call is covered by every position that
  /// is learned in a later round.
  [[nodiscard]] std::uint64_t round() const noexcept { return round_.load(std::memory_order_acquire); }
  /// Begins a round: to be called before it is looked up which server is the master, and before that one is asked.
  [[nodiscard]] MasterRound begin_round(Time now) noexcept {
    const std::uint64_t doubts = this->doubts();
    return {.number = round_.fetch_add(1, std::memory_order_acq_rel) + 1, .doubts = doubts, .asked_at = now};
  }
  /// What the master of that origin (`ServerIdentity::origin`) answered in this round. Of a master that came into doubt
  /// meanwhile it tells only what was read from it.
  void learn(const MasterRound& round, std::uint32_t origin, const Position& position) RWSPLIT_EXCLUDES(mutex_);
  /// The same of one that is known to be the master no more.
  void learn_former(const MasterRound& round, std::uint32_t origin, const Position& position) RWSPLIT_EXCLUDES(mutex_);

  /// The newest from the master of that origin that covers what was read in this round, there or on its replicas.
  [[nodiscard]] std::optional<Position> after(std::uint64_t round, std::uint32_t origin) const RWSPLIT_EXCLUDES(mutex_);
  /// The newest from the master of that origin.
  [[nodiscard]] std::optional<Position> newest_of(std::uint32_t origin) const RWSPLIT_EXCLUDES(mutex_) {
    return after(0, origin);
  }
  /// Of the master that answered last, or that a session has met first; 0: none since the last one was replaced.
  [[nodiscard]] std::uint32_t origin() const noexcept { return origin_.load(std::memory_order_relaxed); }
  /// The oldest since the last doubt that was asked for at this moment or later.
  [[nodiscard]] std::optional<Position> since(Time moment) const RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] std::optional<Position> newest() const RWSPLIT_EXCLUDES(mutex_);
  /// Of those since the last doubt.
  [[nodiscard]] MissingPosition missing(const Position& has) const RWSPLIT_EXCLUDES(mutex_);

  /// Counts what may have cost the master transactions: it was away, is another server, or has gone backwards. Who
  /// relies on a position of before has to compare it with what the master has now.
  void doubt() noexcept { doubts_.fetch_add(1, std::memory_order_acq_rel); }
  [[nodiscard]] std::uint64_t doubts() const noexcept { return doubts_.load(std::memory_order_acquire); }

  /// Another server is the master from now on, and nobody knows yet which: a doubt, too.
  void replace() RWSPLIT_EXCLUDES(mutex_);

  /// The servers are known to have positions. Without any nobody can tell what a replica has.
  [[nodiscard]] bool has_positions() const noexcept { return has_positions_.load(std::memory_order_relaxed); }
  /// A connection to the master tells both: it names positions, and it is of that origin. Sessions that read before
  /// anybody has asked the master can tell it from the next one, then.
  /// `doubts` is from before the connection was asked for.
  void note_master(std::uint32_t origin, std::uint64_t doubts) RWSPLIT_EXCLUDES(mutex_);

 private:
  void note_positions() noexcept { has_positions_.store(true, std::memory_order_relaxed); }

  struct Entry {
    MasterRound round{};
    std::uint32_t origin{0};
    Position position{};
  };
  /// What the entry says of the master still holds.
  [[nodiscard]] static bool holds(const Entry& entry, std::uint64_t doubts) noexcept {
    return entry.round.number != 0 && entry.round.doubts == doubts;
  }

  void remember(const Entry& entry) RWSPLIT_REQUIRES(mutex_);

  std::atomic<std::uint64_t> round_{0};
  std::atomic<std::uint64_t> doubts_{0};
  std::atomic<std::uint32_t> origin_{0};
  std::atomic<bool> has_positions_{false};
  mutable Mutex mutex_;
  /// A ring; the newest is at `next_ - 1`.
  std::array<Entry, 16> entries_ RWSPLIT_GUARDED_BY(mutex_);
  std::size_t next_ RWSPLIT_GUARDED_BY(mutex_){0};
  /// The newest of each of the last masters; a ring as well.
  std::array<Entry, 8> masters_ RWSPLIT_GUARDED_BY(mutex_);
  std::size_t next_master_ RWSPLIT_GUARDED_BY(mutex_){0};
};

}  // namespace rwsplit::detail
