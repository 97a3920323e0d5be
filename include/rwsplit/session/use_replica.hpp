#pragma once

#include <rwsplit/session/override_guard.hpp>

namespace rwsplit {

/// While it lives, the session's statements run on a replica; a write is refused with `ReadOnlyViolation`, or promoted.
///
/// It accepts rows that may be older than the session's own writes.
///
/// Guards nest, the innermost wins, and they may end in any order, also after their session.
/// Thread safety: the session's thread.
class [[nodiscard]] UseReplica : private detail::OverrideGuard {
 public:
  explicit UseReplica(RoutingSession& session) noexcept : OverrideGuard{session, Target::replica()} {}
  /// On the session of the scope, which it makes if there is none. Throws: as `ScopedSession` does.
  explicit UseReplica(ScopedSession& registry) : OverrideGuard{registry, Target::replica()} {}
};

}  // namespace rwsplit
