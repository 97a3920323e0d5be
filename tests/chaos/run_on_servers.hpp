#pragma once

#include "chaos/databases/servers.hpp"
#include "chaos/run_options.hpp"
#include "chaos/workloads/peer.hpp"

namespace rwsplit::chaos {

/// The whole program: servers are disturbed. True: nothing was violated, and the checker has shown that it can fail.
[[nodiscard]] bool run_on_servers(const RunOptions& options, Servers& servers, Peer& peer);

}  // namespace rwsplit::chaos
