#pragma once

#include <string>

#include "doctor/cluster_facts.hpp"

namespace rwsplit::cli {

/// A row per engine under a line of headings; below it, why engines cannot be reached.
[[nodiscard]] std::string status_table(const doctor::ClusterFacts& facts);

/// One line with a JSON object; what is not known is null.
[[nodiscard]] std::string status_json(const doctor::ClusterFacts& facts);

}  // namespace rwsplit::cli
