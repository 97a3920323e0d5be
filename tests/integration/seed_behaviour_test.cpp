#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "integration/live_scene.hpp"
#include "support/catch_shim.hpp"

// Behaviours of the seed systems for which a real server is the judge: docs/seed-parity.md says which test shows which
// of them.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

constexpr int master_id = 1;

/// On every server: `seed_rows (id INT PRIMARY KEY, server INT)`, empty, and `seed_whoami`, a view that says which
/// server reads it without the library knowing.
class Scene : public LiveScene {
 public:
  Scene()
      : LiveScene{{"CREATE TABLE seed_rows (id INT PRIMARY KEY, server INT)",
                   "CREATE FUNCTION seed_server() RETURNS INT NOT DETERMINISTIC NO SQL RETURN @@server_id",
                   "CREATE FUNCTION seed_connection() RETURNS BIGINT NOT DETERMINISTIC NO SQL RETURN CONNECTION_ID()",
                   "CREATE VIEW seed_whoami AS SELECT seed_server() AS server, seed_connection() AS connection"},
                  {"DROP VIEW IF EXISTS seed_whoami", "DROP FUNCTION IF EXISTS seed_server",
                   "DROP FUNCTION IF EXISTS seed_connection", "DROP TABLE IF EXISTS seed_rows, seed_other"}} {}

  /// Rows as everyone else sees them.
  [[nodiscard]] std::int64_t committed() { return ask("SELECT COUNT(*) FROM seed_rows"); }
};

/// How often anything that writes was prepared, sent or executed, by a client or by replication.
std::int64_t commands_that_matter(std::size_t server) {
  const auto admin = admin_of(server);
  const auto reply = admin->execute(
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_insert', 'Com_insert_select', 'Com_replace', 'Com_update', "
      "'Com_delete', 'Com_call_procedure', 'Com_stmt_prepare', 'Com_stmt_execute')",
      {});
  std::int64_t sum = 0;
  for (std::size_t row = 0; row < reply.rows.row_count(); ++row) {
    sum += std::stoll(Codec<std::string>::decode(reply.rows.at(row, 1)));
  }
  return sum;
}

std::array<std::int64_t, 3> commands_everywhere() {
  return {commands_that_matter(0), commands_that_matter(1), commands_that_matter(2)};
}

void insert(Executor& db, int id) { db.execute("INSERT INTO seed_rows VALUES (?, @@server_id)", id); }
int count(Executor& db) { return db.query_one<int>("SELECT COUNT(*) FROM seed_rows"); }
int server(Executor& db) { return db.query_one<int>("SELECT server FROM seed_whoami"); }
std::int64_t connection(Executor& db) { return db.query_one<std::int64_t>("SELECT connection FROM seed_whoami"); }

/// As the seed systems have none: what was seen on the master sends nobody to another replica that is known to have it.
ClusterConfig without_consistency() {
  ClusterConfig config = real_cluster();
  config.consistency = Consistency::eventual();
  return config;
}

RequestHints hints(Method method) { return {.method = method, .path = "/entries"}; }

}  // namespace

// ---- writes ----

TEST_CASE("seeds: what a GET handler writes reaches the master, and no replica has anything of its own",
          "[seeds][FR-26][M-5][M-6][O-5][W4]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  {
    RequestScope request{cluster, hints(Method::get)};
    RoutingSession& db = request.session();
    CHECK(server(db) != master_id);
    insert(db, 1);  // a session that is created on first sight, the page view that is counted
    CHECK(db.last_decision().engine_name == "master");
    CHECK(count(db) == 1);
    CHECK(request.response_pin());
  }
  CHECK(scene.committed() == 1);
  await_replicas();
  for (const std::size_t replica : {1U, 2U}) {
    CHECK(number_of(*admin_of(replica), "SELECT COUNT(*) FROM seed_rows") == 1);
    CHECK(number_of(*admin_of(replica), "SELECT server FROM seed_rows") == master_id);
  }
}

