#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <latch>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "integration/live_scene.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

using namespace rwsplit;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

namespace {

/// `session_rows (id INT PRIMARY KEY, n INT)`, empty, on every server; what else a test makes has the same prefix.
class Scene : public LiveScene {
 public:
  Scene()
      : LiveScene{
            {"CREATE TABLE session_rows (id INT PRIMARY KEY, n INT)"},
            {"DROP VIEW IF EXISTS session_gate", "DROP FUNCTION IF EXISTS session_gate_opens",
             "DROP PROCEDURE IF EXISTS session_write_and_fail", "DROP TABLE IF EXISTS session_rows, session_other"}} {}

  /// Rows as everyone else sees them.
  [[nodiscard]] std::int64_t committed() { return ask("SELECT COUNT(*) FROM session_rows"); }
  [[nodiscard]] std::int64_t committed(int id) {
    return ask(fmt::format("SELECT COUNT(*) FROM session_rows WHERE id = {}", id));
  }
};

/// One connection per server, so that a session gets what the session before it left behind.
ClusterConfig one_connection_each() {
  ClusterConfig config = real_cluster();
  config.pool.max_size = 1;
  return config;
}

void insert(Executor& db, int id, int n = 0) {
  const auto result = db.execute("INSERT INTO session_rows VALUES (?, ?)", id, n);
  CHECK(result.engine == "master");
  CHECK(result.affected_rows == 1);
}

int count(Executor& db) { return db.query_one<int>("SELECT count(*) FROM session_rows"); }

const char* processes() {
  return test_flavor() == Flavor::mysql ? "performance_schema.processlist" : "information_schema.processlist";
}

std::vector<std::int64_t> connections_of_app(Connection& admin, std::string_view condition = "TRUE") {
  const auto reply =
      admin.execute(fmt::format("SELECT id FROM {} WHERE user = 'app' AND {}", processes(), condition), {});
  std::vector<std::int64_t> ids;
  for (std::size_t row = 0; row < reply.rows.row_count(); ++row) {
    ids.push_back(Codec<std::int64_t>::decode(reply.rows.at(row, 0)));
  }
  return ids;
}

void kill(Connection& admin, std::int64_t id) {
  try {
    static_cast<void>(admin.execute(fmt::format("KILL {}", id), {}));
  } catch (const ServerError&) {
    // it has gone by itself
  }
}

}  // namespace

// ---- own writes -----------------------------------------------------------------------------------------------------

TEST_CASE("session: own writes are seen at once, whatever the replicas know", "[session][W2]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  for (int i = 1; i <= 50; ++i) {
    RoutingSession db{cluster};
    CHECK_FALSE(db.has_written());
    insert(db, i, i * i);
    CHECK(db.has_written());
    CHECK(db.query_one<int>("SELECT n FROM session_rows WHERE id = ?", i) == i * i);
    const RouteReason reason = db.last_decision().reason;
    CHECK((reason == RouteReason::by_statement || reason == RouteReason::no_fresh_replica));
    CHECK(count(db) == i);
  }
}

TEST_CASE("session: what a failed call has written is an own write too", "[session]") {
  Scene scene;
  run_each(scene.master(), {"CREATE PROCEDURE session_write_and_fail() MODIFIES SQL DATA BEGIN "
                            "INSERT INTO session_rows VALUES (1, 1); SIGNAL SQLSTATE '45000'; END"});
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  CHECK_THROWS_AS(db.execute("CALL session_write_and_fail()"), ServerError);
  CHECK(scene.committed() == 1);
  CHECK(db.has_written());
  CHECK(count(db) == 1);
}

// ---- the second opinion of the servers ------------------------------------------------------------------------------

