#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "integration/live_scene.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

// State that belongs to one connection, or to a session, through a pool of several connections and beside a session
// that does the same: the rows of the trap table's section "state bound to one connection", with the server as the
// witness.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

/// `state_rows (id INT AUTO_INCREMENT PRIMARY KEY, n INT)` with three rows, on every server.
class Scene : public LiveScene {
 public:
  Scene()
      : LiveScene{{"CREATE TABLE state_rows (id INT AUTO_INCREMENT PRIMARY KEY, n INT NOT NULL)",
                   "INSERT INTO state_rows (n) VALUES (1), (2), (3)"},
                  {"DROP DATABASE IF EXISTS state_other", "DROP VIEW IF EXISTS state_view",
                   "DROP FUNCTION IF EXISTS state_touch", "DROP PROCEDURE IF EXISTS state_insert",
                   "DROP TABLE IF EXISTS state_rows"}} {}
};

/// A session, and a rival that takes away the connection that was used last, so that the session's next statement gets
/// another one unless the session has kept its own.
class Contest {
 public:
  explicit Contest(ClusterConfig config = three_connections()) : cluster{std::move(config)} {}

  static ClusterConfig three_connections() {
    ClusterConfig config = real_cluster();
    config.pool.max_size = 3;
    config.consistency.wait = patience;  // a read of what was just written is to run on a replica
    return config;
  }

  /// Runs with the connection of the statement before out of reach, and with traces on every other.
  template <class Action>
  auto beside_rival(Action action) {
    std::vector<Lease> taken;
    taken.push_back(cluster.engine(master_index).pool().acquire());
    for (Lease& lease : taken) leave_traces(*lease);
    return action();
  }

  [[nodiscard]] std::uint32_t in_use() { return cluster.engine(master_index).pool().in_use(); }
  /// A read of the session runs on a replica again, and it holds no connection.
  [[nodiscard]] bool is_free() {
    static_cast<void>(db.query<int>("SELECT n FROM state_rows"));
    return db.last_decision().role == Role::replica && in_use() == 0;
  }
  [[nodiscard]] std::int64_t connection() { return db.query_one<std::int64_t>("SELECT CONNECTION_ID()"); }
  /// Whether the session keeps one connection, for this reason.
  [[nodiscard]] bool is_pinned_by(SessionEffect effect) {
    const auto id = connection();
    const bool same = beside_rival([&] { return connection() == id; });
    const RouteDecision& decision = db.last_decision();
    return same && decision.reason == RouteReason::pinned && decision.pinned_by == SessionEffects{effect};
  }

  Cluster cluster;
  RoutingSession db{cluster};
  RoutingSession rival{cluster};

 private:
  static void leave_traces(Connection& connection) {
    run_each(connection, {"SET LAST_INSERT_ID = 999999", "SELECT CAST('rival' AS SIGNED) FROM (SELECT 1) AS one"});
  }
};

bool is_mariadb() { return test_flavor() == Flavor::mariadb; }

}  // namespace

// ---- pinned ---------------------------------------------------------------------------------------------------------

TEST_CASE("state: user-level locks exclude others until they are released", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  CHECK(db.query_one<int>("SELECT GET_LOCK('state_lock', 0)") == 1);
  CHECK(contest.is_pinned_by(SessionEffect::user_lock));
  CHECK(scene.ask("SELECT IS_USED_LOCK('state_lock')") == contest.connection());
  CHECK(contest.rival.query_one<int>("SELECT GET_LOCK('state_lock', 0)") == 0);
  CHECK(db.query_one<int>("SELECT RELEASE_LOCK('state_lock')") == 1);
  CHECK(scene.ask("SELECT IS_FREE_LOCK('state_lock')") == 1);
  CHECK(contest.rival.query_one<int>("SELECT RELEASE_ALL_LOCKS()") == 0);
  CHECK(contest.is_free());

  CHECK(db.query_one<int>("SELECT GET_LOCK(?, ?)", "state_lock", 0) == 1);
  CHECK(db.query_one<int>("SELECT GET_LOCK(?, ?) AS again", "state_lock", 0) == 1);
  CHECK(db.query_one<int>("SELECT RELEASE_LOCK(?)", "state_lock") == 1);
  CHECK(scene.ask("SELECT IS_FREE_LOCK('state_lock')") == 0);
  CHECK(contest.is_pinned_by(SessionEffect::user_lock));
  CHECK(db.query_one<int>("SELECT RELEASE_LOCK(?)", "state_lock") == 1);
  CHECK(scene.ask("SELECT IS_FREE_LOCK('state_lock')") == 1);
  CHECK(contest.is_free());
}

