#pragma once

#include <rwsplit/session/override_guard.hpp>

namespace rwsplit {

/// While it lives, guards made inside it have no effect, so that called code cannot change where statements run without
/// saying so at the call itself: `using_engine` still counts.
///
/// Guards nest, the innermost wins, and they may end in any order, also after their session.
/// Thread safety: the session's thread.
class [[nodiscard]] FreezeRouting : private detail::OverrideGuard {
 public:
  explicit FreezeRouting(RoutingSession& session) noexcept : OverrideGuard{session, Freeze{}} {}
  /// On the session of the scope, which it makes if there is none. Throws: as `ScopedSession` does.
  explicit FreezeRouting(ScopedSession& registry) : OverrideGuard{registry, Freeze{}} {}
};

}  // namespace rwsplit
