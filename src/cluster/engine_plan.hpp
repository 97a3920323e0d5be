#pragma once

#include <memory>
#include <vector>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/cluster/cluster_snapshot.hpp>
#include <rwsplit/driver/driver.hpp>
#include <rwsplit/routing/topology.hpp>

namespace rwsplit::detail {

/// What a place of a cluster's topology is to hold: an engine that is there, one that is to be made, or none any more.
struct PlannedEngine {
  EngineState state{};
  /// Null: a new one is to be made of the rest, unless it is removed.
  std::shared_ptr<Engine> kept{};
  std::shared_ptr<Driver> driver{};
  ConnectOptions connect{};
  PoolOptions pool{};
};

/// By place.
using EnginePlan = std::vector<PlannedEngine>;

/// The configuration with what it leaves open filled in. Throws: `ConfigError`.
[[nodiscard]] ClusterConfig completed(ClusterConfig config);

/// The same for a cluster that runs by `now`: what only code can give and is left out (dialects, observers, logger)
/// stays as it is. Throws: `ConfigError`, also for what cannot change.
[[nodiscard]] ClusterConfig completed(ClusterConfig next, const ClusterConfig& now);

/// Which engines stay as they are, and which are to be made, from a completed configuration. An engine is kept as long
/// as nothing changes that its connections depend on. Touches nothing. Throws: `ConfigError` with the engine's name.
[[nodiscard]] EnginePlan plan_engines(const ClusterConfig& next, const ClusterSnapshot& now);

[[nodiscard]] Topology topology_of(const EnginePlan& plan);

}  // namespace rwsplit::detail
