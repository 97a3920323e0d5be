#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "doctor/finding.hpp"

namespace rwsplit::cli {

/// Two lines per finding, and one that counts.
[[nodiscard]] std::string findings_text(std::size_t engines, std::span<const doctor::Finding> findings);

/// One line with a JSON object.
[[nodiscard]] std::string findings_json(std::size_t engines, std::span<const doctor::Finding> findings);

}  // namespace rwsplit::cli