TEST_CASE("seeds: a write while a replica is forced is refused, and no server hears of it",
          "[seeds][D-1][FR-5][TG-6][DR-10][W4][W16][M-3][M-5][O-3+4][O-6b]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  static_cast<void>(count(db));  // connections are open, so that nothing stands between a write and a server
  const auto writes = [](RoutingSession& session) {
    CHECK_THROWS_AS(session.execute("INSERT INTO seed_rows VALUES (1, 0)"), ReadOnlyViolation);
    CHECK_THROWS_AS(session.execute("INSERT INTO seed_rows VALUES (?, 0)", 1), ReadOnlyViolation);
    CHECK_THROWS_AS(session.execute(runtime_sql("UPDATE seed_rows SET server = 0")), ReadOnlyViolation);
    CHECK_THROWS_AS(session.execute("DELETE FROM seed_rows"), ReadOnlyViolation);
    CHECK_THROWS_AS(session.execute("SELECT id FROM seed_rows FOR UPDATE"), ReadOnlyViolation);
    CHECK_THROWS_AS(session.execute("CALL no_such_procedure()"), ReadOnlyViolation);
    CHECK_THROWS_AS(session.execute("CREATE TABLE seed_never (id INT)"), ReadOnlyViolation);
    CHECK_FALSE(session.has_written());
  };
  const bool automatic = GENERATE(true, false);
  cluster.set_auto_read_on_replica(automatic);
  const auto before = commands_everywhere();
  {
    const UseReplica guard{db};
    writes(db);
  }
  {
    const UseEngine guard{db, "replica2"};
    writes(db);
  }
  BoundSession handle = db.using_engine("replica1");
  CHECK_THROWS_AS(handle.execute("INSERT INTO seed_rows VALUES (1, 0)"), ReadOnlyViolation);
  RoutingSession declared{cluster, {.intent = NamedTarget::replica()}};
  writes(declared);
  for (const Method method : {Method::get, Method::post}) {
    RequestScope request{cluster, hints(method), HandlerPolicy::replica()};
    writes(request.session());
    CHECK_FALSE(request.response_pin());
  }
  RequestScope request{cluster, hints(Method::post), HandlerPolicy::engine("replica1")};
  writes(request.session());
  CHECK(commands_everywhere() == before);

  CHECK(scene.committed() == 0);
  insert(db, 1);  // the sessions are as good as before
  CHECK(scene.committed() == 1);
}

TEST_CASE("seeds: bulk statements, text, locking reads and writes in disguise run on the master",
          "[seeds][W1][ZZ-4][ZZ-6]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RoutingSession first{cluster};
  insert(first, 1);
  const std::vector<std::string> statements{
      "INSERT INTO seed_rows VALUES (2, @@server_id), (3, @@server_id)",
      "INSERT INTO seed_rows SELECT id + 10, server FROM seed_rows",
      "REPLACE INTO seed_rows VALUES (2, 7)",
      "UPDATE seed_rows SET server = 8",
      "UPDATE seed_rows a JOIN (SELECT id FROM seed_rows) b ON a.id = b.id SET a.server = @@server_id",
      "DELETE FROM seed_rows WHERE id > 10",
      "  /* SELECT */ -- it is not\n DELETE FROM seed_rows WHERE id = 3",
      "SELECT id FROM seed_rows FOR UPDATE",
      "(SELECT id FROM seed_rows WHERE id = 1) LOCK IN SHARE MODE",
      "SELECT id FROM seed_rows WHERE id = 1 INTO @seed_variable",
      "SELECT seed_server()",
      "CREATE TABLE IF NOT EXISTS seed_other LIKE seed_rows",
      "DROP TABLE seed_other",
  };
  for (const std::string& text : statements) {
    CAPTURE(text);
    RequestScope request{cluster, hints(Method::get)};
    CHECK(request.session().execute(runtime_sql(text)).engine == "master");
  }
  CHECK(number_of(scene.master(), "SELECT COUNT(*) FROM seed_rows WHERE server = 1") == 2);  // 1 and 2
  CHECK(scene.committed() == 2);
}

// ---- transactions ----

TEST_CASE("seeds: a transaction sees its own writes, on its one connection, whatever is nested in it",
          "[seeds][W2][ZZ-3][ZZ-7][SO-2][O-1]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RequestScope request{cluster, hints(Method::get)};
  RoutingSession& db = request.session();
  CHECK(server(db) != master_id);
  db.transaction([&](Transaction& tx) {
    const std::int64_t own = connection(tx);
    for (int id = 1; id <= 3; ++id) {
      insert(tx, id);
      CHECK(count(tx) == id);
      const UseReplica elsewhere{db};
      CHECK(count(db) == id);
      BoundSession handle = db.using_engine("replica1");
      CHECK(count(handle) == id);
      CHECK(connection(handle) == own);
    }
    CHECK(scene.committed() == 0);
  });
  CHECK(scene.committed() == 3);
  CHECK(cluster.statistics()[0].pool.created == 1);
  CHECK(count(db) == 3);
}

