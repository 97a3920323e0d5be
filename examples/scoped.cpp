// Ambient sessions and wrapped functions: code far from a handler finds the session by itself, and a function's wrapper
// says where its statements run.

#include <string>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

namespace {

struct Note {
  int id{};
  std::string text;
};

void show(const char* what, const rwsplit::RoutingSession& db) {
  fmt::print("{:<52} {:<9} {}\n", what, db.last_decision().engine_name, rwsplit::to_string(db.last_decision().reason));
}

// [ambient]
// Nobody hands it a session: it takes the one of its thread.
std::vector<Note> notes(rwsplit::ScopedSession& registry) {
  return registry().query<Note>("SELECT id, text FROM scoped_note ORDER BY id").to_vector();
}

void job(rwsplit::ScopedSession& registry) {
  registry().execute("INSERT INTO scoped_note VALUES (?, ?)", 1, "from a job");
  notes(registry);    // outside of a request: on the master, see OutsideScope
  registry.remove();  // rolls back what is open, gives the connections back
}
// [/ambient]

// [wrappers]
std::size_t count(rwsplit::RoutingSession& db) { return db.query_one<std::size_t>("SELECT count(*) FROM scoped_note"); }

const auto count_on_master = rwsplit::with_master(count);
const auto count_on_replica = rwsplit::with_replica(count);
const auto count_for_report = rwsplit::with_engine("replica2", count);
// [/wrappers]

}  // namespace

int main(int argc, char** argv) {
  rwsplit::Cluster cluster{demo_config(argc, argv, "scoped")};
  {
    rwsplit::RoutingSession setup{cluster};
    setup.execute("DROP TABLE IF EXISTS scoped_note");
    setup.execute("CREATE TABLE scoped_note (id INTEGER, text VARCHAR(100))");
  }

  // [registry]
  rwsplit::ScopedSession registry{cluster};  // one per process
  job(registry);
  // [/registry]
  await_replicas(cluster, "scoped_note", 1);
  notes(registry);
  show("ambient, outside of a request", registry());
  registry.remove();

  rwsplit::RoutingSession db{cluster};
  count(db);
  show("count", db);
  count_on_master(db);
  show("with_master(count)", db);
  count_on_replica(db);
  show("with_replica(count)", db);
  count_for_report(db);
  show("with_engine(\"replica2\", count)", db);
  rwsplit::with_master(count_on_replica)(db);
  show("with_master(with_replica(count)): the innermost wins", db);

  // [ambient_guards]
  {
    const rwsplit::UseReplica on_replica{registry};  // on this thread's session
    notes(registry);
    show("UseReplica on the registry", registry());
  }
  const auto fresh_notes = rwsplit::with_master(registry, [&] { return notes(registry); });
  fresh_notes();
  show("with_master(registry, ...)", registry());
  registry.remove();
  // [/ambient_guards]

  // [until_removed]
  const auto report = rwsplit::with_replica_until_removed(registry, [&] { return notes(registry).size(); });
  const std::size_t reported = report();
  notes(registry);  // still on that replica
  show("after with_replica_until_removed", registry());
  registry.remove();
  // [/until_removed]

  // [scope_key]
  // A server that runs its requests on fibers says which one is running.
  std::uint64_t running_fiber = 1;
  rwsplit::ScopedSession by_fiber{cluster, {.scope_key = [&] { return running_fiber; }}};
  by_fiber().execute("BEGIN");
  running_fiber = 2;
  const bool others_transaction = by_fiber.is_open();  // false: this fiber has opened nothing
  // [/scope_key]
  running_fiber = 1;
  by_fiber.remove();

  db.execute("DROP TABLE scoped_note");
  return reported == 1 && !others_transaction ? 0 : 1;
}