TEST_CASE("session: replica connections refuse writes by themselves, also after a reset", "[session]") {
  Scene scene;
  await_replicas();
  ClusterConfig config = one_connection_each();
  // An account that may write even on a read-only server (MariaDB): only the session stands against it.
  const auto admins = words_of("RWSPLIT_TEST_ADMIN_URLS");
  for (std::size_t i = 0; i < 2; ++i) config.replicas[i].url = admins[i + 1];
  Cluster cluster{config};
  for (EngineIndex engine = 1; engine <= 2; ++engine) {
    for (int round = 0; round < 3; ++round) {
      CAPTURE(engine, round);
      Lease lease = cluster.engine(engine).pool().acquire();
      const auto error =
          caught<ServerError>([&] { static_cast<void>(lease->execute("INSERT INTO session_rows VALUES (1, 1)", {})); });
      CHECK(error.code() == Cond::read_only);
      const std::vector<Value> parameters{Value::integer(1)};
      CHECK_THROWS_AS(lease->execute("INSERT INTO session_rows VALUES (?, 1)", parameters), ServerError);
      CHECK_THROWS_AS(lease->execute("UPDATE session_rows SET n = 2", {}), ServerError);
      static_cast<void>(lease->execute("SET @left_behind = 1", {}));
      lease.mark_dirty();
    }
    CHECK(number_of(*admin_of(engine), "SELECT COUNT(*) FROM session_rows") == 0);
    CHECK(eventually([&] { return cluster.engine(engine).pool().statistics().resets == 3; }, patience));
    CHECK(cluster.engine(engine).pool().statistics().created == 1);
  }
}

// ---- state that stays on a connection
// ---------------------------------------------------------------------------------

TEST_CASE("session: a transaction in text keeps its connection", "[session][ZZ-3][O-1]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  db.execute("BEGIN");
  insert(db, 1);
  CHECK(count(db) == 1);
  CHECK(db.last_decision().reason == RouteReason::transaction);
  CHECK(scene.committed() == 0);
  db.execute("ROLLBACK");
  CHECK(count(db) == 0);

  db.execute("START TRANSACTION");
  insert(db, 2);
  db.execute("SAVEPOINT here");
  insert(db, 3);
  db.execute("ROLLBACK TO SAVEPOINT here");
  CHECK(count(db) == 1);
  CHECK(db.last_decision().reason == RouteReason::transaction);
  db.execute("COMMIT AND CHAIN");
  insert(db, 4);
  CHECK(scene.committed() == 1);
  db.execute("COMMIT");
  CHECK(scene.committed() == 2);
  CHECK(cluster.engine(master_index).pool().in_use() == 0);
}

TEST_CASE("session: a read-only transaction in text runs on a replica and takes no writes", "[session]") {
  Scene scene;
  await_replicas();
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  db.execute("START TRANSACTION READ ONLY");
  const std::string engine{db.last_decision().engine_name};
  CHECK(engine != "master");
  CHECK(count(db) == 0);
  CHECK(db.last_decision().engine_name == engine);
  CHECK_THROWS_AS(insert(db, 1), ReadOnlyViolation);
  CHECK(count(db) == 0);
  CHECK(db.last_decision().reason == RouteReason::transaction);
  db.execute("COMMIT");
  insert(db, 1);
  CHECK(scene.committed() == 1);
}

TEST_CASE("session: without autocommit the connection stays until the session ends, and is reset", "[session]") {
  Scene scene;
  Cluster cluster{one_connection_each()};
  {
    RoutingSession db{cluster};
    db.execute("SET autocommit = 0");
    insert(db, 1);
    CHECK(scene.committed() == 0);
    db.execute("COMMIT");
    CHECK(scene.committed() == 1);
    insert(db, 2);
    CHECK(count(db) == 2);
  }
  RoutingSession next{cluster};
  insert(next, 3);
  CHECK(scene.committed() == 2);  // the second insert was rolled back, the third committed by itself
  CHECK(scene.committed(2) == 0);
  CHECK(cluster.engine(master_index).pool().statistics().created == 1);
}