TEST_CASE("state: user variables", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  db.execute("SET @state = 5");
  CHECK(contest.is_pinned_by(SessionEffect::user_variable));
  CHECK(contest.beside_rival([&] { return db.query_one<int>("SELECT @state"); }) == 5);
  CHECK(contest.rival.query_one<std::optional<int>>("SELECT @state") == std::nullopt);
  db.execute("SELECT n INTO @state FROM state_rows WHERE n = 3");
  CHECK(contest.beside_rival([&] { return db.query_one<int>("SELECT @state"); }) == 3);
  CHECK(contest.in_use() == 1);
}

TEST_CASE("state: temporary tables", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  db.execute("CREATE TEMPORARY TABLE state_mine (a INT)");
  CHECK(contest.is_pinned_by(SessionEffect::temporary_table));
  db.execute("INSERT INTO state_mine VALUES (?)", 4);
  CHECK(contest.beside_rival([&] { return db.query_one<int>("SELECT a FROM state_mine"); }) == 4);
  const BoundSession master = contest.rival.using_engine("master");
  CHECK(caught<ServerError>([&] {
          BoundSession rival = master;
          static_cast<void>(rival.query<int>("SELECT a FROM state_mine"));
        }).code() == Cond::no_such_table);
  db.execute("DROP TEMPORARY TABLE state_mine");
  RoutingSession reader{contest.cluster};
  CHECK(contest.in_use() == 0);
  static_cast<void>(reader.query<int>("SELECT n FROM state_rows"));
}

TEST_CASE("state: LOCK TABLES keeps writers out until UNLOCK TABLES", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  run_each(scene.master(), {"SET lock_wait_timeout = 1"});
  db.execute("LOCK TABLES state_rows READ");
  const auto id = contest.connection();
  CHECK(contest.beside_rival([&] { return contest.connection(); }) == id);
  CHECK(db.last_decision().pinned_by == SessionEffects{SessionEffect::table_lock});
  CHECK_THROWS_AS(scene.master().execute("INSERT INTO state_rows (n) VALUES (4)", {}), ServerError);
  db.execute("UNLOCK TABLES");
  CHECK_NOTHROW(scene.master().execute("INSERT INTO state_rows (n) VALUES (4)", {}));
  CHECK(contest.is_free());
}

TEST_CASE("state: handlers", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  db.execute("HANDLER state_rows OPEN AS state_handler");
  CHECK(contest.is_pinned_by(SessionEffect::handler));
  const auto read = [&] { return db.query_one<int, int>("HANDLER state_handler READ FIRST"); };
  CHECK(contest.beside_rival(read) == std::tuple{1, 1});
  db.execute("HANDLER state_handler CLOSE");
  CHECK(contest.is_free());
}

TEST_CASE("state: statements prepared as text", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  db.execute("PREPARE state_statement FROM 'SELECT 41 + 1'");
  CHECK(contest.is_pinned_by(SessionEffect::prepared_statement));
  db.execute("DEALLOCATE PREPARE state_statement");
  CHECK(contest.is_free());
  db.execute("PREPARE state_statement FROM 'SELECT 41 + 1'");
  CHECK(contest.beside_rival([&] { return db.query_one<int>("EXECUTE state_statement"); }) == 42);
  db.execute("DEALLOCATE PREPARE state_statement");
  CHECK(contest.is_pinned_by(SessionEffect::anything));
}

TEST_CASE("state: autocommit off until it is on again", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  db.execute("SET autocommit = 0");
  CHECK(contest.is_pinned_by(SessionEffect::autocommit));
  db.execute("INSERT INTO state_rows (n) VALUES (9)");
  CHECK(scene.ask("SELECT COUNT(*) FROM state_rows WHERE n = 9") == 0);
  db.execute("SET autocommit = 1");  // commits
  CHECK(scene.ask("SELECT COUNT(*) FROM state_rows WHERE n = 9") == 1);
  CHECK(contest.in_use() == 0);
}

