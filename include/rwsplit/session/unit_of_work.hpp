#pragma once

#include <optional>

#include <rwsplit/routing/declaration.hpp>
#include <rwsplit/routing/engine_state.hpp>
#include <rwsplit/session/causal_state.hpp>

namespace rwsplit::detail {

/// What the sessions of one unit of work on one cluster have in common, so that each of them sees what another has
/// written, on the same replica.
struct UnitOfWork {
  Declaration intent{};
  Declaration leaning{.reason = RouteReason::method};
  bool request_pin{false};
  bool has_written{false};
  CausalState causal{};
  std::optional<EngineIndex> sticky_replica{};
};

}  // namespace rwsplit::detail
