#pragma once

#include <optional>
#include <vector>

#include <rwsplit/sql/dialect.hpp>

#include "doctor/engine_facts.hpp"

namespace rwsplit::doctor {

/// A whole cluster at one moment.
struct ClusterFacts {
  /// The master first.
  std::vector<EngineFacts> engines{};
  /// `ClusterConfig::dialects`, if it was set.
  std::optional<DialectSet> dialects{};
};

}  // namespace rwsplit::doctor
