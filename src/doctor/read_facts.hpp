#pragma once

#include <rwsplit/cluster/cluster_config.hpp>

#include "doctor/cluster_facts.hpp"

namespace rwsplit::doctor {

/// Opens a read-only connection to each engine, all at the same time, asks and closes it. Nothing is changed anywhere.
///
/// Blocking: until the slowest has answered, each wait bounded by the configuration's timeouts.
/// Throws: `ConfigError`. What else goes wrong is a fact.
[[nodiscard]] ClusterFacts read_facts(const ClusterConfig& config);

}  // namespace rwsplit::doctor
