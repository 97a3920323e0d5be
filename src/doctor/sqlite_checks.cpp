#include <fmt/format.h>

#include "doctor/checks.hpp"

namespace rwsplit::doctor {

void check_sqlite(const EngineFacts& engine, const ServerFacts& server, const ClusterFacts& facts, Findings& findings) {
  const EngineFacts& master = facts.engines.front();
  if (engine.role == Role::replica && master.server && server.variable("file") != master.server->variable("file")) {
    findings.add(Severity::error, Check::different_file, engine,
                 fmt::format("It reads another file ({}) than the master writes ({}): what is written never appears.",
                             server.variable("file"), master.server->variable("file")),
                 "give every engine the URL of the same file");
  }
  if (engine.role == Role::master && server.variable("journal_mode") != "wal") {
    findings.add(Severity::note, Check::journal_mode, engine,
                 fmt::format("The journal mode of the database is {}, in which readers and the writer wait for each "
                             "other; the first connection that writes through rwsplit changes it to wal.",
                             server.variable("journal_mode")),
                 "PRAGMA journal_mode = WAL;");
  }
}

}  // namespace rwsplit::doctor
