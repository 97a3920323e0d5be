#pragma once

#include "chaos/run_options.hpp"
#include "chaos/workloads/peer.hpp"

namespace rwsplit::chaos {

/// The whole program: prints a line per phase. True: nothing was violated, and the checker has shown that it can fail.
[[nodiscard]] bool run(const RunOptions& options, Peer& peer);

}  // namespace rwsplit::chaos
