#pragma once

#include <optional>
#include <string>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/consistency/position.hpp>
#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/request/handler_policy.hpp>
#include <rwsplit/request/pin_cookie.hpp>
#include <rwsplit/request/request_hints.hpp>
#include <rwsplit/request/request_rules.hpp>
#include <rwsplit/session/ambient_scope.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/scoped_session.hpp>

namespace rwsplit {

/// One request: what its method, its path, its parameters and its handler say about where its statements run. It begins
/// before anything of the request is done, authentication included, and lasts until the body of the response is
/// complete, also where that is streamed.
///
/// Nothing outlives it: its sessions end with it, by an exception as well, and the next request on the thread knows
/// nothing of it. Threads that the request starts are not part of it.
/// Thread safety: one thread at a time, and it ends on the thread it began on. Lifetime: ends before its cluster and
/// rules.
class [[nodiscard]] RequestScope {
 public:
  /// With `RequestRules::standard()`. Throws: `UnknownEngine` for an engine in `policy` that the cluster does not have,
  /// whatever the cluster's switches say.
  RequestScope(Cluster& cluster, const RequestHints& hints, const HandlerPolicy& policy = {});
  /// Throws: `UnknownEngine`, also for an engine in the path rules.
  RequestScope(Cluster& cluster, const RequestRules& rules, const RequestHints& hints,
               const HandlerPolicy& policy = {});
  /// For handlers that use the ambient session: `session()` is then `registry()`, and what a scope is follows the
  /// registry's `scope_key`. Lifetime: ends before the registry. Throws: as above.
  RequestScope(ScopedSession& registry, const RequestHints& hints, const HandlerPolicy& policy = {});
  RequestScope(ScopedSession& registry, const RequestRules& rules, const RequestHints& hints,
               const HandlerPolicy& policy = {});
  RequestScope(Cluster&, const RequestRules&&, const RequestHints&, const HandlerPolicy& = {}) = delete;
  RequestScope(ScopedSession&, const RequestRules&&, const RequestHints&, const HandlerPolicy& = {}) = delete;
  RequestScope(const RequestScope&) = delete;
  RequestScope& operator=(const RequestScope&) = delete;
  ~RequestScope() = default;

  /// Lifetime: the scope; that of a registry until its `remove()`.
  [[nodiscard]] RoutingSession& session() { return registry_ != nullptr ? (*registry_)() : *own_; }

  /// A cookie for the response, with which the next request sees what this one wrote; nothing if it wrote nothing on
  /// the scope's cluster, or pins are off. To be asked when the work is done and for every response, whatever its
  /// status. A statement that failed or was rolled back counts as a write: nobody can always tell, and a pin too many
  /// costs a few reads on the master. One that was refused before it was sent does not, nor do writes still queued.
  ///
  /// It has the position of all that the request has written if that is known by now, so that replicas serve the next
  /// one; else the next one reads from the master. A request that has found the position of its own pin lost
  /// (`CausalTokenLost`) gives one that replaces it, so that it is told once. Blocking: never.
  [[nodiscard]] std::optional<PinCookie> response_pin();

  /// What this request has written and seen, for a caller that is a service: the value of the response's header
  /// `RequestOptions::token_header`, and of the request's in its next calls. Empty if that option is, and where there
  /// is nothing to see; `unknown` where nobody can know the position: whoever brings that reads on the master.
  ///
  /// To be asked when the work is done. Blocking and throws: see `RoutingSession::token`.
  [[nodiscard]] std::string response_token(SourceLocation where = SourceLocation::current());

 private:
  const RequestRules& rules_;
  Cluster& cluster_;
  detail::AmbientScope ambient_;
  /// What had to be visible from the start.
  const Position carried_;
  ScopedSession* registry_{nullptr};
  /// Without a registry.
  std::optional<RoutingSession> own_{};
};

}  // namespace rwsplit
