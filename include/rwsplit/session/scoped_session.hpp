#pragma once

#include <memory>

#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/scoped_session_options.hpp>

namespace rwsplit {

namespace detail {
class SessionRegistry;
}

/// Ambient sessions: one per thread (or fiber, see `ScopeKeyFunction`), made when it is first asked for, so that code
/// far from a request's handler needs no session handed down.
///
///     rwsplit::ScopedSession registry{cluster};  // one per process
///     registry().query<Post>("SELECT id, title FROM post");
///     registry.remove();                         // at the end of the job; a request does it by itself
///
/// Inside a `RequestScope` a session belongs to the request: it shares what the request declares and has written, and
/// ends with it. Outside, it lasts until `remove()` or the end of its thread, and `OutsideScope` says where it reads.
///
/// Thread safety: every member may be called by any thread; each deals with its own scope's session. Lifetime: ends
/// before its cluster. Its end is the end of its sessions, also of those of other threads, none of which may be using
/// one then.
class ScopedSession {
 public:
  /// Throws: `UnknownEngine` for an intent that names no engine.
  explicit ScopedSession(Cluster& cluster, ScopedSessionOptions options = {});
  ScopedSession(const ScopedSession&) = delete;
  ScopedSession& operator=(const ScopedSession&) = delete;
  /// Blocking: until sessions that other threads have begun to end have ended.
  ~ScopedSession();

  /// This scope's session, made on first use. Lifetime: until `remove()`, or the end of the scope.
  /// Throws: `UsageError` outside of a request with `OutsideScope::refuse`; `UnknownEngine` if the engine of its
  /// default intent was removed from the cluster meanwhile.
  [[nodiscard]] RoutingSession& operator()();
  /// The same with options of its own, which count until `remove()`.
  /// Throws also: `ScopeAlreadyOpen` if the scope has a session; `UnknownEngine`.
  RoutingSession& operator()(SessionOptions options);

  /// Ends this scope's session, if it has one: rolls back, gives connections back, forgets. The next call makes a new
  /// one. Guards and transactions on the session may end later; they have no effect any more.
  void remove() noexcept;

  /// Whether this scope has a session.
  [[nodiscard]] bool is_open() const;

  [[nodiscard]] Cluster& cluster() const noexcept;
  [[nodiscard]] const ScopedSessionOptions& options() const noexcept;

 private:
  std::shared_ptr<detail::SessionRegistry> registry_;
};

}  // namespace rwsplit
