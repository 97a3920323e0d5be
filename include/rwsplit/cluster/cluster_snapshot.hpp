#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/cluster/engine.hpp>
#include <rwsplit/routing/topology.hpp>

namespace rwsplit::detail {

/// A cluster at one moment: what a session decides and acts by. Immutable once published.
///
/// A name has the same place in every snapshot of a cluster, so that an index stays right from one to the next.
struct ClusterSnapshot {
  std::shared_ptr<const ClusterConfig> config{};
  std::shared_ptr<const Topology> topology{};
  /// By the topology's indices; null where the engine was removed.
  std::vector<std::shared_ptr<Engine>> engines{};
  /// Those that are not null.
  std::size_t engine_count{0};
  /// They are connections to one SQLite database: each reads at once whatever the master has committed.
  bool shares_storage{false};
  /// The default router looks at nothing, and the load of pools is what other threads change all the time.
  bool router_sees_load{false};
};

}  // namespace rwsplit::detail