TEST_CASE("state: SET TRANSACTION is for the next transaction of this session", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  const auto count = [](Transaction& tx) { return tx.query_one<int>("SELECT COUNT(*) FROM state_rows"); };
  // READ COMMITTED does, REPEATABLE READ, the default, does not.
  const auto next_sees_later_commits = [&] {
    return db.transaction([&](Transaction& tx) {
      const int before = count(tx);
      run_each(scene.master(), {"INSERT INTO state_rows (n) VALUES (5)"});
      return count(tx) > before;
    });
  };
  db.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
  CHECK(contest.is_pinned_by(SessionEffect::next_transaction));
  CHECK(contest.beside_rival(next_sees_later_commits));
  CHECK(contest.in_use() == 0);
  CHECK_FALSE(next_sees_later_commits());
}

TEST_CASE("state: an XA branch", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  db.execute("XA START 'state_branch'");
  const auto id = contest.connection();
  db.execute("INSERT INTO state_rows (n) VALUES (6)");
  db.execute("XA END 'state_branch'");
  contest.beside_rival([&] { db.execute("XA PREPARE 'state_branch'"); });
  CHECK(contest.beside_rival([&] {
    db.execute("XA COMMIT 'state_branch'");
    return scene.ask("SELECT COUNT(*) FROM state_rows WHERE n = 6");
  }) == 1);
  CHECK(id > 0);
  CHECK(contest.in_use() == 0);
}

// ---- settings -------------------------------------------------------------------------------------------------------

TEST_CASE("state: settings hold on every engine, and for nobody else", "[session][state]") {
  Scene scene;
  ClusterConfig config = real_cluster();
  config.pool.max_size = 1;  // the next session gets the very connection
  Cluster cluster{config};
  const auto zone = [](Executor& on) { return on.query_one<std::string>("SELECT @@session.time_zone"); };
  const auto default_zone = text_of(scene.master(), "SELECT @@global.time_zone");
  {
    RoutingSession db{cluster};
    db.execute("SET time_zone = '+03:00'");
    db.execute("SET SESSION sql_mode = 'ANSI_QUOTES'");
    db.execute("SET NAMES latin1");
    db.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    CHECK(cluster.engine(master_index).pool().in_use() == 0);
    for (const char* const name : {"master", "replica1", "replica2"}) {
      CAPTURE(name);
      BoundSession on = db.using_engine(name);
      CHECK(zone(on) == "+03:00");
      CHECK(on.query_one<std::string>("SELECT @@session.sql_mode") == "ANSI_QUOTES");
      CHECK(on.query_one<std::string>("SELECT @@session.character_set_client") == "latin1");
    }
    db.transaction(read_only, [&](Transaction& tx) { CHECK(zone(tx) == "+03:00"); });
    for (const int hour : db.stream<int>("SELECT HOUR(FROM_UNIXTIME(?)) FROM state_rows WHERE n = 1", 3600)) {
      CHECK(hour == 4);
    }
    // A read on a replica, by the zone of the session: the epoch begins at 3 in the morning.
    CHECK(db.query_one<int>("SELECT HOUR(FROM_UNIXTIME(0)) FROM state_rows WHERE n = 1") == 3);
    CHECK(db.last_decision().role == Role::replica);
  }
  RoutingSession next{cluster};
  for (const char* const name : {"master", "replica1", "replica2"}) {
    CAPTURE(name);
    BoundSession on = next.using_engine(name);
    CHECK(zone(on) == default_zone);
    CHECK(on.query_one<std::string>("SELECT @@session.sql_mode") ==
          text_of(scene.master(), "SELECT @@global.sql_mode"));
    CHECK(on.query_one<std::string>("SELECT @@session.character_set_client") == "utf8mb4");
    CHECK(cluster.engine(cluster.index_of(name)).pool().statistics().created == 1);
    CHECK(cluster.engine(cluster.index_of(name)).pool().statistics().resets >= 1);
  }
}

