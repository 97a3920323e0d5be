// A type of rows says once where it is read, and that it is only read; the session tells where its statements went.

#include <cstdint>
#include <memory>
#include <string>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

// [models]
struct AuditLine {
  std::int64_t id{};
  std::string text;
};
// Only plain reads give an AuditLine. Anything else in the source does not compile; text made at run time is refused.
template <>
inline constexpr rwsplit::Model rwsplit::model<AuditLine>{.tag = "audit", .read_only = true};
// [/models]

namespace {

rwsplit::ClusterConfig bound(rwsplit::ClusterConfig config) {
  // [bindings]
  config.router = std::make_shared<rwsplit::BindingRouter>(rwsplit::NamedTargets{
      {rwsplit::tag_of<AuditLine>(), rwsplit::NamedTarget::engine("replica2")},  // a type of rows
      {"checkout", rwsplit::NamedTarget::master()},                              // SessionOptions::tag
  });
  // [/bindings]
  return config;
}

void set_up(rwsplit::Cluster& cluster) {
  rwsplit::RoutingSession setup{cluster};
  setup.execute("DROP TABLE IF EXISTS bindings_audit");
  setup.execute("CREATE TABLE bindings_audit (id BIGINT PRIMARY KEY, text VARCHAR(100))");
  setup.execute("INSERT INTO bindings_audit VALUES (1, 'opened'), (2, 'closed')");
}

bool is_refused(rwsplit::RoutingSession& db, const std::string& text) {
  // [read_only]
  try {
    static_cast<void>(db.query<AuditLine>(rwsplit::runtime_sql(text)));
  } catch (const rwsplit::ReadOnlyViolation& error) {
    fmt::print("refused: {}\n", error.what());  // nothing was sent
    return true;
  }
  // [/read_only]
  return false;
}

void show(const rwsplit::RoutingSession& db) {
  // [trace]
  for (const rwsplit::TraceEntry& entry : db.trace()) {
    fmt::print("{:<9} {:<16} {:<6} {:016x} line {}\n", entry.engine, rwsplit::to_string(entry.reason),
               rwsplit::to_string(entry.kind), entry.digest, entry.where.line());
  }
  // [/trace]
}

}  // namespace

int main(int argc, char** argv) {
  rwsplit::Cluster cluster{bound(demo_config(argc, argv, "bindings"))};
  set_up(cluster);
  await_replicas(cluster, "bindings_audit", 2);

  // [use]
  rwsplit::RoutingSession db{cluster, {.trace = 16}};                             // keeps 16 decisions
  const auto lines = db.query<AuditLine>("SELECT id, text FROM bindings_audit");  // on replica2
  const auto count = db.query_one<int>("SELECT count(*) FROM bindings_audit");    // on any replica
  const auto why = db.explain<AuditLine>("SELECT id, text FROM bindings_audit").to_string();
  rwsplit::RoutingSession checkout{cluster, {.tag = "checkout", .trace = 16}};
  const auto total = checkout.query_one<int>("SELECT count(*) FROM bindings_audit");  // on the master
  // [/use]
  const bool on_replica2 = db.trace().front().engine == "replica2";
  const bool on_master = checkout.trace().front().engine == "master";
  const bool refused = is_refused(db, "DELETE FROM bindings_audit WHERE id = 1 RETURNING id, text");
  fmt::print("\n{}\n", why);
  show(db);
  show(checkout);
  db.execute("DROP TABLE bindings_audit");
  const bool complete = lines.size() == 2 && count == 2 && total == 2;
  return complete && on_replica2 && on_master && refused ? 0 : 1;
}
