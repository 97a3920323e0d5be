#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include <rwsplit/driver/connection_status.hpp>
#include <rwsplit/error/condition.hpp>
#include <rwsplit/pool/pool_options.hpp>

// Every decision of a pool, as functions from values to values: no clock, no lock, no I/O. `random` is uniform in [0,
// 1).
namespace rwsplit::detail {

using PoolDuration = std::chrono::steady_clock::duration;

/// Connections by what is happening to them, and the callers that wait for one.
struct PoolCounts {
  std::size_t idle{0};
  std::size_t in_use{0};
  std::size_t dialing{0};
  std::size_t resetting{0};  ///< being cleaned or checked; soon idle again
  std::size_t closing{0};
  std::size_t waiting{0};

  /// Sockets of any state: what `max_size` bounds.
  [[nodiscard]] constexpr std::size_t total() const noexcept { return idle + in_use + dialing + resetting + closing; }
  /// Those that may still serve a caller.
  [[nodiscard]] constexpr std::size_t open() const noexcept { return idle + in_use + resetting; }

  friend constexpr bool operator==(const PoolCounts&, const PoolCounts&) noexcept = default;
};

/// How many connections to open beyond those that are being opened.
///
/// A waiter is not counted when a connection is already on its way to it. With `probe` at least one is wanted, because
/// only a connect can tell whether the server is there.
[[nodiscard]] constexpr std::size_t connections_to_dial(const PoolCounts& counts, const PoolOptions& options,
                                                        bool probe) noexcept {
  const std::size_t coming = counts.idle + counts.dialing + counts.resetting;
  const std::size_t for_waiters = counts.waiting > coming ? counts.waiting - coming : 0;
  const std::size_t kept = counts.total() - counts.closing;
  const std::size_t for_minimum = options.min_idle > kept ? options.min_idle - kept : 0;
  const std::size_t for_probe = probe && counts.dialing == 0 ? 1 : 0;
  const std::size_t room = options.max_size > counts.total() ? options.max_size - counts.total() : 0;
  return std::min(room, std::max({for_waiters, for_minimum, for_probe}));
}

/// What a failed connect says about the next one.
enum class ConnectFailureKind : std::uint8_t {
  transient,  ///< the server may be back at any moment
  saturated,  ///< the server is there and full: connections that are open keep working
  refused,    ///< login, database or configuration: only a person can change that
  blocked,    ///< the server blocks this host, and every further attempt prolongs that
};

[[nodiscard]] constexpr ConnectFailureKind classify_connect_failure(Cond condition) noexcept {
  switch (condition) {
    case Cond::access_denied:
    case Cond::unknown_database:
    case Cond::bad_configuration:
    case Cond::misuse: return ConnectFailureKind::refused;
    case Cond::host_blocked: return ConnectFailureKind::blocked;
    case Cond::too_many_connections: return ConnectFailureKind::saturated;
    case Cond::other:
    case Cond::connection_failed:
    case Cond::connection_lost:
    case Cond::syntax_error:
    case Cond::no_such_table:
    case Cond::no_such_column:
    case Cond::duplicate_key:
    case Cond::constraint_violation:
    case Cond::data_out_of_range:
    case Cond::deadlock:
    case Cond::lock_timeout:
    case Cond::read_only:
    case Cond::statement_timeout:
    case Cond::packet_too_large:
    case Cond::out_of_resources:
    case Cond::commit_in_doubt:
    case Cond::timed_out:
    case Cond::pool_exhausted:
    case Cond::unavailable:
    case Cond::token_lost:
    case Cond::read_only_violation:
    case Cond::conversion:
    case Cond::unknown_engine: return ConnectFailureKind::transient;
  }
  return ConnectFailureKind::transient;
}

[[nodiscard]] constexpr bool is_permanent(ConnectFailureKind kind) noexcept {
  return kind == ConnectFailureKind::refused || kind == ConnectFailureKind::blocked;
}

/// Whether the pool counts as reachable after a failed connect. A full server still serves the connections it has.
[[nodiscard]] constexpr bool reachable_after(ConnectFailureKind kind, std::size_t open) noexcept {
  return kind == ConnectFailureKind::saturated && open > 0;
}

/// Whether a caller is told of a failed connect at once instead of waiting for its deadline.
[[nodiscard]] constexpr bool fails_at_once(ConnectFailureKind kind, bool fail_fast, std::size_t open) noexcept {
  if (is_permanent(kind) && open == 0) return true;
  return fail_fast && !reachable_after(kind, open);
}

/// The pause after failed connect number `attempt` (from 0).
///
/// While the pauses double they are anywhere below the doubled value, so that clients of one server drift apart. At
/// the cap they are shortened by 10 % at most: a server that is down for 30 s sees at most about 40 attempts.
[[nodiscard]] constexpr PoolDuration back_off(unsigned attempt, double random, PoolDuration min,
                                              PoolDuration max) noexcept {
  PoolDuration ceiling = min;
  for (unsigned i = 0; i < attempt && ceiling < max; ++i) ceiling = ceiling > max / 2 ? max : ceiling * 2;
  if (ceiling >= max)
    return max - PoolDuration{static_cast<PoolDuration::rep>(random * 0.1 * static_cast<double>(max.count()))};
  return PoolDuration{static_cast<PoolDuration::rep>(random * static_cast<double>(ceiling.count()))};
}

/// How long a host stays away from a server that blocks it.
inline constexpr std::chrono::seconds blocked_pause{30};

[[nodiscard]] constexpr PoolDuration pause_after(ConnectFailureKind kind, unsigned attempt, double random,
                                                 const PoolOptions& options) noexcept {
  const PoolDuration max = options.max_backoff;
  switch (kind) {
    case ConnectFailureKind::transient:
    case ConnectFailureKind::saturated: return back_off(attempt, random, options.min_backoff, max);
    case ConnectFailureKind::refused: return max;
    case ConnectFailureKind::blocked: return std::max<PoolDuration>(max, blocked_pause);
  }
  return max;
}

/// The age at which a connection is replaced: `max_lifetime` less up to 10 %, so that connections that were opened
/// together do not end together. The caller knows that 0 means never.
[[nodiscard]] constexpr PoolDuration jittered_lifetime(PoolDuration max_lifetime, double random) noexcept {
  return max_lifetime -
         PoolDuration{static_cast<PoolDuration::rep>(random * 0.1 * static_cast<double>(max_lifetime.count()))};
}

/// What a lease says about its connection when it ends.
struct ReturnedConnection {
  ConnectionStatus status{};
  bool dirty{false};
  bool broken{false};
  bool expired{false};  ///< reached its lifetime while on loan
  bool pool_closed{false};
};

enum class ReturnAction : std::uint8_t {
  reuse,         ///< the next caller may have it as it is
  reset,         ///< roll back and reset first
  close_broken,  ///< its state cannot be trusted
  close_old,     ///< fine, but nobody needs it any more
};

[[nodiscard]] constexpr ReturnAction decide_return(const ReturnedConnection& returned) noexcept {
  if (returned.broken || !returned.status.usable) return ReturnAction::close_broken;
  if (returned.expired || returned.pool_closed) return ReturnAction::close_old;
  const bool changed = returned.dirty || returned.status.in_transaction || !returned.status.autocommit;
  return changed ? ReturnAction::reset : ReturnAction::reuse;
}

/// A connection that nobody uses.
struct IdleConnection {
  PoolDuration idle_for{0};   ///< since it was last on loan
  PoolDuration quiet_for{0};  ///< since it was last on loan or pinged
  bool expired{false};
  std::size_t total{0};  ///< connections in the pool, this one and those that dial included, closing ones not
};

enum class IdleAction : std::uint8_t {
  keep,
  ping,
  close_old,   ///< `max_lifetime`
  close_idle,  ///< `idle_timeout`
};

[[nodiscard]] constexpr IdleAction decide_idle(const IdleConnection& connection, const PoolOptions& options) noexcept {
  if (connection.expired) return IdleAction::close_old;
  const bool spare = connection.total > options.min_idle;
  if (options.idle_timeout.count() > 0 && spare && connection.idle_for >= options.idle_timeout) {
    return IdleAction::close_idle;
  }
  if (options.keep_alive.count() > 0 && connection.quiet_for >= options.keep_alive) return IdleAction::ping;
  return IdleAction::keep;
}

/// How often connections are looked at: often enough that no limit is missed by more than a quarter. 0: nothing to look
/// for.
[[nodiscard]] constexpr PoolDuration round_interval(const PoolOptions& options) noexcept {
  PoolDuration shortest{0};
  for (const PoolDuration limit : {PoolDuration{options.idle_timeout}, PoolDuration{options.max_lifetime},
                                   PoolDuration{options.keep_alive}, PoolDuration{options.leak_threshold}}) {
    if (limit.count() > 0 && (shortest.count() == 0 || limit < shortest)) shortest = limit;
  }
  if (shortest.count() == 0) return shortest;
  return std::clamp<PoolDuration>(shortest / 4, std::chrono::milliseconds{1}, std::chrono::seconds{30});
}

}  // namespace rwsplit::detail
