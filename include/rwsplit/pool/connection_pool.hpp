#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/driver/driver.hpp>
#include <rwsplit/pool/lease.hpp>
#include <rwsplit/pool/pool_event.hpp>
#include <rwsplit/pool/pool_options.hpp>
#include <rwsplit/pool/pool_statistics.hpp>
#include <rwsplit/pool/when_unreachable.hpp>

namespace rwsplit {

/// The bounded set of connections to one engine.
///
/// One thread of its own dials, resets, pings and closes; callers only wait for it, in the order they came.
/// Thread safety: every member may be called by any thread.
class ConnectionPool {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  /// Returns at once; connections are opened in the background. The pool's name is `connect.engine`. Throws:
  /// `ConfigError`.
  ConnectionPool(std::shared_ptr<Driver> driver, ConnectOptions connect, PoolOptions options,
                 PoolListener listener = {});
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;
  /// Fails waiters (`Unavailable`), closes idle connections. Leases that are still out stay usable and close their
  /// connection when they end. Blocking: until a connect, reset or ping in progress has ended.
  ~ConnectionPool();

  /// A live connection. Blocking: until `deadline` at the latest.
  /// Throws: `PoolTimeout` at the deadline; `ConnectionError` (`ConfigError`, if that is what the driver threw) at once
  /// when the server refuses for good (login, unknown database) and no connection is left that could come back, or,
  /// with `fail_fast`, when it cannot be reached; `Unavailable` when the pool is closed, or destroyed meanwhile.
  [[nodiscard]] Lease acquire(Deadline deadline, SourceLocation where = SourceLocation::current(),
                              WhenUnreachable unreachable = WhenUnreachable::wait);

  /// The same with the deadline of `PoolOptions::acquire_timeout`.
  [[nodiscard]] Lease acquire(SourceLocation where = SourceLocation::current(),
                              WhenUnreachable unreachable = WhenUnreachable::wait);

  /// A connection if one is ready now, else an empty lease, and one more is opened if there is room. Blocking: never.
  [[nodiscard]] Lease try_acquire(SourceLocation where = SourceLocation::current());

  /// False after a failed connect until one succeeds; a server that is merely full stays reachable while connections to
  /// it are open. The pool keeps trying by itself.
  [[nodiscard]] bool reachable() const noexcept;

  /// Tells the pool that one of its connections broke: idle ones are checked, and unless one lives it dials at once.
  /// Does nothing while the server is known to be unreachable. Blocking: never.
  void suspect() noexcept;

  /// Lends nothing from now on: who waits or comes later gets `Unavailable`. Idle connections are closed, those on loan
  /// when they come back, all by the pool's own thread, which ends with the last of them. Blocking: never.
  void close() noexcept;
  [[nodiscard]] bool closed() const noexcept;
  /// Closed, with no connection left: its thread has ended.
  [[nodiscard]] bool drained() const noexcept;
  /// What the destructor does, for owners that the listener needs meanwhile: no event comes after it. By one thread,
  /// never the listener's. Blocking: as the destructor.
  void stop() noexcept;

  /// Connections on loan now; cheap enough to read per statement.
  [[nodiscard]] std::uint32_t in_use() const noexcept;

  [[nodiscard]] PoolStatistics statistics() const;
  [[nodiscard]] const std::string& name() const noexcept;

 private:
  std::shared_ptr<detail::PoolCore> core_;
};

}  // namespace rwsplit
