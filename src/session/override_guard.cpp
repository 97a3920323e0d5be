#include <rwsplit/session/override_guard.hpp>

#include <utility>

#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/scoped_session.hpp>

namespace rwsplit::detail {

OverrideGuard::OverrideGuard(RoutingSession& session, Target target) noexcept {
  node_.target_ = target;
  session.overrides_.push(node_);
}

OverrideGuard::OverrideGuard(RoutingSession& session, std::string_view engine)
    : OverrideGuard{session, Target::engine(session.index_of(engine))} {}

OverrideGuard::OverrideGuard(RoutingSession& session, Consistency consistency) {
  consistency.validate("WithConsistency: ");
  node_.consistency_ = std::move(consistency);
  session.overrides_.push(node_);
}

OverrideGuard::OverrideGuard(RoutingSession& session, Freeze) noexcept {
  node_.freezes_ = true;
  session.overrides_.push(node_);
}

OverrideGuard::OverrideGuard(ScopedSession& registry, Target target) : OverrideGuard{registry(), target} {}

OverrideGuard::OverrideGuard(ScopedSession& registry, std::string_view engine) : OverrideGuard{registry(), engine} {}

OverrideGuard::OverrideGuard(ScopedSession& registry, Consistency consistency)
    : OverrideGuard{registry(), std::move(consistency)} {}

OverrideGuard::OverrideGuard(ScopedSession& registry, Freeze freeze) : OverrideGuard{registry(), freeze} {}

}  // namespace rwsplit::detail
