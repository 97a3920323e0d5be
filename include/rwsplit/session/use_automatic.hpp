#pragma once

#include <rwsplit/session/override_guard.hpp>

namespace rwsplit {

/// While it lives, the guards around it do not count: the router decides again.
///
/// Guards nest, the innermost wins, and they may end in any order, also after their session.
/// Thread safety: the session's thread.
class [[nodiscard]] UseAutomatic : private detail::OverrideGuard {
 public:
  explicit UseAutomatic(RoutingSession& session) noexcept : OverrideGuard{session, Target::automatic()} {}
  /// On the session of the scope, which it makes if there is none. Throws: as `ScopedSession` does.
  explicit UseAutomatic(ScopedSession& registry) : OverrideGuard{registry, Target::automatic()} {}
};

}  // namespace rwsplit