TEST_CASE("session: temporary tables, variables and locks stay in their session", "[session]") {
  Scene scene;
  Cluster cluster{one_connection_each()};
  {
    RoutingSession db{cluster};
    db.execute("CREATE TEMPORARY TABLE session_mine (id INT)");
    db.execute("INSERT INTO session_mine VALUES (?)", 7);
    CHECK(db.last_decision().reason == RouteReason::pinned);
    CHECK(db.query_one<int>("SELECT id FROM session_mine") == 7);
    CHECK(db.last_decision().reason == RouteReason::pinned);
    db.execute("SET @mine = 8");
    CHECK(db.query_one<int>("SELECT @mine") == 8);
    db.execute("SET SESSION sql_mode = 'ANSI_QUOTES'");
    CHECK(db.query_one<int>("SELECT GET_LOCK('session_lock', 0)") == 1);
    db.execute("USE information_schema");
    CHECK(number_of(scene.master(), "SELECT IS_FREE_LOCK('session_lock')") == 0);
  }
  RoutingSession next{cluster};
  const UseMaster guard{next};  // where the state was
  CHECK(next.query_one<std::optional<int>>("SELECT @mine") == std::nullopt);
  CHECK(next.query_one<std::string>("SELECT DATABASE() FROM session_rows RIGHT JOIN (SELECT 1) AS one ON TRUE") ==
        "app");
  CHECK(next.query_one<std::string>("SELECT @@sql_mode").find("ANSI_QUOTES") == std::string::npos);
  CHECK(next.query_one<int>("SELECT IS_FREE_LOCK('session_lock')") == 1);
  const auto error = caught<ServerError>(
      [&] { static_cast<void>(next.using_engine("master").query<int>("SELECT id FROM session_mine")); });
  CHECK(error.code() == Cond::no_such_table);
  CHECK(cluster.engine(master_index).pool().statistics().resets >= 1);
  CHECK(cluster.engine(master_index).pool().statistics().created == 1);
}

// ---- transactions ---------------------------------------------------------------------------------------------------

TEST_CASE("session: DDL ends a transaction, and the library says so", "[session]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  {
    Transaction tx{db};
    insert(tx, 1);
    CHECK(tx.is_open());
    tx.execute("CREATE TABLE session_other (id INT)");
    CHECK_FALSE(tx.is_open());
    CHECK(scene.committed() == 1);
    const auto error = caught<UsageError>([&] { tx.execute("INSERT INTO session_rows VALUES (2, 2)"); });
    CHECK(std::string_view{error.what()}.find("DDL") != std::string_view::npos);
    CHECK_THROWS_AS(tx.rollback(), UsageError);
    tx.commit();  // it all is committed already
  }
  insert(db, 3);
  CHECK(scene.committed() == 2);
  CHECK(cluster.engine(master_index).pool().in_use() == 0);
}

TEST_CASE("session: a transaction commits when its work returns and rolls back when it throws", "[session]") {
  Scene scene;
  Cluster cluster{one_connection_each()};
  RoutingSession db{cluster};
  CHECK(db.transaction([&](Transaction& tx) {
    insert(tx, 1);
    return count(db);
  }) == 1);
  CHECK(scene.committed() == 1);
  CHECK_THROWS_AS(db.transaction([&](Transaction& tx) {
    insert(tx, 2);
    throw std::runtime_error{"changed my mind"};
  }),
                  std::runtime_error);
  CHECK(scene.committed() == 1);
  CHECK(count(db) == 1);
  CHECK(cluster.engine(master_index).pool().in_use() == 0);
}

TEST_CASE("session: savepoints", "[session]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  db.transaction([&](Transaction& tx) {
    insert(tx, 1);
    {
      Savepoint kept{tx};
      insert(tx, 2);
      {
        const Savepoint dropped{tx};
        insert(tx, 3);
        CHECK(count(tx) == 3);
      }
      CHECK(count(tx) == 2);
      {
        Savepoint undone{tx};
        insert(tx, 4);
        undone.rollback();
        CHECK(count(tx) == 2);
        insert(tx, 5);
      }
      kept.release();
    }
    {
      const Savepoint after_error{tx};
      insert(tx, 6);
      CHECK_THROWS_AS(insert(tx, 1), ServerError);
    }
  });
  CHECK(scene.committed() == 3);
  CHECK(scene.committed(1) + scene.committed(2) + scene.committed(5) == 3);
}

