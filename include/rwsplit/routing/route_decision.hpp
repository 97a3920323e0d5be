#pragma once

#include <cstdint>
#include <string_view>

#include <rwsplit/routing/engine_state.hpp>
#include <rwsplit/routing/role.hpp>
#include <rwsplit/routing/route_reason.hpp>
#include <rwsplit/sql/session_effect.hpp>

namespace rwsplit {

/// Whether a decided statement may run at all.
enum class Verdict : std::uint8_t {
  run,                  ///< on `RouteDecision::engine`
  read_only_violation,  ///< refused: not a plain read where only reads are allowed
  unavailable,          ///< refused: no replica, and the fallback is off
  administration,       ///< refused: it administers a server, and the cluster does not let that through
};

/// Where a statement runs, and why. For a refusal: the engine it was aimed at, with an empty name if only the role was
/// asked for.
struct RouteDecision {
  Verdict verdict{Verdict::run};
  EngineIndex engine{master_index};
  Role role{Role::master};
  /// The rule that hit, or what its last step had to add (`no_replica`, `promoted`).
  RouteReason reason{RouteReason::not_a_read};
  /// The rule that hit.
  RouteReason rule{RouteReason::not_a_read};
  /// The engine's name. Lifetime: the topology the decision was made with; sessions hold it.
  std::string_view engine_name{};
  /// The balancer chose: the query's ticket is spent.
  bool balanced{false};
  /// The engine is not known to have what the read must see: it has to be waited for first.
  bool wait{false};
  /// For the rule `pinned`: what is kept on the connection.
  SessionEffects pinned_by{};

  friend bool operator==(const RouteDecision&, const RouteDecision&) = default;
};

}  // namespace rwsplit
