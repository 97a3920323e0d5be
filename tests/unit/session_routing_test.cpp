#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/routing/function_router.hpp>
#include <rwsplit/routing/random_balancer.hpp>
#include <rwsplit/session/freeze_routing.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_automatic.hpp>
#include <rwsplit/session/use_engine.hpp>
#include <rwsplit/session/use_master.hpp>
#include <rwsplit/session/use_replica.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit {
namespace {

using testing::connect_error;
using testing::eventually;
using testing::FakeCall;
using testing::FakeCluster;
using testing::lost_error;
using testing::server_error;

[[nodiscard]] std::string place(Executor& executor) { return executor.query_one<std::string>("SELECT name"); }
[[nodiscard]] std::string_view write(Executor& executor) { return executor.execute("UPDATE t SET a = 1").engine; }

/// Where a read went and why, as "engine: reason".
[[nodiscard]] std::string route(RoutingSession& db) {
  const std::string engine = place(db);
  CHECK(db.last_decision().engine_name == engine);
  return engine + ": " + std::string{to_string(db.last_decision().reason)};
}
[[nodiscard]] std::string write_route(RoutingSession& db) {
  const ExecResult done = db.execute("UPDATE t SET a = 1");
  return std::string{done.engine} + ": " + std::string{to_string(done.reason)};
}

template <class Callable>
[[nodiscard]] std::shared_ptr<const Router> router_of(Callable callable) {
  return std::make_shared<FunctionRouter<Callable>>(callable);
}

void break_replica(FakeCluster& cluster, std::size_t engine) {
  cluster.driver(engine).fail_connects(connect_error(Cond::connection_failed, "cannot connect"));
}

}  // namespace

TEST_CASE("every reason can be seen through a session", "[session][D-11][O-3][D-4]") {
  SECTION("by statement, not a read, has written") {
    FakeCluster cluster{1};
    RoutingSession db{*cluster};
    CHECK(route(db) == "replica1: by statement");
    CHECK(write_route(db) == "master: not a read");
    CHECK(route(db) == "master: has written");
  }
  SECTION("guard, call override") {
    FakeCluster cluster{1};
    RoutingSession db{*cluster};
    const UseMaster guard{db};
    CHECK(route(db) == "master: guard");
    BoundSession replica = db.using_engine("replica1");
    CHECK(place(replica) == "replica1");
    CHECK(db.last_decision().reason == RouteReason::call_override);
  }
  SECTION("intent") {
    FakeCluster cluster{1};
    RoutingSession db{*cluster, {.intent = NamedTarget::master()}};
    CHECK(route(db) == "master: intent");
    RoutingSession replica{*cluster, {.intent = NamedTarget::engine("replica1")}};
    CHECK(route(replica) == "replica1: intent");
    CHECK_THROWS_AS(write(replica), ReadOnlyViolation);
    CHECK_THROWS_AS((RoutingSession{*cluster, {.intent = NamedTarget::engine("replica9")}}), UnknownEngine);
  }
  SECTION("transaction, pinned") {
    FakeCluster cluster{1};
    RoutingSession db{*cluster};
    db.execute("BEGIN");
    CHECK(route(db) == "master: transaction");
    db.execute("SET @x = 1");
    db.execute("COMMIT");
    CHECK(route(db) == "master: pinned");
  }
  SECTION("router, also with the session's tag") {
    FakeCluster cluster{2, {.router = router_of([](const RouteQuery& query) noexcept -> std::optional<Target> {
                              if (query.tag == "report") return Target::engine(2);
                              if (query.text == "SELECT name") return Target::master();
                              return std::nullopt;
                            })}};
    RoutingSession db{*cluster};
    CHECK(route(db) == "master: router");
    RoutingSession tagged{*cluster, {.tag = "report"}};
    CHECK(route(tagged) == "replica2: router");
  }
  SECTION("router that looks at the load") {
    FakeCluster cluster{1, {.router = router_of([](const RouteQuery& query) noexcept -> std::optional<Target> {
                              const bool busy = query.load.size() == 2 && query.load[1] > 0;
                              return busy ? Target::master() : Target::automatic();
                            })}};
    RoutingSession db{*cluster};
    CHECK(route(db) == "replica1: by statement");
    const Lease lease = cluster->engine(1).pool().acquire();
    CHECK(route(db) == "master: router");
  }
  SECTION("promoted") {
    FakeCluster cluster{1, {.on_replica_write = OnReplicaWrite::promote}};
    RoutingSession db{*cluster};
    const UseReplica guard{db};
    CHECK(write_route(db) == "master: promoted");
    CHECK(db.has_written());
    CHECK(route(db) == "replica1: guard");
  }
  SECTION("no replica") {
    FakeCluster cluster{0};
    RoutingSession db{*cluster};
    CHECK(route(db) == "master: no replica");
    const UseReplica guard{db};
    CHECK(route(db) == "master: no replica");
  }
}

