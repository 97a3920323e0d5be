#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "doctor/cluster_facts.hpp"
#include "doctor/finding.hpp"

namespace rwsplit::doctor {

/// What only the user knows.
struct Expectations {
  /// More is worth a warning.
  std::chrono::seconds max_lag{10};
  /// Processes that have such a cluster, each with pools of its own.
  std::size_t processes{1};
};

/// Everything that is wrong, the worst first. Pure.
[[nodiscard]] std::vector<Finding> diagnose(const ClusterFacts& facts, const Expectations& expectations = {});

}  // namespace rwsplit::doctor
