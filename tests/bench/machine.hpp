#pragma once

#include <string>

namespace rwsplit::bench {

/// Processor, number of cores (and how many of them this program may use) and load, as one line.
[[nodiscard]] std::string machine();

/// The compiler and how it was told to optimize.
[[nodiscard]] std::string compiler();

}  // namespace rwsplit::bench