TEST_CASE("the switches work at run time, for sessions that exist", "[session][D-6][W29][O-2][FR-20][W11]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  CHECK(route(db) == "replica1: by statement");

  cluster->set_auto_read_on_replica(false);
  CHECK(route(db) == "master: automatic off");
  {
    const UseReplica guard{db};
    CHECK(route(db) == "replica1: guard");
  }
  cluster->set_enabled(false);
  CHECK(route(db) == "master: disabled");
  {
    const UseReplica guard{db};
    CHECK(route(db) == "master: disabled");
    CHECK(write_route(db) == "master: disabled");
    CHECK_THROWS_AS((UseEngine{db, "replica9"}), UnknownEngine);
  }
  BoundSession replica = db.using_engine("replica1");
  CHECK(place(replica) == "master");

  cluster->set_enabled(true);
  cluster->set_auto_read_on_replica(true);
  RoutingSession next{*cluster};
  CHECK(route(next) == "replica1: by statement");
}

TEST_CASE("a session has written once a write was sent, whatever became of it", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  CHECK_FALSE(db.has_written());
  static_cast<void>(place(db));
  static_cast<void>(db.execute("SELECT a FROM t FOR UPDATE"));
  CHECK_FALSE(db.has_written());

  SECTION("it worked") { static_cast<void>(write(db)); }
  SECTION("it failed: a procedure may have written before its error") {
    cluster.fail("CALL p()", server_error(Cond::other));
    CHECK_THROWS_AS(db.execute("CALL p()"), ServerError);
  }
  SECTION("its answer never came") {
    cluster.fail("UPDATE t SET a = 1", lost_error());
    CHECK_THROWS_AS(write(db), OutcomeUnknown);
  }
  SECTION("in a transaction that was rolled back") {
    Transaction tx{db};
    static_cast<void>(write(tx));
    tx.rollback();
  }
  CHECK(db.has_written());
  CHECK(place(db) == "master");
}

TEST_CASE("a refused write has not written", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  const UseReplica guard{db};
  CHECK_THROWS_AS(write(db), ReadOnlyViolation);
  CHECK_FALSE(db.has_written());
  CHECK(cluster.statements(0) + cluster.statements(1) == 0);
}

TEST_CASE("a refusal says what to do and shows no value", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  try {
    db.using_engine("replica1").execute("UPDATE t SET a = 'canary' WHERE b = ?", "canary");
    FAIL("no error");
  } catch (const ReadOnlyViolation& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("canary") == std::string::npos);
    CHECK(text.find("\"replica1\"") != std::string::npos);
    CHECK(text.find("call override") != std::string::npos);
    CHECK(error.engine() == "replica1");
    CHECK(error.where().line() > 0);
  }
  try {
    db.transaction(read_only, [](Transaction& tx) { tx.execute("UPDATE t SET a = 1"); });
    FAIL("no error");
  } catch (const ReadOnlyViolation& error) {
    CHECK(std::string{error.what()}.find("read-only transaction") != std::string::npos);
  }
}