TEST_CASE("seeds: a transaction that reads is one snapshot of one replica, a request reads from one",
          "[seeds][W3][ZZ-8][SO-3][SO-4][D-7][DR-6][GI-7][TG-5]") {
  Scene scene;
  Cluster cluster{without_consistency()};
  std::set<int> used;
  for (int round = 0; round < 20; ++round) {
    RequestScope request{cluster, hints(Method::get)};
    RoutingSession& db = request.session();
    const int home = server(db);
    CHECK(home != master_id);
    used.insert(home);
    for (int more = 0; more < 3; ++more) CHECK(server(db) == home);
    {
      const UseMaster for_once{db};
      CHECK(server(db) == master_id);
    }
    CHECK(server(db) == home);
    db.transaction(read_only, [&](Transaction& tx) {
      const std::int64_t own = connection(tx);
      for (int more = 0; more < 3; ++more) {
        CHECK(server(tx) == home);
        CHECK(connection(tx) == own);
      }
    });
  }
  CHECK(used.size() == 2);

  RoutingSession db{cluster};
  db.transaction(read_only, [&](Transaction& tx) {
    CHECK(count(tx) == 0);
    run_each(scene.master(), {"INSERT INTO seed_rows VALUES (1, 1)"});
    await_replicas();
    CHECK(count(tx) == 0);
  });
  CHECK(count(db) == 1);
}

// ---- registries ----

TEST_CASE("seeds: remove() rolls back, gives the connection back, forgets, and can be repeated",
          "[seeds][SS-2][MA-12][SS-1]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  ScopedSession registry{cluster};
  registry.remove();  // there is nothing yet
  registry().execute("BEGIN");
  insert(registry(), 1);
  CHECK(count(registry()) == 1);
  CHECK(cluster.engine(master_index).pool().in_use() == 1);
  CHECK_THROWS_AS(registry({.intent = NamedTarget::replica()}), ScopeAlreadyOpen);
  CHECK(count(registry()) == 1);  // the attempt has cost nothing

  registry.remove();
  registry.remove();
  CHECK_FALSE(registry.is_open());
  CHECK(cluster.engine(master_index).pool().in_use() == 0);
  CHECK(scene.committed() == 0);

  CHECK(server(registry({.intent = NamedTarget::replica()})) != master_id);
  CHECK_THROWS_AS(insert(registry(), 1), ReadOnlyViolation);
  registry.remove();
  CHECK(server(registry()) == master_id);  // a session as by default again
  insert(registry(), 1);
  CHECK(scene.committed() == 1);
}

TEST_CASE("seeds: a thread that a request starts inherits nothing of it",
          "[seeds][FR-13][FR-15][DR-5][MA-9][SS-3][TG-4][D-4]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  ScopedSession registry{cluster};
  RequestScope request{registry, hints(Method::get)};
  CHECK(server(registry()) != master_id);
  const UseReplica guard{registry};
  int seen_by_thread = 0;
  bool open_in_thread = true;
  std::thread thread{[&] {
    open_in_thread = registry.is_open();
    seen_by_thread = server(registry());
    insert(registry(), 1);
  }};
  thread.join();
  CHECK_FALSE(open_in_thread);
  CHECK(seen_by_thread == master_id);  // outside of a request: the master
  CHECK(scene.committed() == 1);
  CHECK(server(registry()) != master_id);
  CHECK_FALSE(request.response_pin());  // another thread's write is not the request's
  CHECK(cluster.engine(master_index).pool().in_use() == 0);
}

