#pragma once

#include <cstddef>
#include <cstdint>

#include <rwsplit/routing/route_query.hpp>

namespace rwsplit {

/// Whether an engine may be given a read that is looking for a replica, and if not, why not.
enum class Eligibility : std::uint8_t {
  eligible,        ///< the balancer may choose it
  is_master,       ///< the master, which does not take reads here
  removed,         ///< taken out of the cluster
  unreachable,     ///< no connection can be made
  already_failed,  ///< it failed for this very statement
  only_by_name,    ///< weight 0
  lagging,         ///< too far behind for automatic reads (`MonitorOptions::max_lag`)
};

/// Who may serve a read that is looking for a replica.
enum class ReadPool : std::uint8_t {
  replicas,             ///< the caller said "replica"
  replicas_and_master,  ///< the choice is automatic: the master too, if it accepts reads
};

/// What keeps engine `index` from serving a read, if anything does. `index` must exist in the query's topology.
[[nodiscard]] inline Eligibility eligibility(const RouteQuery& query, std::size_t index, ReadPool pool) noexcept {
  const EngineState& engine = query.topology.engines[index];
  const bool master_takes_part = pool == ReadPool::replicas_and_master && engine.accepts_reads;
  if (engine.role == Role::master && !master_takes_part) return Eligibility::is_master;
  if (!engine.reachable) return engine.removed ? Eligibility::removed : Eligibility::unreachable;
  if (((query.excluded >> index) & 1U) != 0) return Eligibility::already_failed;
  if (engine.weight == 0) return Eligibility::only_by_name;
  if (engine.lagging) return Eligibility::lagging;
  return Eligibility::eligible;
}

}  // namespace rwsplit