TEST_CASE("a session stays with its replica, and sessions are spread by exact shares", "[session][D-7][DR-6][W8]") {
  FakeCluster cluster{2, {.replicas = {{}, {.weight = 2}}}};
  std::map<std::string, int> sessions;
  for (int i = 0; i < 30; ++i) {
    RoutingSession db{*cluster};
    const std::string first = place(db);
    ++sessions[first];
    for (int repeat = 0; repeat < 4; ++repeat) CHECK(place(db) == first);
  }
  CHECK(sessions == std::map<std::string, int>{{"replica1", 10}, {"replica2", 20}});
}

TEST_CASE("statement stickiness balances every read by exact shares", "[session][TG-5]") {
  const bool by_cluster = GENERATE(false, true);
  FakeCluster cluster{
      2, {.replicas = {{}, {.weight = 2}}, .stickiness = by_cluster ? Stickiness::statement : Stickiness::session}};
  RoutingSession db{*cluster, {.stickiness = by_cluster ? std::nullopt : std::optional{Stickiness::statement}}};
  std::map<std::string, int> reads;
  for (int i = 0; i < 30; ++i) {
    ++reads[place(db)];
    RoutingSession writer{*cluster};  // writes and single candidates take no ticket
    static_cast<void>(write(writer));
    BoundSession named = writer.using_engine("replica1");
    static_cast<void>(place(named));
    static_cast<void>(db.explain("SELECT name"));
  }
  CHECK(reads == std::map<std::string, int>{{"replica1", 10}, {"replica2", 20}});
}

TEST_CASE("sessions that follow each other at one address are spread at random too", "[session]") {
  FakeCluster cluster{2, {.balancer = std::make_shared<RandomBalancer>()}};
  std::map<std::string, int> sessions;
  for (int i = 0; i < 400; ++i) {
    RoutingSession db{*cluster};
    ++sessions[place(db)];
  }
  CHECK(sessions["replica1"] > 100);
  CHECK(sessions["replica2"] > 100);
}

TEST_CASE("the master takes its share of the reads where it accepts them", "[session][GI-7]") {
  FakeCluster cluster{2, {.master_accepts_reads = true, .stickiness = Stickiness::statement}};
  RoutingSession db{*cluster};
  std::map<std::string, int> reads;
  for (int i = 0; i < 30; ++i) ++reads[place(db)];
  CHECK(reads == std::map<std::string, int>{{"master", 10}, {"replica1", 10}, {"replica2", 10}});
  const UseReplica guard{db};
  for (int i = 0; i < 10; ++i) CHECK(place(db) != "master");
}

TEST_CASE("a balanced read that the master loses goes to a replica", "[session]") {
  FakeCluster cluster{1, {.master_accepts_reads = true, .stickiness = Stickiness::statement}};
  cluster.fail("SELECT name", lost_error());
  RoutingSession db{*cluster};
  for (int i = 0; i < 4; ++i) CHECK(place(db) == "replica1");
  CHECK(cluster.statements(0) > 0);
}

TEST_CASE("a replica with weight 0 serves only who asks for it", "[session]") {
  FakeCluster cluster{2, {.replicas = {{.weight = 0}}, .stickiness = Stickiness::statement}};
  RoutingSession db{*cluster};
  for (int i = 0; i < 5; ++i) CHECK(place(db) == "replica2");
  BoundSession named = db.using_engine("replica1");
  CHECK(place(named) == "replica1");
}

TEST_CASE("reads go round replicas that cannot be reached", "[session]") {
  FakeCluster cluster{2, {.stickiness = Stickiness::statement}, [](FakeCluster& made) { break_replica(made, 1); }};
  RoutingSession db{*cluster};
  for (int i = 0; i < 6; ++i) CHECK(place(db) == "replica2");
  CHECK(cluster.statements(1) == 0);
}