namespace {

/// Locks row `first`, meets the other one, asks for row `second`. Returns the error that ended it, if one did.
std::optional<ServerError> cross(Cluster& cluster, bool text, int first, int second, std::latch& both_locked) {
  RoutingSession db{cluster};
  std::optional<ServerError> failure;
  {
    std::optional<Transaction> tx;
    if (text) {
      db.execute("BEGIN");
    } else {
      tx.emplace(db);
    }
    db.execute("UPDATE session_rows SET n = n + 1 WHERE id = ?", first);
    both_locked.arrive_and_wait();
    try {
      db.execute("UPDATE session_rows SET n = n + 1 WHERE id = ?", second);
      if (text) {
        db.execute("COMMIT");
      } else {
        tx->commit();
      }
    } catch (const ServerError& error) {
      failure.emplace(error);
      if (tx && tx->is_open()) throw std::logic_error{"the transaction thinks it is still open"};
    }
  }
  // The session goes on, outside of any transaction.
  db.execute("UPDATE session_rows SET n = n + 100 WHERE id = ?", first);
  if (cluster.engine(master_index).pool().in_use() > 1) throw std::logic_error{"a connection is still held"};
  return failure;
}

}  // namespace

TEST_CASE("session: a deadlock ends one transaction, whose session goes on", "[session]") {
  for (const bool text : {false, true}) {
    CAPTURE(text);
    Scene scene;
    run_each(scene.master(), {"INSERT INTO session_rows VALUES (1, 0), (2, 0)"});
    Cluster cluster{real_cluster()};
    std::latch both_locked{2};
    auto one = std::async(std::launch::async, [&] { return cross(cluster, text, 1, 2, both_locked); });
    auto other = std::async(std::launch::async, [&] { return cross(cluster, text, 2, 1, both_locked); });
    const auto failure_of_one = one.get();
    const auto failure_of_other = other.get();
    REQUIRE(failure_of_one.has_value() != failure_of_other.has_value());
    const ServerError& error = failure_of_one ? *failure_of_one : *failure_of_other;
    CHECK(error.code() == Cond::deadlock);
    CHECK(error.outcome() == Outcome::rolled_back);
    CHECK(error.retry() == Retry::transaction);
    CHECK(error.engine() == "master");
    CHECK(number_of(scene.master(), "SELECT SUM(n) FROM session_rows") == 202);
    CHECK(cluster.engine(master_index).pool().in_use() == 0);
  }
}

// ---- the queue ------------------------------------------------------------------------------------------------------

TEST_CASE("session: queued writes go in order, in one transaction, before the next statement", "[session]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  std::string volatile_text = "INSERT INTO session_rows VALUES (?, ?)";
  db.enqueue(runtime_sql(volatile_text), 1, 10);
  db.enqueue("UPDATE session_rows SET n = n * 2 WHERE id = ?", 1);
  db.enqueue("UPDATE session_rows SET n = n + ? WHERE id = ?", 1, 1);
  volatile_text.assign(volatile_text.size(), '?');  // the queue has a copy
  CHECK(db.queued() == 3);
  CHECK(scene.committed() == 0);
  CHECK(db.query_one<int>("SELECT n FROM session_rows WHERE id = ?", 1) == 21);
  CHECK(db.queued() == 0);
  CHECK(db.has_written());

  db.enqueue("INSERT INTO session_rows VALUES (?, ?)", 2, 0);
  db.transaction([&](Transaction&) { CHECK(scene.committed() == 2); });

  db.transaction([&](Transaction& tx) {
    db.enqueue("INSERT INTO session_rows VALUES (?, ?)", 3, 0);
    CHECK(count(tx) == 3);
    db.enqueue("INSERT INTO session_rows VALUES (?, ?)", 4, 0);
    CHECK(scene.committed() == 2);
  });
  CHECK(scene.committed() == 4);  // the commit has flushed the last one
}

TEST_CASE("session: a queue that fails leaves nothing behind and stays queued", "[session]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster, {.autoflush = false}};
  db.enqueue("INSERT INTO session_rows VALUES (?, ?)", 1, 0);
  db.enqueue("INSERT INTO session_rows VALUES (?, ?)", 1, 0);
  CHECK(db.query_one<int>("SELECT 1") == 1);
  CHECK(db.queued() == 2);
  const auto error = caught<ServerError>([&] { db.flush(); });
  CHECK(error.code() == Cond::duplicate_key);
  CHECK(db.queued() == 2);
  CHECK(scene.committed() == 0);
  CHECK(cluster.engine(master_index).pool().in_use() == 0);
  db.discard_queue();
  db.flush();
  CHECK(scene.committed() == 0);
}