TEST_CASE("seeds: a request ends every session in it, with their transactions",
          "[seeds][SO-6][W22][MA-13][FR-19][W5]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  ScopedSession registry{cluster};
  ScopedSession reporting{cluster, {.session = {.intent = NamedTarget::engine("replica2")}}};
  const auto leases = [&] {
    std::uint32_t sum = 0;
    for (EngineIndex engine = 0; engine < 3; ++engine) sum += cluster.engine(engine).pool().in_use();
    return sum;
  };
  try {
    RequestScope request{registry, hints(Method::post)};
    reporting().execute("START TRANSACTION READ ONLY");
    CHECK(server(reporting()) == 3);
    registry().execute("BEGIN");
    insert(registry(), 1);
    CHECK(leases() == 2);
    throw std::runtime_error{"the handler fails"};
  } catch (const std::runtime_error&) {
    CHECK(leases() == 0);
  }
  CHECK_FALSE(registry.is_open());
  CHECK_FALSE(reporting.is_open());
  CHECK(scene.committed() == 0);
  RequestScope next{registry, hints(Method::get)};
  CHECK(server(registry()) != master_id);
  run_each(scene.master(), {"INSERT INTO seed_rows VALUES (1, 1)"});
  await_replicas();
  CHECK(count(reporting()) == 1);  // no old snapshot
}

TEST_CASE("seeds: a decorator for the replica that lasts until remove(), and one that restores",
          "[seeds][SO-1][SO-2][SO-3]") {
  Scene scene;
  Cluster cluster{without_consistency()};
  ScopedSession registry{cluster};
  const auto where = [&] { return server(registry()); };
  SECTION("until remove()") {
    auto report = with_replica_until_removed(registry, where);
    CHECK(report() != master_id);
    CHECK(where() != master_id);
    CHECK_THROWS_AS(insert(registry(), 1), ReadOnlyViolation);
    CHECK_THROWS_AS(report(), ScopeAlreadyOpen);  // it must come first
    registry.remove();
    CHECK(where() == master_id);
  }
  SECTION("for the call") {
    auto report = with_replica(registry, where);
    CHECK(where() == master_id);
    CHECK(report() != master_id);
    CHECK(where() == master_id);
    CHECK(with_replica(registry, with_master(registry, where))() == master_id);
  }
  SECTION("a replica by default, a decorator for the master") {
    RequestScope request{registry, hints(Method::get)};
    const int home = where();
    CHECK(home != master_id);
    CHECK(with_master(registry, where)() == master_id);
    CHECK(where() == home);
  }
}

// ---- a master that cannot be written ----

namespace {

/// The master refuses writes of everyone but administrators.
class ReadOnlyMaster {
 public:
  explicit ReadOnlyMaster(Connection& master) : master_{master} { run_each(master_, {"SET GLOBAL read_only = ON"}); }
  ReadOnlyMaster(const ReadOnlyMaster&) = delete;
  ReadOnlyMaster& operator=(const ReadOnlyMaster&) = delete;
  ~ReadOnlyMaster() {
    try {
      run_each(master_, {"SET GLOBAL read_only = OFF"});
    } catch (const Error& error) {
      WARN("the master stays read-only: " << error.what());
    }
  }

 private:
  Connection& master_;
};

}  // namespace

TEST_CASE("seeds: whether the master can be written can be asked, and a refusal is typed", "[seeds][DR-21][W27]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  CHECK_FALSE(db.master_is_read_only());
  CHECK_FALSE(db.has_written());
  {
    const ReadOnlyMaster master{scene.master()};
    CHECK(db.master_is_read_only());
    try {
      insert(db, 1);
      FAIL("no error");
    } catch (const ServerError& error) {
      CHECK(error.code() == Cond::read_only);
      CHECK((error.code().value() == 1290 || error.code().value() == 1836));
    }
    const UseReplica guard{db};
    CHECK(count(db) == 0);
  }
  CHECK_FALSE(db.master_is_read_only());
  db.transaction([&](Transaction& tx) {
    insert(tx, 1);
    CHECK_FALSE(db.master_is_read_only());  // asked on the transaction's own connection
  });
  CHECK(cluster.statistics()[0].pool.created == 1);
  CHECK(scene.committed() == 1);

  Transaction lost{db};
  const auto kill = fmt::format("KILL {}", connection(lost));
  run_each(scene.master(), {kill});
  CHECK_THROWS_AS(db.master_is_read_only(), ConnectionError);
  CHECK_FALSE(lost.is_open());
  CHECK_FALSE(db.master_is_read_only());
}
