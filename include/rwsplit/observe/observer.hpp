#pragma once

#include <cstddef>

#include <rwsplit/error/error.hpp>
#include <rwsplit/observe/hint_event.hpp>
#include <rwsplit/observe/route_event.hpp>
#include <rwsplit/observe/wait_event.hpp>
#include <rwsplit/pool/pool_event.hpp>

namespace rwsplit {

/// Port: is told what the library decides and what happens to its connections.
///
/// Thread safety: called by many threads at once, never under a lock of the library. Calls are part of the statement's
/// time: keep them short.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  /// Before the statement is sent, also for refusals; once per attempt.
  virtual void on_decision(const RouteEvent& event) noexcept = 0;

  /// A replica has refused, as a write, what was read as a plain read (`event` is that decision): it runs once on the
  /// master, and so does this text from now on.
  virtual void on_refused_by_replica(const RouteEvent& event) noexcept { static_cast<void>(event); }

  /// A connection to a replica (`event` is the decision that led there) reports a change to that server's data, which
  /// the master does not have: replication may break on it. The statement has run.
  virtual void on_errant_write(const RouteEvent& event) noexcept { static_cast<void>(event); }

  /// Before the decision; what is understood of the hint is followed. Not with `HintPolicy::ignore`.
  virtual void on_unknown_hint(const HintEvent& event) noexcept { static_cast<void>(event); }

  /// Before a read runs on a replica that was not known to have what it must see; once per replica that was waited for.
  virtual void on_wait(const WaitEvent& event) noexcept { static_cast<void>(event); }

  /// A `CausalTokenLost` is about to be thrown.
  virtual void on_token_lost(SourceLocation where) noexcept { static_cast<void>(where); }

  /// A session ended with queued writes that were never flushed.
  virtual void on_writes_dropped(std::size_t count) noexcept { static_cast<void>(count); }

  /// The master refuses the heartbeat (`MonitorOptions::heartbeat_table`); `error` says why. It is left alone until the
  /// monitor connects again. By a monitor's own thread, once per name of a table.
  virtual void on_heartbeat_refused(const Error& error) noexcept { static_cast<void>(error); }

  /// By a pool's own thread.
  virtual void on_pool_event(const PoolEvent& event) noexcept { static_cast<void>(event); }
};

}  // namespace rwsplit
