#pragma once

#include <string_view>

#include <rwsplit/session/override_stack.hpp>

namespace rwsplit {

class RoutingSession;
class ScopedSession;

namespace detail {

/// What the guards share: one node in the session's list.
class OverrideGuard {
 public:
  OverrideGuard(const OverrideGuard&) = delete;
  OverrideGuard& operator=(const OverrideGuard&) = delete;

 protected:
  OverrideGuard(RoutingSession& session, Target target) noexcept;
  OverrideGuard(RoutingSession& session, std::string_view engine);
  OverrideGuard(ScopedSession& registry, Target target);
  OverrideGuard(ScopedSession& registry, std::string_view engine);
  OverrideGuard(RoutingSession& session, Consistency consistency);
  OverrideGuard(ScopedSession& registry, Consistency consistency);
  struct Freeze {};
  OverrideGuard(RoutingSession& session, Freeze) noexcept;
  OverrideGuard(ScopedSession& registry, Freeze);
  ~OverrideGuard() = default;

 private:
  OverrideNode node_;
};

}  // namespace detail

}  // namespace rwsplit
