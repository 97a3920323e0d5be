#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/routing/function_router.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_engine.hpp>
#include <rwsplit/session/use_master.hpp>
#include <rwsplit/session/use_replica.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_cluster.hpp"

// What a session does for state on its connections. What the state is, and when it ends, is tested without a session in
// session_pins_test.cpp and session_settings_test.cpp.

namespace rwsplit {
namespace {

using testing::eventually;
using testing::FakeCall;
using testing::FakeCluster;
using testing::lost_error;
using testing::one_text;
using testing::server_error;
using Calls = std::vector<std::string>;

constexpr const char* update = "UPDATE t SET a = 1";

void run(Executor& db, const std::string& text) { db.execute(runtime_sql(text)); }
[[nodiscard]] std::string place(Executor& db) { return db.query_one<std::string>("SELECT name"); }
[[nodiscard]] RouteReason reason_of_read(RoutingSession& db) {
  static_cast<void>(place(db));
  return db.last_decision().reason;
}

template <class AnyError, class Action>
[[nodiscard]] std::string what_of(Action action) {
  try {
    action();
  } catch (const AnyError& error) {
    CHECK(error.where().line() > 0);
    return error.what();
  }
  FAIL("no error");
  return {};
}

[[nodiscard]] bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What ran on a fake's first connection; the pool's thread may or may not have reset it yet.
[[nodiscard]] Calls sent(FakeCluster& cluster, std::size_t engine) {
  Calls calls = cluster.driver(engine).calls(0);
  calls.erase(std::remove(calls.begin(), calls.end(), "<reset>"), calls.end());
  return calls;
}

void warn_on(FakeCluster& cluster, const std::string& text, std::size_t engine = 0) {
  cluster.on(
      text, [](FakeCall&) { return Reply{.rows = one_text("x"), .summary = {.warnings = 1}}; }, engine);
}

/// Counts what is rare.
class Recorder final : public Observer {
 public:
  void on_decision(const RouteEvent& event) noexcept override { reasons.push_back(event.decision.reason); }
  void on_refused_by_replica(const RouteEvent& event) noexcept override {
    refused.emplace_back(event.decision.engine_name);
  }
  void on_errant_write(const RouteEvent& event) noexcept override { errant.emplace_back(event.decision.engine_name); }
  void on_unknown_hint(const HintEvent& event) noexcept override { hints.push_back(event.offset); }

