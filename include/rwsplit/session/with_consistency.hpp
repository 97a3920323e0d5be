#pragma once

#include <utility>

#include <rwsplit/consistency/consistency.hpp>
#include <rwsplit/session/override_guard.hpp>

namespace rwsplit {

/// While it lives, the session's reads see what its level promises, unless a call or a hint says otherwise.
///
/// Guards nest, the innermost wins, and they may end in any order, also after their session.
/// Thread safety: the session's thread.
class [[nodiscard]] WithConsistency : private detail::OverrideGuard {
 public:
  /// Throws: `ConfigError` for limits that make no sense.
  WithConsistency(RoutingSession& session, Consistency consistency) : OverrideGuard{session, std::move(consistency)} {}
  /// On the session of the scope, which it makes if there is none. Throws: also as `ScopedSession` does.
  WithConsistency(ScopedSession& registry, Consistency consistency) : OverrideGuard{registry, std::move(consistency)} {}
};

}  // namespace rwsplit