// ---- killed connections ---------------------------------------------------------------------------------------------

TEST_CASE("session: nobody notices that an idle connection was killed", "[session]") {
  Scene scene;
  await_replicas();
  Cluster cluster{one_connection_each()};
  RoutingSession db{cluster};
  for (const std::string_view name : {"master", "replica1", "replica2"}) {
    const auto server = cluster.index_of(name);
    const auto admin = admin_of(server);
    CAPTURE(name);
    for (const bool prepared : {false, true}) {
      CHECK(db.using_engine(name).query_one<int>("SELECT ?", 5) == 5);
      const auto id = db.using_engine(name).query_one<std::int64_t>("SELECT CONNECTION_ID()");
      kill(*admin, id);
      CHECK(eventually([&] { return connections_of_app(*admin, fmt::format("id = {}", id)).empty(); }, patience));
      if (prepared) {
        CHECK(db.using_engine(name).query_one<int>("SELECT ?", 6) == 6);
      } else {
        CHECK(db.using_engine(name).query_one<int>("SELECT count(*) FROM session_rows") == 0);
      }
    }
    CHECK(cluster.engine(server).pool().statistics().closed_dead == 2);
  }
  const auto id = db.using_engine("master").query_one<std::int64_t>("SELECT CONNECTION_ID()");
  kill(scene.master(), id);
  CHECK(eventually([&] { return connections_of_app(scene.master(), fmt::format("id = {}", id)).empty(); }, patience));
  insert(db, 1);
  CHECK(scene.committed() == 1);
}

TEST_CASE("session: a connection that is lost in a transaction ends it, and the session goes on", "[session]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  RoutingSession db{cluster};
  const auto lose = [&](Transaction& tx) {
    insert(tx, 1);
    const auto id = tx.query_one<std::int64_t>("SELECT CONNECTION_ID()");
    kill(scene.master(), id);
    CHECK(eventually([&] { return connections_of_app(scene.master(), fmt::format("id = {}", id)).empty(); }, patience));
  };
  {
    Transaction tx{db};
    lose(tx);
    const auto error = caught<Error>([&] { insert(tx, 2); });
    CAPTURE(error.what());
    CHECK(error.outcome() == Outcome::rolled_back);
    CHECK(error.retry() == Retry::transaction);
    CHECK(error.engine() == "master");
    CHECK_FALSE(tx.is_open());
    CHECK_THROWS_AS(tx.commit(), UsageError);
    CHECK_THROWS_AS(count(db), UsageError);  // a read outside would hide that the transaction is gone
    tx.rollback();
  }
  {
    Transaction tx{db};
    lose(tx);
    const auto error = caught<ConnectionError>([&] { tx.commit(); });
    CHECK(error.outcome() == Outcome::rolled_back);
  }
  CHECK(scene.committed() == 0);
  insert(db, 3);
  CHECK(scene.committed() == 1);
  CHECK(cluster.engine(master_index).pool().in_use() == 0);
}

TEST_CASE("session: a read whose connection is killed meanwhile is answered by the other replica", "[session]") {
  Scene scene;
  // Invoker, because MariaDB shows a definer's name in its list of processes.
  run_each(scene.master(), {"CREATE FUNCTION session_gate_opens() RETURNS INT NOT DETERMINISTIC NO SQL "
                            "SQL SECURITY INVOKER RETURN GET_LOCK('session_gate', 120)",
                            "CREATE SQL SECURITY INVOKER VIEW session_gate AS SELECT session_gate_opens() AS opened"});
  await_replicas();
  Cluster cluster{real_cluster()};
  // Whoever asks for the gate on a replica waits as long as these connections hold its lock.
  const std::vector<std::shared_ptr<Connection>> keepers{admin_of(1), admin_of(2)};
  for (const auto& keeper : keepers) REQUIRE(number_of(*keeper, "SELECT GET_LOCK('session_gate', 0)") == 1);

  RoutingSession db{cluster};
  auto answer = std::async(std::launch::async, [&] {
    const int opened = db.query_one<int>("SELECT opened FROM session_gate");
    return std::pair{opened, std::string{db.last_decision().engine_name}};
  });
  const auto waiting_on = [&](std::size_t replica) {
    return connections_of_app(*keepers[replica], "command = 'Query' AND info LIKE '%session_gate%'");
  };
  std::size_t asked = 0;
  CHECK(eventually(
      [&] {
        for (asked = 0; asked < 2; ++asked) {
          if (!waiting_on(asked).empty()) return true;
        }
        return false;
      },
      patience));
  const std::size_t other = asked == 0 ? 1 : 0;
  REQUIRE(number_of(*keepers[other], "SELECT RELEASE_LOCK('session_gate')") == 1);
  for (const auto id : waiting_on(asked % 2)) kill(*keepers[asked % 2], id);
  const auto [opened, engine] = answer.get();
  CHECK(opened == 1);
  CHECK(engine == (other == 0 ? "replica1" : "replica2"));
  CHECK(cluster.engine(master_index).statements() == 0);
}

