#include "cli/scene.hpp"

#include <string>

#include <rwsplit/routing/decide.hpp>
#include <rwsplit/routing/statement_router.hpp>
#include <rwsplit/routing/weighted_balancer.hpp>

namespace rwsplit::cli {

Scene::Scene(const SceneOptions& options) : options_{options} {
  topology_.engines.push_back({.name = "master", .role = Role::master, .accepts_reads = false});
  for (std::size_t i = 1; i <= options.replicas; ++i) {
    topology_.engines.push_back({.name = "replica" + std::to_string(i)});
  }
}

RouteQuery Scene::query(std::string_view text, const StatementInfo& statement) const noexcept {
  RouteQuery query{.text = text,
                   .statement = statement,
                   .topology = topology_,
                   .guard = options_.role,
                   .has_written = options_.has_written,
                   .on_replica_write = options_.on_replica_write};
  if (!options_.follow_hints) return query;
  query.hint = hinted(text, statement.hint);
  query.accepts_stale = statement.hint.consistency == HintConsistency::eventual;
  return query;
}

RouteDecision Scene::decide(const RouteQuery& query) const noexcept {
  return rwsplit::decide(query, StatementRouter{}, WeightedBalancer{});
}

std::optional<Target> Scene::hinted(std::string_view text, const Hint& hint) const noexcept {
  switch (hint.target) {
    case HintTarget::none: break;
    case HintTarget::master: return Target::master();
    case HintTarget::replica: return Target::replica();
    case HintTarget::engine: {
      // A name that this scene does not have is a replica's: there is one master, and its name is known.
      const std::optional<EngineIndex> index = topology_.find(hint.engine.in(text));
      return index ? Target::engine(*index) : Target::replica();
    }
  }
  if (hint.consistency == HintConsistency::strong) return Target::master();
  return std::nullopt;
}

}  // namespace rwsplit::cli