TEST_CASE("state: USE holds on every engine, and for nobody else", "[session][state]") {
  Scene scene;
  run_each(scene.master(),
           {"CREATE DATABASE state_other", "GRANT ALL ON state_other.* TO app@'%'",
            "CREATE TABLE state_other.only_there (a INT)", "INSERT INTO state_other.only_there VALUES (8)"});
  await_replicas();
  ClusterConfig config = real_cluster();
  config.pool.max_size = 1;
  Cluster cluster{config};
  {
    RoutingSession db{cluster};
    db.execute("USE state_other");
    CHECK(db.query_one<int>("SELECT a FROM only_there") == 8);
    CHECK(db.last_decision().role == Role::replica);
    CHECK(db.using_engine("master").query_one<int>("SELECT a FROM only_there") == 8);
    CHECK(db.using_engine("replica2").query_one<int>("SELECT a FROM only_there WHERE a = ?", 8) == 8);
  }
  RoutingSession next{cluster};
  CHECK(next.using_engine("master").query_one<int>("SELECT COUNT(*) FROM state_rows") == 3);
  CHECK(next.using_engine("replica2").query_one<int>("SELECT COUNT(*) FROM state_rows") == 3);
  run_each(scene.master(), {"REVOKE ALL ON state_other.* FROM app@'%'"});
}

TEST_CASE("state: SET ROLE holds on every engine, and for nobody else", "[session][state]") {
  Scene scene;
  run_each(scene.master(),
           {"DROP ROLE IF EXISTS state_role", "CREATE ROLE state_role", "CREATE DATABASE state_other",
            "CREATE TABLE state_other.only_there (a INT)", "INSERT INTO state_other.only_there VALUES (8)",
            "GRANT SELECT ON state_other.* TO state_role", "GRANT state_role TO app@'%'"});
  await_replicas();
  ClusterConfig config = real_cluster();
  config.pool.max_size = 1;
  Cluster cluster{config};
  const auto read = [](Executor& on) { return on.query_one<int>("SELECT a FROM state_other.only_there"); };
  {
    RoutingSession db{cluster};
    CHECK_THROWS_AS(read(db), ServerError);
    db.execute("SET ROLE state_role");
    CHECK(read(db) == 8);
    CHECK(db.last_decision().role == Role::replica);
    BoundSession master = db.using_engine("master");
    CHECK(read(master) == 8);
  }
  RoutingSession next{cluster};
  for (const char* const name : {"master", "replica1", "replica2"}) {
    CAPTURE(name);
    BoundSession on = next.using_engine(name);
    CHECK_THROWS_AS(read(on), ServerError);
  }
  run_each(scene.master(), {"DROP ROLE state_role"});
}

TEST_CASE("state: the key of INSERT … RETURNING is known to its connection only", "[session][state]") {
  if (!is_mariadb()) return;
  Contest contest;
  Scene scene;
  const auto insert = [](Executor& on) {
    return on.query_one<std::int64_t>("INSERT INTO state_rows (n) VALUES (9) RETURNING id");
  };
  contest.db.transaction([&](Transaction& tx) {
    const std::int64_t key = insert(tx);
    CHECK(tx.query_one<std::int64_t>("SELECT LAST_INSERT_ID()") == key);
  });
  static_cast<void>(insert(contest.db));
  CHECK_THROWS_AS(contest.db.query_one<std::int64_t>("SELECT LAST_INSERT_ID()"), UsageError);
}

TEST_CASE("state: a role that a procedure has set ends with the session too", "[session][state]") {
  if (!is_mariadb()) return;
  Scene scene;
  run_each(scene.master(), {"DROP ROLE IF EXISTS state_role", "CREATE ROLE state_role", "CREATE DATABASE state_other",
                            "CREATE PROCEDURE state_other.become() SQL SECURITY INVOKER SET ROLE state_role",
                            "GRANT EXECUTE ON state_other.* TO app@'%'", "GRANT state_role TO app@'%'"});
  await_replicas();
  ClusterConfig config = real_cluster();
  config.pool.max_size = 1;
  Cluster cluster{config};
  {
    RoutingSession db{cluster};
    db.execute("CALL state_other.become()");
  }
  RoutingSession next{cluster};
  BoundSession master = next.using_engine("master");
  CHECK(master.query_one<std::optional<std::string>>("SELECT CURRENT_ROLE()") == std::nullopt);
  run_each(scene.master(), {"REVOKE EXECUTE ON state_other.* FROM app@'%'", "DROP ROLE state_role"});
}

