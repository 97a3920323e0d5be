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
};

}  // namespace rwsplit