  std::vector<RouteReason> reasons;
  std::vector<std::string> refused;
  std::vector<std::string> errant;
  std::vector<std::uint32_t> hints;
};

}  // namespace

// ---- Pins -----------------------------------------------------------------------------------------------------------

TEST_CASE("state: its connection is kept until it is gone, and then reset", "[session][state]") {
  struct Row {
    const char* make;
    const char* unmake;
    SessionEffect effect;
  };
  const Row rows[] = {
      {"SELECT GET_LOCK('a', 1)", "SELECT RELEASE_LOCK('a')", SessionEffect::user_lock},
      {"SELECT GET_LOCK('a', 1)", "DO RELEASE_ALL_LOCKS()", SessionEffect::user_lock},
      {"LOCK TABLES t WRITE", "UNLOCK TABLES", SessionEffect::table_lock},
      {"CREATE TEMPORARY TABLE u (a INT)", "DROP TEMPORARY TABLE u", SessionEffect::temporary_table},
      {"HANDLER t OPEN", "HANDLER t CLOSE", SessionEffect::handler},
      {"PREPARE s FROM 'SELECT 1'", "DEALLOCATE PREPARE s", SessionEffect::prepared_statement},
      {"SET autocommit = 0", "SET autocommit = 1", SessionEffect::autocommit},
      {"SELECT SQL_CALC_FOUND_ROWS a FROM t LIMIT 1", "SELECT FOUND_ROWS()", SessionEffect::found_rows},
      {"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SELECT a FROM t", SessionEffect::next_transaction},
  };
  for (const Row& row : rows) {
    CAPTURE(row.make);
    FakeCluster cluster{1};
    RoutingSession db{*cluster};
    run(db, row.make);
    CHECK(cluster->engine(0).pool().in_use() == 1);
    CHECK(db.explain("SELECT 1 + 1").to_string().find("2 pinned connection: on master, for ") != std::string::npos);
    run(db, row.unmake);
    CHECK(db.last_decision().reason == RouteReason::pinned);
    CHECK(db.last_decision().pinned_by == SessionEffects{row.effect});
    CHECK(cluster->engine(0).pool().in_use() == 0);
    CHECK(reason_of_read(db) == RouteReason::by_statement);
    CHECK(eventually([&] { return cluster.master().count("<reset>") == 1; }));
  }
}

TEST_CASE("state: in a transaction it keeps the connection beyond its end", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  db.transaction([](Transaction& tx) {
    tx.execute("SELECT GET_LOCK('a', 1)");
    tx.execute("SELECT GET_LOCK('b', 1)");
    tx.execute("SELECT RELEASE_LOCK('a')");
  });
  CHECK(reason_of_read(db) == RouteReason::pinned);
  db.transaction([](Transaction& tx) { tx.execute("SELECT RELEASE_LOCK('b')"); });
  CHECK(cluster->engine(0).pool().in_use() == 0);
  CHECK(reason_of_read(db) == RouteReason::by_statement);
}

TEST_CASE("state: SET TRANSACTION goes with the transaction that follows", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  run(db, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
  run(db, "SELECT 1 + 1");
  db.transaction([](Transaction& tx) { tx.execute("UPDATE t SET a = 1"); });
  CHECK(sent(cluster, 0) ==
        Calls{"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SELECT 1 + 1", "BEGIN", update, "COMMIT"});
  CHECK(cluster->engine(0).pool().in_use() == 0);
}

TEST_CASE("state: SET autocommit = 1 on a clean connection keeps nothing", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  run(db, "SET autocommit = 1");
  CHECK(cluster->engine(0).pool().in_use() == 0);
}

// ---- Settings -------------------------------------------------------------------------------------------------------

TEST_CASE("state: settings are made again on every connection, in order, and undone", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  run(db, "SET time_zone = '+01:00'");
  CHECK(cluster->engine(0).pool().in_use() == 0);
  run(db, "USE shop");
  CHECK(db.last_decision().reason == RouteReason::not_a_read);
  const Calls made{"SET time_zone = '+01:00'", "USE shop"};
  const auto with = [&](Calls more) {
    Calls all = made;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };

  SECTION("for a read on a replica") {
    CHECK(place(db) == "replica1");
    CHECK(sent(cluster, 1) == with({"SELECT name"}));
    CHECK(eventually([&] { return cluster.driver(1).count("<reset>") == 1; }));
  }
  SECTION("for a call on one engine") {
    BoundSession replica = db.using_engine("replica1");
    CHECK(place(replica) == "replica1");
    CHECK(sent(cluster, 1) == with({"SELECT name"}));
  }
  SECTION("for a transaction, once") {
    db.transaction(read_only, [](Transaction& tx) { CHECK(place(tx) == place(tx)); });
    CHECK(sent(cluster, 1) == with({"BEGIN READ ONLY", "SELECT name", "SELECT name", "COMMIT"}));
  }
  SECTION("for a stream") {
    for (const auto& row : db.stream<std::string>("SELECT name")) CHECK(row == "replica1");
    CHECK(sent(cluster, 1) == with({"SELECT name"}));
    CHECK(eventually([&] { return cluster.driver(1).count("<reset>") == 1; }));
  }
  SECTION("the latest of its kind") {
    run(db, "SET time_zone = '+02:00'");
    CHECK(place(db) == "replica1");
    CHECK(sent(cluster, 1) == Calls{"USE shop", "SET time_zone = '+02:00'", "SELECT name"});
  }
  SECTION("not for another session") {
    RoutingSession other{*cluster};
    CHECK(place(other) == "replica1");
    CHECK(sent(cluster, 1) == Calls{"SELECT name"});
  }
}

TEST_CASE("state: a setting made on a held connection counts for the others", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  db.transaction([](Transaction& tx) { tx.execute("SET time_zone = '+01:00'"); });
  CHECK(cluster->engine(0).pool().in_use() == 0);
  CHECK(place(db) == "replica1");
  CHECK(sent(cluster, 1) == Calls{"SET time_zone = '+01:00'", "SELECT name"});
}

TEST_CASE("state: a session that may only read makes its settings on a replica", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster, {.intent = NamedTarget::replica()}};
  run(db, "SET time_zone = '+01:00'");
  CHECK(db.last_decision().engine_name == "replica1");
  CHECK(place(db) == "replica1");
  CHECK(cluster.statements(0) == 0);
  CHECK_THROWS_AS(run(db, "SET SESSION TRANSACTION READ WRITE"), ReadOnlyViolation);
  CHECK_THROWS_AS(run(db, "SET @a = 1"), ReadOnlyViolation);
}

TEST_CASE("state: a setting that cannot be made again keeps its connection", "[session][state]") {
  for (const char* const text : {"SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')", "SET time_zone = @zone",
                                 "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE"}) {
    CAPTURE(text);
    FakeCluster cluster{1};
    RoutingSession db{*cluster};
    run(db, text);
    CHECK(reason_of_read(db) == RouteReason::pinned);
  }
}

TEST_CASE("state: a setting that failed is not kept", "[session][state]") {
  FakeCluster cluster{1};
  cluster.fail("SET time_zone = 'nowhere'", server_error(Cond::other));
  RoutingSession db{*cluster};
  CHECK_THROWS_AS(run(db, "SET time_zone = 'nowhere'"), ServerError);
  CHECK(place(db) == "replica1");
  CHECK(sent(cluster, 1) == Calls{"SELECT name"});
}

TEST_CASE("state: a setting that an engine refuses is an error, and nothing was sent", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  run(db, "SET time_zone = '+01:00'");
  run(db, "USE secret_shop");
  cluster.fail("USE secret_shop", server_error(Cond::unknown_database), 1);
  try {
    static_cast<void>(place(db));
    FAIL("no error");
  } catch (const ServerError& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(mentions(text, "session setting could not be applied"));
    CHECK(mentions(text, "number 2 of the 2"));
    CHECK(mentions(text, "replica1"));
    CHECK_FALSE(mentions(text, "secret_shop"));
    CHECK(error.engine() == "replica1");
    CHECK(error.code() == Cond::unknown_database);
    CHECK(error.outcome() == Outcome::not_executed);
  }
  CHECK(cluster.driver(1).count("SELECT name") == 0);
  CHECK(cluster.statements(1) == 0);
  const UseMaster guard{db};
  CHECK(place(db) == "master");
}

TEST_CASE("state: a connection lost while settings are made has not run the statement", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  run(db, "SET time_zone = '+01:00'");
  SECTION("a read goes elsewhere") {
    cluster.fail("SET time_zone = '+01:00'", lost_error(), 1);
    CHECK(place(db) == "master");
  }
  SECTION("a write is certainly not done") {
    cluster.fail("SET time_zone = '+01:00'", lost_error());
    try {
      run(db, update);
      FAIL("no error");
    } catch (const ConnectionError& error) {
      CHECK(error.outcome() == Outcome::not_executed);
    }
    CHECK(cluster.master().count(update) == 0);
  }
}

TEST_CASE("state: character sets that hide quotes are refused", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  const std::string named = what_of<UsageError>([&] { run(db, "SET NAMES gbk"); });
  CHECK(mentions(named, "\"gbk\""));
  CHECK(mentions(named, "utf8mb4"));
  CHECK(mentions(what_of<UsageError>([&] { run(db, "SET character_set_client = 28"); }), "named in the text"));
  CHECK(cluster.statements(0) == 0);
  CHECK_NOTHROW(run(db, "SET NAMES latin1"));
}

// ---- Questions about the statement before ---------------------------------------------------------------------------

TEST_CASE("state: LAST_INSERT_ID is the session's own, on whichever connection", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  run(db, "SELECT LAST_INSERT_ID()");
  CHECK(cluster.master().count("SET LAST_INSERT_ID = 0") == 1);
  run(db, update);  // the fake makes the key 7
  run(db, "INSERT INTO u VALUES (LAST_INSERT_ID(), 1)");
  CHECK(sent(cluster, 0) == Calls{"SET LAST_INSERT_ID = 0", "SELECT LAST_INSERT_ID()", update, "SET LAST_INSERT_ID = 7",
                                  "INSERT INTO u VALUES (LAST_INSERT_ID(), 1)"});
  CHECK(cluster->engine(0).pool().in_use() == 0);
  SECTION("in a transaction: only until its connection has it") {
    db.transaction([](Transaction& tx) {
      run(tx, "SELECT LAST_INSERT_ID()");
      run(tx, "SELECT LAST_INSERT_ID()");
    });
    CHECK(cluster.master().count("SET LAST_INSERT_ID = 7") == 2);
    db.transaction([](Transaction& tx) {
      run(tx, update);
      run(tx, "SELECT LAST_INSERT_ID()");
    });
    CHECK(cluster.master().count("SET LAST_INSERT_ID = 7") == 2);
  }
  SECTION("not after a procedure that may have made keys") {
    cluster.on("CALL p()", [](FakeCall&) { return Reply{}; });
    run(db, "CALL p()");
    CHECK(mentions(what_of<UsageError>([&] { run(db, "SELECT LAST_INSERT_ID()"); }), "ExecResult::last_insert_id"));
    run(db, update);
    CHECK_NOTHROW(run(db, "SELECT LAST_INSERT_ID()"));
  }
  SECTION("not after a procedure that failed on its way") {
    cluster.fail("CALL p()", server_error(Cond::duplicate_key));
    CHECK_THROWS_AS(run(db, "CALL p()"), ServerError);
    CHECK_THROWS_AS(run(db, "SELECT LAST_INSERT_ID()"), UsageError);
  }
  SECTION("not after RETURNING, whose reply does not tell") {
    const std::string insert = "INSERT INTO t(a) VALUES (1) RETURNING id";
    cluster.on(insert, [](FakeCall&) { return Reply{.rows = one_text("8")}; });
    SECTION("read whole") { CHECK(db.query_one<std::string>(runtime_sql(insert)) == "8"); }
    SECTION("as a stream") {
      for (const auto& row : db.stream<std::string>(runtime_sql(insert))) CHECK(row == "8");
    }
    CHECK_THROWS_AS(run(db, "SELECT LAST_INSERT_ID()"), UsageError);
  }
  SECTION("in a transaction the connection knows it, after a procedure too") {
    cluster.on("CALL p()", [](FakeCall&) { return Reply{}; });
    db.transaction([](Transaction& tx) {
      run(tx, "CALL p()");  // which may make a key, or leave the session's own as it is
      run(tx, "SELECT LAST_INSERT_ID()");
    });
    const Calls calls = sent(cluster, 0);
    const Calls last(calls.end() - 5, calls.end());
    CHECK(last == Calls{"BEGIN", "SET LAST_INSERT_ID = 7", "CALL p()", "SELECT LAST_INSERT_ID()", "COMMIT"});
  }
  SECTION("a connection lost meanwhile has not run the statement") {
    cluster.fail("SET LAST_INSERT_ID = 7", lost_error());
    CHECK_THROWS_AS(run(db, "INSERT INTO u VALUES (LAST_INSERT_ID(), 2)"), ConnectionError);
    CHECK(cluster.master().count("INSERT INTO u VALUES (LAST_INSERT_ID(), 2)") == 0);
    Transaction tx{db};
    try {
      run(tx, "INSERT INTO u VALUES (LAST_INSERT_ID(), 2)");
      FAIL("no error");
    } catch (const ConnectionError& error) {
      CHECK(error.outcome() == Outcome::rolled_back);
    }
  }
}

TEST_CASE("state: ROW_COUNT and FOUND_ROWS need a connection that is kept", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  for (const char* const text : {"SELECT ROW_COUNT()", "SELECT FOUND_ROWS()"}) {
    CAPTURE(text);
    CHECK(mentions(what_of<UsageError>([&] { run(db, text); }), "ExecResult::affected_rows"));
    CHECK(cluster.master().count(text) == 0);
    db.transaction([&](Transaction& tx) { CHECK_NOTHROW(run(tx, text)); });
  }
  SECTION("not together with a key that has to be set on the connection first") {
    run(db, update);  // on another connection
    db.transaction([&](Transaction& tx) {
      const auto together = [&] { run(tx, "SELECT ROW_COUNT(), LAST_INSERT_ID()"); };
      CHECK(mentions(what_of<UsageError>(together), "a statement of their own"));
      CHECK(cluster.master().count("SET LAST_INSERT_ID = 7") == 0);
      run(tx, update);  // the key is this connection's own
      CHECK_NOTHROW(together());
    });
  }
}

TEST_CASE("state: a function beside GET_LOCK may be one that writes", "[session][state]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  run(db, "SELECT GET_LOCK('a', 1)");
  CHECK_FALSE(db.has_written());
  run(db, "SELECT GET_LOCK('a', 1), f(1)");
  CHECK(db.has_written());
}

TEST_CASE("state: SHOW WARNINGS asks the connection of the statement before", "[session][state]") {
  FakeCluster cluster{1};
  warn_on(cluster, update);
  warn_on(cluster, "SELECT name", 1);
  RoutingSession db{*cluster};
  const auto ask = [&] {
    run(db, "SHOW WARNINGS");
    return std::string{db.last_decision().engine_name} + ": " + std::string{to_string(db.last_decision().reason)};
  };
  SECTION("on the master, as often as wanted") {
    run(db, update);
    CHECK(cluster->engine(0).pool().in_use() == 1);
    CHECK(ask() == "master: previous statement");
    CHECK(ask() == "master: previous statement");
    run(db, "DELETE FROM t");
    CHECK(db.last_decision().reason == RouteReason::not_a_read);
    CHECK(cluster->engine(0).pool().in_use() == 0);
    CHECK(cluster->statistics()[0].pool.resets == 0);
    CHECK(ask() == "master: not a read");
  }
  SECTION("on a replica, whatever guard") {
    static_cast<void>(place(db));
    const UseMaster guard{db};
    CHECK(ask() == "replica1: previous statement");
    CHECK(cluster.driver(1).count("SHOW WARNINGS") == 1);
    run(db, "SELECT a FROM t");
    CHECK(cluster->engine(1).pool().in_use() == 0);
  }
  SECTION("without warnings: on a connection without warnings of others") {
    run(db, "DELETE FROM t");
    CHECK(ask() == "master: not a read");
    CHECK(sent(cluster, 0) == Calls{"DELETE FROM t", "SELECT 1 FROM (SELECT 1) AS one", "SHOW WARNINGS"});
  }
  SECTION("in a transaction: there, and nothing is added") {
    db.transaction([&](Transaction& tx) {
      run(tx, update);
      run(tx, "SHOW WARNINGS");
    });
    CHECK(sent(cluster, 0) == Calls{"BEGIN", update, "SHOW WARNINGS", "COMMIT"});
  }
  SECTION("not after an error or a stream, whose connection is gone") {
    cluster.fail("DELETE FROM t", server_error(Cond::other));
    CHECK_THROWS_AS(run(db, "DELETE FROM t"), ServerError);
    CHECK(mentions(what_of<UsageError>([&] { static_cast<void>(ask()); }), "Error::server_message"));
    for (const auto& row : db.stream<std::string>("SELECT b FROM t")) CHECK_FALSE(row.empty());
    CHECK_THROWS_AS(ask(), UsageError);
    run(db, "DELETE FROM u");
    CHECK_NOTHROW(ask());
  }
  SECTION("a pin that ends with a warning") {
    run(db, "CREATE TEMPORARY TABLE u (a INT)");
    warn_on(cluster, "DROP TEMPORARY TABLE IF EXISTS u");
    run(db, "DROP TEMPORARY TABLE IF EXISTS u");
    CHECK(ask() == "master: previous statement");
  }
  SECTION("its connection may break") {
    run(db, update);
    cluster.master().kill_all();
    CHECK_THROWS_AS(ask(), ConnectionError);
    CHECK_NOTHROW(run(db, "DELETE FROM t"));
  }
  SECTION("the session may end before") { run(db, update); }
}

// ---- The second opinion of the servers ------------------------------------------------------------------------------

TEST_CASE("state: a read that a replica refuses as a write runs once on the master", "[session][state]") {
  const auto recorder = std::make_shared<Recorder>();
  FakeCluster cluster{2, {.observers = {recorder}}};
  for (const std::size_t engine : {1U, 2U}) cluster.fail("SELECT name", testing::refused_as_write(), engine);
  RoutingSession db{*cluster};
  SECTION("with its whole reply") { CHECK(place(db) == "master"); }
  SECTION("as a stream") {
    for (const auto& row : db.stream<std::string>("SELECT name")) CHECK(row == "master");
  }
  CHECK(db.last_decision().reason == RouteReason::refused_by_replica);
  CHECK(db.has_written());
  CHECK(recorder->refused.size() == 1);
  CHECK(recorder->reasons == std::vector<RouteReason>{RouteReason::by_statement, RouteReason::refused_by_replica});
  CHECK(cluster->analysis_statistics().refused == 1);
  CHECK(cluster.statements(1) + cluster.statements(2) == 1);

  RoutingSession next{*cluster};
  CHECK(place(next) == "master");
  CHECK(next.last_decision().reason == RouteReason::refused_by_replica);
  CHECK(recorder->refused.size() == 1);
}

TEST_CASE("state: the connection that refused a read is reset, because functions may have run on it",
          "[session][state]") {
  FakeCluster cluster{1};
  cluster.fail("SELECT name", testing::refused_as_write(), 1);
  RoutingSession db{*cluster};
  CHECK(place(db) == "master");
  CHECK(eventually([&] { return cluster.driver(1).calls(0) == Calls{"SELECT name", "<reset>"}; }));
}

TEST_CASE("state: a setting that a replica refuses says nothing about the read", "[session][state]") {
  FakeCluster cluster{1};
  cluster.fail("SET NAMES latin1", testing::refused_as_write(), 1);
  RoutingSession db{*cluster};
  run(db, "SET NAMES latin1");
  CHECK_THROWS_AS(place(db), ServerError);
  CHECK(cluster->analysis_statistics().refused == 0);
  CHECK_FALSE(db.has_written());
}

TEST_CASE("state: a statement about the session with an effect that nobody knows is undone", "[session][state]") {
  FakeCluster cluster{1};
  {
    RoutingSession db{*cluster};
    run(db, "SET SESSION AUTHORIZATION somebody");
  }
  CHECK(eventually([&] { return cluster.master().count("<reset>") == 1; }));
}

TEST_CASE("state: a replica that a router chose is the library's choice too", "[session][state]") {
  const auto router = [](const RouteQuery&) noexcept -> std::optional<Target> { return Target::engine(1); };
  FakeCluster cluster{1, {.router = std::make_shared<FunctionRouter<decltype(router)>>(router)}};
  cluster.fail("SELECT name", testing::refused_as_write(), 1);
  RoutingSession db{*cluster};
  CHECK(place(db) == "master");
  CHECK(cluster.statements(1) == 1);
}

TEST_CASE("state: only what the library chose, alone and untouched, runs again", "[session][state]") {
  FakeCluster cluster{1};
  cluster.fail("SELECT name", testing::refused_as_write(), 1);
  SECTION("a guard asked for the replica") {
    RoutingSession db{*cluster};
    const UseReplica guard{db};
    CHECK_THROWS_AS(place(db), ServerError);
  }
  SECTION("a call asked for it") {
    RoutingSession db{*cluster};
    BoundSession replica = db.using_engine("replica1");
    CHECK_THROWS_AS(place(replica), ServerError);
  }
  SECTION("the session was declared so") {
    RoutingSession db{*cluster, {.intent = NamedTarget::replica()}};
    CHECK_THROWS_AS(place(db), ServerError);
  }
  SECTION("in a transaction") {
    RoutingSession db{*cluster};
    CHECK_THROWS_AS(db.transaction(read_only, [](Transaction& tx) { static_cast<void>(place(tx)); }), ServerError);
  }
  SECTION("another error") {
    cluster.fail("SELECT name", server_error(Cond::no_such_table), 1);
    RoutingSession db{*cluster};
    CHECK_THROWS_AS(place(db), ServerError);
  }
  CHECK(cluster.master().count("SELECT name") == 0);
  CHECK(cluster->analysis_statistics().refused == 0);
}

TEST_CASE("state: an error of the second try is told as it is", "[session][state]") {
  FakeCluster cluster{1};
  cluster.fail("SELECT name", testing::refused_as_write(), 1);
  cluster.fail("SELECT name", server_error(Cond::access_denied));
  RoutingSession db{*cluster};
  try {
    static_cast<void>(place(db));
    FAIL("no error");
  } catch (const ServerError& error) {
    CHECK(error.code() == Cond::access_denied);
    CHECK(error.engine() == "master");
  }
  CHECK(cluster.master().count("SELECT name") == 1);
}

TEST_CASE("state: a replica connection that has written is reported", "[session][state]") {
  const auto recorder = std::make_shared<Recorder>();
  FakeCluster cluster{1, {.observers = {recorder}}};
  const auto writes = [](FakeCall& call) {
    call.status.wrote = true;
    return Reply{.rows = one_text("x")};
  };
  cluster.on("SELECT name", writes, 1);
  cluster.on("SELECT name", writes);
  RoutingSession db{*cluster};
  static_cast<void>(place(db));
  CHECK(recorder->errant == std::vector<std::string>{"replica1"});
  db.transaction(read_only, [](Transaction& tx) { static_cast<void>(place(tx)); });
  CHECK(recorder->errant.size() == 2);
  const UseMaster guard{db};
  static_cast<void>(place(db));
  CHECK(recorder->errant.size() == 2);
}

TEST_CASE("state: a read that left a transaction open keeps its connection", "[session][state]") {
  FakeCluster cluster{1};
  cluster.on(
      "SELECT name",
      [](FakeCall& call) {
        call.status.in_transaction = true;
        return Reply{.rows = one_text("x")};
      },
      1);
  RoutingSession db{*cluster};
  static_cast<void>(place(db));
  CHECK(cluster->engine(1).pool().in_use() == 1);
  CHECK_THROWS_AS(run(db, update), ReadOnlyViolation);
  run(db, "ROLLBACK");
  CHECK(cluster->engine(1).pool().in_use() == 0);
}

// ---- Policies and hints ---------------------------------------------------------------------------------------------

TEST_CASE("state: administration runs on the master, or is refused where it is not wanted", "[session][state]") {
  for (const char* const text : {"SET GLOBAL max_connections = 5", "KILL 5", "FLUSH TABLES"}) {
    CAPTURE(text);
    FakeCluster open{1};
    RoutingSession db{*open};
    run(db, text);
    CHECK(db.last_decision().engine_name == "master");

    FakeCluster closed{1, {.administration = AdministrationPolicy::refuse}};
    RoutingSession refused{*closed};
    CHECK(mentions(what_of<UsageError>([&] { run(refused, text); }), "run_on_master"));
    CHECK_THROWS_AS(refused.enqueue(runtime_sql(text), Params{}), UsageError);
    CHECK(refused.explain(runtime_sql(text)).verdict == Verdict::administration);
    CHECK(closed->statistics()[0].pool.acquired == 0);
    CHECK_NOTHROW(run(refused, update));
  }
}

TEST_CASE("state: hints steer one statement", "[session][state]") {
  FakeCluster cluster{2};
  RoutingSession db{*cluster};
  const auto route = [&](const char* text) {
    const ExecResult done = db.execute(runtime_sql(text));
    return std::string{done.engine} + ": " + std::string{to_string(done.reason)};
  };
  CHECK(route("/* rwsplit: master */ SELECT name") == "master: hint");
  CHECK(route("/* rwsplit: engine=replica2 */ SELECT name") == "replica2: hint");
  CHECK(route("-- rwsplit: consistency=strong\nSELECT name") == "master: no fresh replica");
  CHECK_THROWS_AS(route("/* rwsplit: engine=replica9 */ SELECT name"), UnknownEngine);
  CHECK_THROWS_AS(run(db, "/* rwsplit: replica */ UPDATE t SET a = 1"), ReadOnlyViolation);
  CHECK(db.explain("/* rwsplit: engine=replica2 */ SELECT name").engine == "replica2");
  SECTION("a call's own override wins") {
    CHECK(db.using_engine("replica1").execute("/* rwsplit: master */ SELECT name").engine == "replica1");
  }
  SECTION("over a guard") {
    const UseMaster guard{db};
    CHECK(route("/* rwsplit: engine=replica1 */ SELECT name") == "replica1: hint");
  }
  SECTION("after a write") {
    run(db, update);
    CHECK(route("SELECT name") == "master: has written");
    CHECK(route("/* rwsplit: consistency=session */ SELECT name") == "master: has written");
    CHECK(route("/* rwsplit: consistency=eventual */ SELECT name").find("by statement") != std::string::npos);
    CHECK(route("/* rwsplit: replica */ SELECT name").find("hint") != std::string::npos);
  }
  SECTION("not out of a transaction") {
    db.transaction([&](Transaction&) {
      CHECK(route("/* rwsplit: replica */ SELECT name") == "master: transaction");
      CHECK_THROWS_AS(route("/* rwsplit: engine=replica9 */ SELECT name"), UnknownEngine);
    });
  }
  SECTION("an engine asked for by name is not replaced") {
    cluster.fail("/* rwsplit: engine=replica2 */ SELECT name", lost_error(), 2);
    CHECK_THROWS_AS(route("/* rwsplit: engine=replica2 */ SELECT name"), ConnectionError);
  }
}

TEST_CASE("state: hints by policy", "[session][state]") {
  const auto recorder = std::make_shared<Recorder>();
  constexpr const char* half_understood = "/* rwsplit: master, whatever */ SELECT name";
  const auto placed = [](RoutingSession& db, const char* text) { return db.execute(runtime_sql(text)).engine; };
  SECTION("promoted where writes are") {
    FakeCluster cluster{1, {.on_replica_write = OnReplicaWrite::promote}};
    RoutingSession db{*cluster};
    run(db, "/* rwsplit: replica */ UPDATE t SET a = 1");
    CHECK(db.last_decision().reason == RouteReason::promoted);
  }
  SECTION("ignored") {
    FakeCluster cluster{1, {.hints = HintPolicy::ignore, .observers = {recorder}}};
    RoutingSession db{*cluster};
    CHECK(placed(db, "/* rwsplit: master */ SELECT name") == "replica1");
    CHECK(placed(db, "/* rwsplit: engine=replica9 */ SELECT name") == "replica1");
    CHECK(placed(db, half_understood) == "replica1");
    CHECK(recorder->hints.empty());
  }
  SECTION("followed, with a warning") {
    FakeCluster cluster{1, {.observers = {recorder}}};
    RoutingSession db{*cluster};
    CHECK(placed(db, half_understood) == "master");
    CHECK(recorder->hints == std::vector<std::uint32_t>{20});
    static_cast<void>(db.explain(runtime_sql(half_understood)));
    CHECK(recorder->hints.size() == 1);  // nothing was run
  }
  SECTION("refused") {
    FakeCluster cluster{1, {.hints = HintPolicy::refuse}};
    RoutingSession db{*cluster};
    const std::string text = what_of<ConfigError>([&] { static_cast<void>(placed(db, half_understood)); });
    CHECK(mentions(text, "from byte 20 on"));
    CHECK_FALSE(mentions(text, "whatever"));
    CHECK(placed(db, "/* rwsplit: master */ SELECT name") == "master");
    CHECK(cluster.statements(1) == 0);
  }
}

// ---- Lost statements ------------------------------------------------------------------------------------------------

TEST_CASE("state: a lost ROLLBACK cannot have committed anything", "[session][state]") {
  FakeCluster cluster{1};
  cluster.fail("ROLLBACK", lost_error());
  RoutingSession db{*cluster};
  run(db, "BEGIN");
  run(db, update);
  try {
    run(db, "ROLLBACK");
    FAIL("no error");
  } catch (const ConnectionError& error) {
    CHECK(error.outcome() == Outcome::rolled_back);
  }
}

}  // namespace rwsplit