TEST_CASE("state: a setting that one engine refuses is an error that names it", "[session][state]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  const auto replica = admin_of(1);
  // Only there, and gone before anybody could replicate it.
  run_each(scene.master(), {"SET sql_log_bin = 0", "CREATE DATABASE state_other",
                            "GRANT ALL ON state_other.* TO app@'%'", "SET sql_log_bin = 1"});
  RoutingSession db{cluster};
  db.execute("USE state_other");
  const auto error = caught<ServerError>(
      [&] { static_cast<void>(db.using_engine("replica1").query<int>("SELECT n FROM app.state_rows")); });
  CHECK(std::string_view{error.what()}.find("session setting could not be applied") != std::string_view::npos);
  CHECK(error.engine() == "replica1");
  CHECK(error.outcome() == Outcome::not_executed);
  CHECK(db.using_engine("master").query<int>("SELECT n FROM app.state_rows").size() == 3);
  run_each(scene.master(), {"SET sql_log_bin = 0", "REVOKE ALL ON state_other.* FROM app@'%'",
                            "DROP DATABASE state_other", "SET sql_log_bin = 1"});
}

// ---- questions about the statement before ---------------------------------------------------------------------------

TEST_CASE("state: LAST_INSERT_ID is the session's, on whichever connection", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  const auto asked = [&] { return db.query_one<std::uint64_t>("SELECT LAST_INSERT_ID()"); };
  CHECK(contest.beside_rival(asked) == 0);
  const auto mine = db.execute("INSERT INTO state_rows (n) VALUES (?)", 20).last_insert_id;
  CHECK(mine > 3);
  contest.rival.execute("INSERT INTO state_rows (n) VALUES (30)");
  CHECK(contest.beside_rival(asked) == mine);
  contest.beside_rival([&] { db.execute("INSERT INTO state_rows (n) VALUES (LAST_INSERT_ID() + 1000)"); });
  CHECK(scene.ask("SELECT COUNT(*) FROM state_rows WHERE n = " + std::to_string(mine + 1000)) == 1);
  db.transaction([&](Transaction& tx) {
    CHECK(tx.query_one<std::uint64_t>("SELECT LAST_INSERT_ID()") > mine);
    const auto inside = tx.execute("INSERT INTO state_rows (n) VALUES (21)").last_insert_id;
    CHECK(tx.query_one<std::uint64_t>("SELECT LAST_INSERT_ID()") == inside);
  });
  db.execute("UPDATE state_rows SET n = LAST_INSERT_ID(n + 7) WHERE n = 1");
  CHECK(contest.beside_rival(asked) == 8);
  CHECK(contest.in_use() == 0);

  run_each(scene.master(),
           {"CREATE PROCEDURE state_insert() SQL SECURITY INVOKER INSERT INTO state_rows (n) VALUES (2)"});
  db.execute("CALL state_insert()");
  CHECK_THROWS_AS(asked(), UsageError);
}

TEST_CASE("state: ROW_COUNT and FOUND_ROWS", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  db.execute("UPDATE state_rows SET n = n + 10");
  CHECK_THROWS_AS(db.query_one<int>("SELECT ROW_COUNT()"), UsageError);
  db.transaction([](Transaction& tx) {
    tx.execute("UPDATE state_rows SET n = n + 10");
    CHECK(tx.query_one<int>("SELECT ROW_COUNT()") == 3);
  });
  CHECK(db.query<int>("SELECT SQL_CALC_FOUND_ROWS n FROM state_rows LIMIT 1").size() == 1);
  CHECK(contest.beside_rival([&] { return db.query_one<int>("SELECT FOUND_ROWS()"); }) == 3);
  CHECK(db.last_decision().pinned_by == SessionEffects{SessionEffect::found_rows});
  CHECK_THROWS_AS(db.query_one<int>("SELECT FOUND_ROWS()"), UsageError);
  CHECK(contest.in_use() == 0);
}