TEST_CASE("without any reachable replica the fallback decides", "[session][DR-7][TG-9][MA-10][W23][GI-6][DR-9]") {
  const auto break_both = [](FakeCluster& made) {
    break_replica(made, 1);
    break_replica(made, 2);
  };
  SECTION("the master stands in, and replicas are used again when they are back") {
    FakeCluster cluster{2, {}, break_both};
    RoutingSession db{*cluster};
    CHECK(route(db) == "master: no replica");
    CHECK(route(db) == "master: no replica");
    // The reads know it from the pool, the topology a little later from the pool's thread.
    REQUIRE(eventually([&] { return !cluster->topology()->engines[2].reachable; }));
    cluster.driver(2).accept_connects();
    REQUIRE(eventually([&] { return cluster->topology()->engines[2].reachable; }));
    CHECK(route(db) == "replica2: by statement");
  }
  SECTION("error") {
    FakeCluster cluster{2, {.replica_fallback = ReplicaFallback::error}, break_both};
    RoutingSession db{*cluster};
    try {
      static_cast<void>(place(db));
      FAIL("no error");
    } catch (const Unavailable& error) {
      CHECK(std::string{error.what()}.find("replica_fallback") != std::string::npos);
      CHECK(error.outcome() == Outcome::unavailable);
    }
    CHECK(cluster.statements(0) == 0);
    CHECK(write(db) == "master");
  }
  SECTION("error, without replicas at all") {
    FakeCluster cluster{0, {.replica_fallback = ReplicaFallback::error}};
    RoutingSession db{*cluster};
    CHECK_THROWS_AS(place(db), Unavailable);
  }
}

TEST_CASE("a read whose replica dies in mid-statement is repeated once per engine", "[session][DR-8][W15][MA-10]") {
  FakeCluster cluster{3};
  SECTION("until one answers") {
    cluster.fail("SELECT name", lost_error(), 1);
    cluster.fail("SELECT name", lost_error(), 2);
    RoutingSession db{*cluster, {.stickiness = Stickiness::statement}};
    for (int i = 0; i < 3; ++i) CHECK(place(db) == "replica3");
  }
  SECTION("the master last") {
    for (const std::size_t engine : {1U, 2U, 3U}) cluster.fail("SELECT name", lost_error(), engine);
    RoutingSession db{*cluster};
    CHECK(route(db) == "master: no replica");
    for (EngineIndex engine = 1; engine <= 3; ++engine) CHECK(cluster.statements(engine) == 1);
    CHECK(cluster.statements(0) == 1);
  }
  SECTION("and then it is an error") {
    for (const std::size_t engine : {0U, 1U, 2U, 3U}) cluster.fail("SELECT name", lost_error(), engine);
    RoutingSession db{*cluster};
    try {
      static_cast<void>(place(db));
      FAIL("no error");
    } catch (const ConnectionError& error) {
      CHECK(error.outcome() == Outcome::not_executed);
      CHECK(error.engine() == "master");
    }
    for (EngineIndex engine = 0; engine <= 3; ++engine) CHECK(cluster.statements(engine) == 1);
  }
  SECTION("also what only describes a server, under a guard") {
    cluster.fail("SELECT @@server_id", lost_error(), 1);
    RoutingSession db{*cluster};
    const UseReplica guard{db};
    CHECK(db.execute("SELECT @@server_id").engine != "replica1");
  }
}

TEST_CASE("what the server answered is never repeated elsewhere", "[session]") {
  FakeCluster cluster{2};
  cluster.fail("SELECT name", server_error(Cond::no_such_table), 1);
  cluster.fail("SELECT name", server_error(Cond::no_such_table), 2);
  RoutingSession db{*cluster};
  try {
    static_cast<void>(place(db));
    FAIL("no error");
  } catch (const ServerError& error) {
    CHECK(error.code() == Cond::no_such_table);
    CHECK(error.engine() == db.last_decision().engine_name);
    CHECK(std::string{error.where().file()}.find("session_routing_test.cpp") != std::string::npos);
  }
  CHECK(cluster.statements(0) + cluster.statements(1) + cluster.statements(2) == 1);
}

