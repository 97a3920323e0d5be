#pragma once

#include <rwsplit/session/override_guard.hpp>

namespace rwsplit {

/// While it lives, the session's statements run on the named engine; on a replica, writes are refused or promoted.
///
/// Guards nest, the innermost wins, and they may end in any order, also after their session.
/// Thread safety: the session's thread.
class [[nodiscard]] UseEngine : private detail::OverrideGuard {
 public:
  /// Throws: `UnknownEngine`.
  explicit UseEngine(RoutingSession& session, std::string_view engine) : OverrideGuard{session, engine} {}
  /// On the session of the scope, which it makes if there is none. Throws also: as `ScopedSession` does.
  explicit UseEngine(ScopedSession& registry, std::string_view engine) : OverrideGuard{registry, engine} {}
};

}  // namespace rwsplit
