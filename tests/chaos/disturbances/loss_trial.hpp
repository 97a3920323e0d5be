#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "chaos/databases/servers.hpp"
#include "chaos/workloads/stage.hpp"
#include "chaos/workloads/tables.hpp"

namespace rwsplit::chaos {

/// What deliberate losses of acknowledged writes came to.
struct LossCount {
  std::size_t lost_something{0};  ///< sessions that wrote, saw or were handed something that was lost
  std::size_t told{0};            ///< of them: told exactly once
  std::size_t lost_nothing{0};    ///< sessions of the same time that had nothing to do with it
  std::size_t false_alarms{0};    ///< of them: told all the same
  std::vector<std::string> complaints{};
};

/// A crash failover with deliberate loss: the replicas stop to receive, sessions write, read and hand on what only the
/// master has, the master dies, a replica takes its place. Every session that has to do with it must be told, once.
///
/// All other workers stand still, so that they have lost nothing; they must be told nothing.
void try_loss(Servers& servers, Stage& stage, const Tables& tables, LossCount& count);

}  // namespace rwsplit::chaos