TEST_CASE("a write whose answer never came is never repeated", "[session]") {
  FakeCluster cluster{1};
  struct Row {
    const char* text;
    bool unknown;
  };
  const Row rows[] = {{"UPDATE t SET a = 2", true},
                      {"CREATE TABLE u (a INT)", true},
                      {"CALL p()", true},
                      {"NONSENSE", true},
                      {"EXECUTE s", true},
                      {"SET autocommit = 1", true},
                      {"XA COMMIT 'a'", true},
                      {"SELECT a FROM t FOR UPDATE", false},
                      {"BEGIN", false}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    cluster.fail(row.text, lost_error());
    RoutingSession db{*cluster};
    try {
      db.execute(runtime_sql(row.text));
      FAIL("no error");
    } catch (const OutcomeUnknown& error) {
      CHECK(row.unknown);
      CHECK(error.outcome() == Outcome::outcome_unknown);
      CHECK(error.retry() == Retry::never);
      CHECK(error.engine() == "master");
    } catch (const ConnectionError& error) {
      CHECK_FALSE(row.unknown);
      CHECK(error.outcome() == Outcome::not_executed);
    }
    CHECK(cluster.master().count(row.text) == 1);
    CHECK(cluster.driver(1).count(row.text) == 0);
  }
}

TEST_CASE("a write that was not sent has not been executed", "[session]") {
  FakeCluster cluster{1};
  cluster.fail("UPDATE t SET a = 1", lost_error(Outcome::not_executed));
  RoutingSession db{*cluster};
  try {
    static_cast<void>(write(db));
    FAIL("no error");
  } catch (const ConnectionError& error) {
    CHECK(error.outcome() == Outcome::not_executed);
    CHECK(error.retry() == Retry::new_connection);
  }
  CHECK(cluster.master().count("UPDATE t SET a = 1") == 1);
}

TEST_CASE("an engine that was asked for by name is not replaced", "[session]") {
  FakeCluster cluster{2};
  cluster.fail("SELECT name", lost_error(), 1);
  RoutingSession db{*cluster};
  const auto fails = [&](Executor& executor) {
    try {
      static_cast<void>(place(executor));
      FAIL("no error");
    } catch (const ConnectionError& error) {
      CHECK(error.engine() == "replica1");
      CHECK(error.outcome() == Outcome::not_executed);
    }
  };
  SECTION("by a call") {
    BoundSession named = db.using_engine("replica1");
    fails(named);
  }
  SECTION("by a guard") {
    const UseEngine guard{db, "replica1"};
    fails(db);
  }
  SECTION("by intent") {
    RoutingSession declared{*cluster, {.intent = NamedTarget::engine("replica1")}};
    fails(declared);
  }
  CHECK(cluster.statements(0) + cluster.statements(2) == 0);
}

TEST_CASE("an engine that a router chose is replaced by the master", "[session]") {
  FakeCluster cluster{
      2, {.router = router_of([](const RouteQuery&) noexcept -> std::optional<Target> { return Target::engine(1); })}};
  cluster.fail("SELECT name", lost_error(), 1);
  RoutingSession db{*cluster};
  CHECK(route(db) == "master: no replica");
}

TEST_CASE("guards nest, and freezing and re-opening work", "[session][D-2][D-8][DR-4][MA-4][TG-13]") {
  FakeCluster cluster{2};
  RoutingSession db{*cluster};
  const UseEngine outer{db, "replica2"};
  CHECK(place(db) == "replica2");
  {
    const UseMaster inner{db};
    CHECK(place(db) == "master");
    const UseAutomatic open{db};
    CHECK(route(db).find("by statement") != std::string::npos);
  }
  CHECK(place(db) == "replica2");
  const FreezeRouting frozen{db};
  const UseMaster without_effect{db};
  CHECK(place(db) == "replica2");
  BoundSession named = db.using_engine("replica1");
  CHECK(place(named) == "replica1");
}

TEST_CASE("a guard with an unknown name leaves the session as it was", "[session][D-12][TG-8][W10]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  CHECK_THROWS_AS((UseEngine{db, "replica9"}), UnknownEngine);
  CHECK_THROWS_AS(db.using_engine("replica9"), UnknownEngine);
  CHECK(route(db) == "replica1: by statement");
}

