#pragma once

#include <atomic>
#include <cstdint>

#include <rwsplit/cluster/cluster.hpp>

#include "chaos/databases/database.hpp"
#include "chaos/history/quantities.hpp"
#include "chaos/workloads/gate.hpp"
#include "chaos/workloads/peer.hpp"
#include "chaos/workloads/tally.hpp"

namespace rwsplit::chaos {

/// What the workers and the disturbances of a run share.
struct Stage {
  const Database& database;
  Cluster& cluster;
  Peer& peer;
  std::uint64_t seed = 0;
  Gate gate{};
  /// How often a master was lost with acknowledged writes.
  std::atomic<std::uint32_t> losses{0};
  /// The application learned of another master too slowly: the old one may have been asked in vain for what sessions
  /// have seen, and then they are told of a loss that did not happen. Of the present phase.
  std::atomic<bool> old_master_silent{false};
  /// Numbers that are unique in the run.
  std::atomic<SessionNumber> sessions{0};
  std::atomic<TokenNumber> tokens{0};
  std::atomic<Value> values{0};
};

}  // namespace rwsplit::chaos
