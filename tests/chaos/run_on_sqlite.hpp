#pragma once

#include "chaos/databases/sqlite_file.hpp"
#include "chaos/run_options.hpp"
#include "chaos/workloads/peer.hpp"

namespace rwsplit::chaos {

/// The whole program on one SQLite file, which nobody else uses. True: nothing was violated.
[[nodiscard]] bool run_on_sqlite(const RunOptions& options, const SqliteFile& file, Peer& peer);

}  // namespace rwsplit::chaos
