// Guards say where the statements of a scope run; they nest, and the innermost wins.

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

namespace {

constexpr const char* line = "{:<44} {:<9} {}\n";

void count_and_show(rwsplit::RoutingSession& db, const char* scope) {
  static_cast<void>(db.query_one<int>("SELECT count(*) FROM guards_note"));
  fmt::print(fmt::runtime(line), scope, db.last_decision().engine_name, rwsplit::to_string(db.last_decision().reason));
}

// A library function that insists on the master. Its caller decides whether it may.
void audit(rwsplit::RoutingSession& db) {
  const rwsplit::UseMaster on_master{db};
  count_and_show(db, "  called function with UseMaster");
}

}  // namespace

int main(int argc, char** argv) {
  rwsplit::Cluster cluster{demo_config(argc, argv, "guards")};
  {
    rwsplit::RoutingSession setup{cluster};
    setup.execute("DROP TABLE IF EXISTS guards_note");
    setup.execute("CREATE TABLE guards_note (text VARCHAR(100))");
  }
  await_replicas(cluster, "guards_note", 0);
  await_replicas(cluster, "guards_note", 0);

  rwsplit::RoutingSession db{cluster};
  count_and_show(db, "no guard");
  // [guards]
  {
    const rwsplit::UseMaster on_master{db};
    count_and_show(db, "UseMaster");
    {
      const rwsplit::UseEngine reporting{db, "replica2"};
      count_and_show(db, "UseMaster > UseEngine replica2");
      const rwsplit::UseAutomatic automatic{db};
      count_and_show(db, "UseMaster > UseEngine > UseAutomatic");
    }
    count_and_show(db, "UseMaster again");
  }
  {
    const rwsplit::UseReplica on_replica{db};
    const rwsplit::FreezeRouting freeze{db};
    audit(db);  // its UseMaster has no effect in here
    try {
      db.execute("INSERT INTO guards_note VALUES ('lost?')");
    } catch (const rwsplit::ReadOnlyViolation&) {
      fmt::print("a write under UseReplica is refused before anything is sent\n");
    }
  }
  // [/guards]
  audit(db);
  // [one_call]
  const auto on_master = db.using_engine("master").query_one<int>("SELECT count(*) FROM guards_note");
  // [/one_call]
  // [explain]
  fmt::print("\n{}\n", db.explain("DELETE FROM guards_note WHERE text = ?").to_string());
  // [/explain]
  db.execute("DROP TABLE guards_note");
  return on_master == 0 ? 0 : 1;
}