TEST_CASE("state: SHOW WARNINGS tells of the statement before, never of another session's", "[session][state]") {
  Scene scene;
  Contest contest;
  RoutingSession& db = contest.db;
  const auto warnings = [&] { return db.query<std::string, int, std::string>("SHOW WARNINGS").to_vector(); };
  db.execute("UPDATE state_rows SET n = n WHERE id = 1");
  CHECK(contest.beside_rival(warnings).empty());  // the rival's connection has one
  db.execute("DROP TABLE IF EXISTS state_nothing");
  REQUIRE(contest.beside_rival(warnings).size() == 1);
  CHECK(std::get<1>(contest.beside_rival(warnings).front()) == 1051);
  CHECK(db.last_decision().reason == RouteReason::previous_statement);
  CHECK(contest.in_use() == 1);
  RoutingSession reader{contest.cluster};
  CHECK(reader.query_one<int>("SELECT CAST('7 replicas' AS SIGNED) FROM state_rows WHERE n = 1") == 7);
  CHECK(reader.last_decision().role == Role::replica);
  CHECK(reader.query<std::string, int, std::string>("SHOW WARNINGS").size() == 1);
  CHECK(reader.last_decision().role == Role::replica);
  db.execute("UPDATE state_rows SET n = n WHERE id = 1");
  CHECK(contest.in_use() == 0);
  CHECK(warnings().empty());
}

// ---- per server, administration -------------------------------------------------------------------------------------

TEST_CASE("state: what describes a server comes from the master, or from whom was asked for", "[session][state]") {
  Contest contest;
  RoutingSession& db = contest.db;
  CHECK(db.query_one<int>("SELECT @@server_id") == 1);
  CHECK(db.query_one<int>("/* rwsplit: engine=replica2 */ SELECT @@server_id") == 3);
  CHECK(db.using_engine("replica1").query_one<int>("SELECT @@server_id") == 2);
}

TEST_CASE("state: KILL means a connection of the master, and can be forbidden", "[session][state]") {
  Scene scene;
  Contest contest;
  const auto id = contest.db.query_one<std::int64_t>("SELECT CONNECTION_ID()");
  const std::string kill = fmt::format("KILL {}", id);
  ClusterConfig config = real_cluster();
  config.administration = AdministrationPolicy::refuse;
  Cluster careful{config};
  RoutingSession refused{careful};
  CHECK_THROWS_AS(refused.execute(runtime_sql(kill)), UsageError);
  CHECK(careful.statistics()[0].statements == 0);
  contest.beside_rival([&] { contest.rival.execute(runtime_sql(kill)); });
  CHECK(eventually(
      [&] {
        return scene.ask(fmt::format("SELECT COUNT(*) FROM {}.processlist WHERE id = {}",
                                     is_mariadb() ? "information_schema" : "performance_schema", id)) == 0;
      },
      patience));
}

// ---- the second opinion of the servers ------------------------------------------------------------------------------

TEST_CASE("state: a read that writes is refused by the replica and runs once on the master", "[session][state]") {
  Scene scene;
  run_each(scene.master(), {"CREATE FUNCTION state_touch() RETURNS INT NOT DETERMINISTIC NO SQL SQL SECURITY INVOKER "
                            "BEGIN INSERT INTO state_rows (n) VALUES (77); RETURN 1; END",
                            "CREATE SQL SECURITY INVOKER VIEW state_view AS SELECT state_touch() AS touched"});
  await_replicas();
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  const auto touches = [&] { return scene.ask("SELECT COUNT(*) FROM state_rows WHERE n = 77"); };
  SECTION("as a whole") { CHECK(db.query_one<int>("SELECT touched FROM state_view") == 1); }
  SECTION("prepared") { CHECK(db.query_one<int>("SELECT touched FROM state_view WHERE 1 = ?", 1) == 1); }
  SECTION("as a stream") {
    for (const int touched : db.stream<int>("SELECT touched FROM state_view")) CHECK(touched == 1);
  }
  CHECK(db.last_decision().reason == RouteReason::refused_by_replica);
  CHECK(db.has_written());
  CHECK(touches() == 1);
  CHECK(cluster.analysis_statistics().refused == 1);
  CHECK(cluster.statistics()[1].statements + cluster.statistics()[2].statements == 1);
  RoutingSession by_guard{cluster};
  const UseReplica guard{by_guard};
  CHECK_THROWS_AS(by_guard.query_one<int>("SELECT touched + 1 FROM state_view"), ServerError);
  CHECK(touches() == 1);
}