TEST_CASE("explain decides and touches no server", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  const Explanation read = db.explain("SELECT a FROM t WHERE b = ?");
  CHECK(read.engine == "replica1");
  CHECK(read.reason == RouteReason::by_statement);
  CHECK_FALSE(read.steps.empty());
  CHECK(db.explain("DELETE FROM t").reason == RouteReason::not_a_read);
  {
    const UseReplica guard{db};
    CHECK(db.explain("DELETE FROM t").verdict == Verdict::read_only_violation);
  }
  CHECK(db.explain(runtime_sql("NONSENSE")).engine == "master");
  CHECK_FALSE(db.has_written());
  CHECK(cluster.statements(0) + cluster.statements(1) == 0);
  CHECK(cluster->statistics()[1].pool.acquired == 0);

  Transaction tx{db};
  CHECK(db.explain("SELECT a FROM t").reason == RouteReason::transaction);
}

TEST_CASE("a session takes no connection until it needs one, and gives it back", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  CHECK(cluster->statistics()[0].pool.acquired == 0);
  static_cast<void>(place(db));
  CHECK(cluster->engine(1).pool().in_use() == 0);
  CHECK(cluster->statistics()[0].pool.acquired == 0);
  CHECK(cluster->statistics()[1].pool.resets == 0);
}

TEST_CASE("session state keeps its connection, which is reset before another session gets it", "[session]") {
  for (const char* const text :
       {"SET @x = 1", "CREATE TEMPORARY TABLE u (a INT)", "SET autocommit = 0", "SELECT GET_LOCK('a', 1)"}) {
    CAPTURE(text);
    FakeCluster cluster{1, {.pool = testing::calm_pool(std::chrono::seconds{19})}};
    {
      RoutingSession db{*cluster};
      db.execute(runtime_sql(text));
      CHECK(place(db) == "master");
      CHECK(cluster->engine(0).pool().in_use() == 1);
      CHECK(cluster.master().count("<reset>") == 0);
      RoutingSession other{*cluster};
      other.execute("UPDATE t SET a = 3");
      CHECK(cluster.master().calls(0).back() != "UPDATE t SET a = 3");
      CHECK(place(other) == "master");  // has written
    }
    CHECK(eventually([&] { return cluster.master().count("<reset>") == 1; }));
  }
}

TEST_CASE("a statement that failed may have left traces as well", "[session]") {
  for (const char* const text : {"CALL p()", "SET @a = 1, @b = c", "NONSENSE"}) {
    CAPTURE(text);
    FakeCluster cluster{1};
    cluster.fail(text, server_error(Cond::other));
    RoutingSession db{*cluster};
    CHECK_THROWS_AS(db.execute(runtime_sql(text)), ServerError);
    CHECK(eventually([&] { return cluster.master().count("<reset>") == 1; }));
  }
}

TEST_CASE("autocommit off pins, and its statements form transactions", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  db.execute("SET autocommit = 0");
  CHECK(write_route(db) == "master: pinned");
  CHECK(route(db) == "master: transaction");
  CHECK_THROWS_AS(Transaction{db}, UsageError);
  db.execute("COMMIT");
  CHECK(route(db) == "master: pinned");
  db.execute("ROLLBACK");
  db.execute("SET autocommit = 1");
  CHECK(route(db) == "master: has written");
  CHECK(cluster->engine(0).pool().in_use() == 0);
}

TEST_CASE("state on a connection that died is an error, once", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  db.execute("SET @x = 1");
  cluster.master().kill(0);
  try {
    static_cast<void>(write(db));
    FAIL("no error");
  } catch (const ConnectionError& error) {
    CHECK(error.outcome() == Outcome::not_executed);
    CHECK(error.engine() == "master");
    CHECK(error.where().line() > 0);
  }
  CHECK(cluster.master().count("UPDATE t SET a = 1") == 0);
  CHECK(db.has_written());  // what set the state may have written as well
  CHECK(write(db) == "master");
}

}  // namespace rwsplit
