#include <rwsplit/session/override_guard.hpp>

#include <rwsplit/session/routing_session.hpp>

namespace rwsplit::detail {

OverrideGuard::OverrideGuard(RoutingSession& session, Target target) noexcept {
  node_.target_ = target;
  session.overrides_.push(node_);
}

OverrideGuard::OverrideGuard(RoutingSession& session, std::string_view engine)
    : OverrideGuard{session, Target::engine(session.cluster_.index_of(engine))} {}

OverrideGuard::OverrideGuard(RoutingSession& session, Freeze) noexcept {
  node_.freezes_ = true;
  session.overrides_.push(node_);
}

}  // namespace rwsplit::detail