namespace {

/// What the library said about each write, by its id.
struct Verdicts {
  std::set<int> done;
  std::set<int> undone;
  std::set<int> unknown;
  std::vector<std::string> mistakes;

  [[nodiscard]] std::size_t failed() const { return undone.size() + unknown.size(); }
};

void write_once(RoutingSession& db, int id, Verdicts& verdicts) {
  try {
    if (id % 2 == 0) {
      db.execute("INSERT INTO session_rows VALUES (?, 0)", id);
    } else {
      db.transaction([&](Transaction& tx) { tx.execute("INSERT INTO session_rows VALUES (?, 1)", id); });
    }
    verdicts.done.insert(id);
  } catch (const OutcomeUnknown& error) {
    verdicts.unknown.insert(id);
    if (error.outcome() != Outcome::outcome_unknown) verdicts.mistakes.emplace_back(error.what());
  } catch (const Error& error) {
    verdicts.undone.insert(id);
    const bool nothing_happened = error.outcome() == Outcome::not_executed || error.outcome() == Outcome::rolled_back ||
                                  error.outcome() == Outcome::statement_failed;
    if (!nothing_happened) verdicts.mistakes.emplace_back(error.what());
  }
}

}  // namespace

TEST_CASE("session: what is said about a write whose connection was killed is true", "[session]") {
  Scene scene;
  Cluster cluster{real_cluster()};
  std::atomic<bool> killing{true};
  std::atomic<int> attempts{0};
  auto killer = std::async(std::launch::async, [&] {
    const auto admin = admin_of(0);
    int killed = 0;
    while (killing) {
      for (const auto id : connections_of_app(*admin)) {
        kill(*admin, id);
        ++killed;
      }
      // Whoever is killed in every login gets nowhere.
      const int seen = attempts;
      static_cast<void>(eventually([&] { return !killing || attempts >= seen + 2; }, patience));
    }
    return killed;
  });
  Verdicts verdicts;
  int id = 0;
  const bool enough = eventually(
      [&] {
        RoutingSession db{cluster};
        write_once(db, ++id, verdicts);
        ++attempts;
        return verdicts.failed() >= 20 && verdicts.done.size() >= 20;
      },
      patience);
  killing = false;
  CHECK(killer.get() > 0);
  CHECK(enough);
  for (const auto& mistake : verdicts.mistakes) FAIL_CHECK(mistake);
  // A killed connection that was committing may still be at it.
  CHECK(eventually([&] { return connections_of_app(scene.master(), "command <> 'Sleep'").empty(); }, patience));
  for (const int written : verdicts.done) {
    if (scene.committed(written) != 1) FAIL_CHECK("row " << written << " was written and is not there");
  }
  for (const int lost : verdicts.undone) {
    if (scene.committed(lost) != 0) FAIL_CHECK("row " << lost << " was not written and is there");
  }
  WARN(fmt::format("{} writes: {} done, {} certainly not, {} unknown", id, verdicts.done.size(), verdicts.undone.size(),
                   verdicts.unknown.size()));
  RoutingSession db{cluster};
  CHECK(eventually([&] { return cluster.engine(master_index).pool().reachable(); }, patience));
  insert(db, ++id);
}
