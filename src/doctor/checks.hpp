#pragma once

#include "doctor/cluster_facts.hpp"
#include "doctor/diagnosis.hpp"
#include "doctor/findings.hpp"

// The parts of `diagnose`: each takes facts and adds what it finds.

namespace rwsplit::doctor {

/// A server and its engine: settings, account, encryption.
void check_server(const EngineFacts& engine, const ServerFacts& server, const ClusterFacts& facts, Findings& findings);
/// The engine that takes the writes.
void check_master(const EngineFacts& engine, const ServerFacts& server, const ClusterFacts& facts, Findings& findings);
/// Whether it is a copy of the master, and stays one. `master` is null if that cannot be reached.
void check_replica(const EngineFacts& engine, const ServerFacts& server, const ClusterFacts& facts,
                   const Expectations& expectations, Findings& findings);
/// What must not differ between a replica and the master.
void check_difference(const EngineFacts& master, const EngineFacts& replica, Findings& findings);
/// One server under several names, pools that are too large for it.
void check_servers(const ClusterFacts& facts, const Expectations& expectations, Findings& findings);
/// SQLite, which has none of all that.
void check_sqlite(const EngineFacts& engine, const ServerFacts& server, const ClusterFacts& facts, Findings& findings);

}  // namespace rwsplit::doctor
