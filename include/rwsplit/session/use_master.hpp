#pragma once

#include <rwsplit/session/override_guard.hpp>

namespace rwsplit {

/// While it lives, the session's statements run on the master.
///
/// Guards nest, the innermost wins, and they may end in any order, also after their session.
/// Thread safety: the session's thread.
class [[nodiscard]] UseMaster : private detail::OverrideGuard {
 public:
  explicit UseMaster(RoutingSession& session) noexcept : OverrideGuard{session, Target::master()} {}
  /// On the session of the scope, which it makes if there is none. Throws: as `ScopedSession` does.
  explicit UseMaster(ScopedSession& registry) : OverrideGuard{registry, Target::master()} {}
};

}  // namespace rwsplit
