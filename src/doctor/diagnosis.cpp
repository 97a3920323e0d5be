#include "doctor/diagnosis.hpp"

#include <utility>

#include "doctor/checks.hpp"
#include "doctor/remedies.hpp"

namespace rwsplit::doctor {

namespace {

void check_engine(const EngineFacts& engine, const ClusterFacts& facts, const Expectations& expectations,
                  Findings& findings) {
  if (!engine.server) {
    findings.add(Severity::error, Check::unreachable, engine, "No connection: " + engine.failure + ".",
                 "start the server, or correct the engine's URL");
    return;
  }
  const ServerFacts& server = *engine.server;
  check_server(engine, server, facts, findings);
  if (server.probe.flavor == Flavor::sqlite) check_sqlite(engine, server, facts, findings);
  if (!is_server(server.probe.flavor)) return;
  if (engine.role == Role::master) {
    check_master(engine, server, facts, findings);
  } else {
    check_replica(engine, server, facts, expectations, findings);
    check_difference(facts.engines.front(), engine, findings);
  }
}

}  // namespace

std::vector<Finding> diagnose(const ClusterFacts& facts, const Expectations& expectations) {
  Findings findings;
  for (const EngineFacts& engine : facts.engines) check_engine(engine, facts, expectations, findings);
  check_servers(facts, expectations, findings);
  return std::move(findings).sorted();
}

}  // namespace rwsplit::doctor
