#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_engine.hpp>
#include <rwsplit/session/use_master.hpp>
#include <rwsplit/session/use_replica.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit {
namespace {

using testing::eventually;
using testing::FakeCall;
using testing::FakeCluster;
using testing::lost_error;
using testing::server_error;
using Calls = std::vector<std::string>;

constexpr const char* update = "UPDATE t SET a = 1";

void write(Executor& executor) { executor.execute("UPDATE t SET a = 1"); }
[[nodiscard]] std::string place(Executor& executor) { return executor.query_one<std::string>("SELECT name"); }

/// What the error says about the data; nothing if there was none.
template <class Action>
[[nodiscard]] std::optional<Outcome> outcome_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.where().line() > 0);
    CHECK((dynamic_cast<const OutcomeUnknown*>(&error) != nullptr) == (error.outcome() == Outcome::outcome_unknown));
    if (error.outcome() != Outcome::misuse) CHECK(error.engine() == "master");
    return error.outcome();
  }
  return std::nullopt;
}

[[nodiscard]] bool gone_from_pool(FakeCluster& cluster) {
  return eventually([&] { return cluster->engine(0).pool().in_use() == 0; });
}

}  // namespace

TEST_CASE("a transaction runs on one master connection and commits", "[session][O-1][ZZ-3]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  const int result = db.transaction([&](Transaction& tx) {
    write(tx);
    CHECK(place(tx) == "master");
    CHECK(place(db) == "master");  // the session's own verbs run inside it
    CHECK(db.last_decision().reason == RouteReason::transaction);
    return 42;
  });
  CHECK(result == 42);
  CHECK(cluster.master().calls(0) == Calls{"BEGIN", update, "SELECT name", "SELECT name", "COMMIT"});
  CHECK(cluster->engine(0).pool().in_use() == 0);
  CHECK(cluster->statistics()[0].pool.resets == 0);  // it came back clean
}

TEST_CASE("a transaction rolls back unless it was committed", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  SECTION("by an exception") {
    CHECK_THROWS_AS(db.transaction([&](Transaction& tx) {
      write(tx);
      throw std::runtime_error{"no"};
    }),
                    std::runtime_error);
  }
  SECTION("by its destructor") {
    Transaction tx{db};
    write(tx);
  }
  SECTION("by hand") {
    Transaction tx{db};
    write(tx);
    tx.rollback();
    CHECK_FALSE(tx.is_open());
    CHECK_NOTHROW(tx.rollback());
  }
  SECTION("by hand, within the work") {
    db.transaction([&](Transaction& tx) {
      write(tx);
      tx.rollback();
    });
  }
  CHECK(cluster.master().calls(0) == Calls{"BEGIN", update, "ROLLBACK"});
  CHECK(cluster->engine(0).pool().in_use() == 0);
}

TEST_CASE("work that committed by itself is not reported as failed", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  CHECK_NOTHROW(db.transaction([&](Transaction& tx) {
    write(tx);
    tx.commit();
  }));
  CHECK(cluster.master().count("COMMIT") == 1);
}

TEST_CASE("after its end a transaction is of no more use, and the session goes on without it", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  write(tx);
  const bool committed = GENERATE(true, false);
  committed ? tx.commit() : tx.rollback();
  CHECK_FALSE(tx.is_open());
  CHECK_THROWS_AS(write(tx), UsageError);
  CHECK_THROWS_AS(tx.stream<int>("SELECT name"), UsageError);
  CHECK_THROWS_AS(tx.commit(), UsageError);
  if (committed) CHECK_THROWS_AS(tx.rollback(), UsageError);
  CHECK(cluster.statements(0) == 2);

  write(db);
  CHECK(db.last_decision().reason == RouteReason::not_a_read);
  Transaction next{db};
  write(next);
  CHECK_THROWS_AS(write(tx), UsageError);
  next.commit();
}

TEST_CASE("a read-only transaction is one snapshot on one replica", "[session][O-1][ZZ-8][W3]") {
  FakeCluster cluster{2, {.stickiness = Stickiness::statement}};
  RoutingSession db{*cluster};
  db.transaction(read_only, [&](Transaction& tx) {
    const std::string first = place(tx);
    CHECK(first != "master");
    for (int i = 0; i < 5; ++i) CHECK(place(tx) == first);
    const UseMaster without_effect{db};
    CHECK(place(db) == first);
    CHECK_THROWS_AS(write(tx), ReadOnlyViolation);
    CHECK(tx.is_open());
  });
  CHECK(cluster.driver(1).count("BEGIN READ ONLY") + cluster.driver(2).count("BEGIN READ ONLY") == 1);
  CHECK(cluster.driver(1).count("COMMIT") + cluster.driver(2).count("COMMIT") == 1);
  CHECK(cluster.statements(0) == 0);
  CHECK_FALSE(db.has_written());
}

TEST_CASE("a read-only transaction runs on the master after a write, and still refuses writes", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  write(db);
  db.transaction(read_only, [&](Transaction& tx) {
    CHECK(place(tx) == "master");
    CHECK_THROWS_AS(write(tx), ReadOnlyViolation);
  });
}

TEST_CASE("a read-only transaction begins elsewhere when its replica is lost", "[session]") {
  FakeCluster cluster{2, {}, [](FakeCluster& made) {
                        made.driver(1).on_begin([](std::size_t) { throw lost_error(); });
                        made.driver(2).on_begin([](std::size_t) { throw lost_error(); });
                      }};
  RoutingSession db{*cluster};
  db.transaction(read_only, [&](Transaction& tx) { CHECK(place(tx) == "master"); });
  CHECK(cluster.statements(1) == 1);
  CHECK(cluster.statements(2) == 1);
}

TEST_CASE("a read-write transaction needs the master", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  {
    const UseReplica guard{db};
    CHECK_THROWS_AS(Transaction{db}, ReadOnlyViolation);
    CHECK_NOTHROW(Transaction(db, read_only));
  }
  {
    const UseEngine guard{db, "replica1"};
    CHECK_THROWS_AS(Transaction{db}, ReadOnlyViolation);
  }
  CHECK_NOTHROW(Transaction{db});
}

TEST_CASE("transactions do not nest", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  {
    Transaction tx{db};
    CHECK_THROWS_AS(Transaction{db}, UsageError);
    CHECK_THROWS_AS(db.transaction([](Transaction&) {}), UsageError);
    CHECK(tx.is_open());
    tx.commit();
  }
  db.execute("BEGIN");
  CHECK_THROWS_AS(Transaction{db}, UsageError);
  db.execute("COMMIT");
  CHECK_NOTHROW(Transaction{db});
}

TEST_CASE("savepoints undo their part unless it is kept", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  {
    Savepoint kept{tx};
    write(tx);
    kept.release();
  }
  {
    Savepoint undone{tx};
    write(tx);
  }
  Savepoint by_hand{tx};
  by_hand.rollback();
  tx.commit();
  CHECK(cluster.master().calls(0) == Calls{"BEGIN", "SAVEPOINT rwsplit_1", update, "RELEASE SAVEPOINT rwsplit_1",
                                           "SAVEPOINT rwsplit_2", update, "ROLLBACK TO SAVEPOINT rwsplit_2",
                                           "RELEASE SAVEPOINT rwsplit_2", "SAVEPOINT rwsplit_3",
                                           "ROLLBACK TO SAVEPOINT rwsplit_3", "RELEASE SAVEPOINT rwsplit_3", "COMMIT"});
}

TEST_CASE("a savepoint that cannot be rolled back takes the transaction with it", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  SECTION("refused by the server") {
    cluster.fail("ROLLBACK TO SAVEPOINT rwsplit_1", server_error(Cond::other));
    const Savepoint savepoint{tx};
    write(tx);
  }
  SECTION("connection lost") {
    const Savepoint savepoint{tx};
    write(tx);
    cluster.master().kill_all();
  }
  CHECK_FALSE(tx.is_open());
  CHECK_THROWS_AS(tx.commit(), UsageError);
  CHECK(cluster.master().count("COMMIT") == 0);
  CHECK(gone_from_pool(cluster));
}

TEST_CASE("errors of a savepoint name the place that made it", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  cluster.fail("RELEASE SAVEPOINT rwsplit_1", server_error(Cond::other));
  Savepoint savepoint{tx};
  try {
    savepoint.release();
    FAIL("no error");
  } catch (const ServerError& error) {
    CHECK(std::string{error.where().file()}.find("session_transaction_test.cpp") != std::string::npos);
  }
}

TEST_CASE("DDL ends a transaction, and the rest cannot run outside of it unnoticed", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  write(tx);
  SECTION("when it works") { tx.execute("CREATE TABLE u (a INT)"); }
  SECTION("when it fails after its commit, which the error does not tell") {
    cluster.on("CREATE TABLE u (a INT)", [](FakeCall&) -> Reply { throw server_error(Cond::other); });
    cluster.on("SHOW COUNT(*) WARNINGS", [](FakeCall& call) {
      call.status.in_transaction = false;
      return Reply{};
    });
    CHECK_THROWS_AS(tx.execute("CREATE TABLE u (a INT)"), ServerError);
  }
  CHECK_FALSE(tx.is_open());
  CHECK_THROWS_AS(write(tx), UsageError);
  CHECK_THROWS_AS(write(db), UsageError);
  CHECK_THROWS_AS(Transaction{db}, UsageError);
  CHECK_THROWS_AS(tx.rollback(), UsageError);
  CHECK_NOTHROW(tx.commit());
  CHECK(cluster.master().count("COMMIT") == 0);
  CHECK_NOTHROW(write(db));
}

TEST_CASE("after DDL that failed before its commit the transaction goes on", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  cluster.fail("CREATE TABLE u (a INT)", server_error(Cond::syntax_error));
  CHECK_THROWS_AS(tx.execute("CREATE TABLE u (a INT)"), ServerError);
  CHECK(tx.is_open());
  tx.commit();
  CHECK(cluster.master().count("COMMIT") == 1);
}

TEST_CASE("a connection lost while DDL's effect is looked up ends the transaction", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  cluster.fail("CREATE TABLE u (a INT)", server_error(Cond::other));
  cluster.fail("SHOW COUNT(*) WARNINGS", lost_error());
  CHECK_THROWS_AS(tx.execute("CREATE TABLE u (a INT)"), ServerError);
  CHECK_FALSE(tx.is_open());
  CHECK_THROWS_AS(tx.commit(), UsageError);
}

TEST_CASE("a statement that fails leaves its transaction open", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  cluster.fail("UPDATE t SET a = 2", server_error(Cond::duplicate_key));
  db.transaction([&](Transaction& tx) {
    CHECK(outcome_of([&] { tx.execute("UPDATE t SET a = 2"); }) == Outcome::statement_failed);
    CHECK(tx.is_open());
    write(tx);
  });
  CHECK(cluster.master().calls(0) == Calls{"BEGIN", "UPDATE t SET a = 2", update, "COMMIT"});
}

TEST_CASE("a deadlock ends the transaction for everyone", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  const bool whole = GENERATE(true, false);
  CAPTURE(whole);
  {
    Transaction tx{db};
    if (whole) {
      cluster.fail(update, server_error(Cond::deadlock, true));
    } else {  // a lock timeout that rolled the whole transaction back, as a server can be configured
      cluster.fail(update, server_error(Cond::lock_timeout));
      cluster.on("SHOW COUNT(*) WARNINGS", [](FakeCall& call) {
        call.status.in_transaction = false;
        return Reply{};
      });
    }
    CHECK_THROWS_AS(write(tx), ServerError);
    cluster.on(update, [](FakeCall&) { return Reply{}; });
    CHECK_FALSE(tx.is_open());
    CHECK_THROWS_AS(write(tx), UsageError);
    CHECK_THROWS_AS(write(db), UsageError);
    CHECK_THROWS_AS(place(db), UsageError);
    CHECK_THROWS_AS(tx.commit(), UsageError);
    CHECK_THROWS_AS(Transaction{db}, UsageError);
    CHECK(cluster.master().count(update) == 1);
    CHECK_NOTHROW(tx.rollback());  // acknowledged
    CHECK_NOTHROW(write(db));
  }
  CHECK_NOTHROW(db.transaction([](Transaction& tx) { write(tx); }));
}

TEST_CASE("a lock timeout that cost only the statement leaves the transaction open", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  cluster.fail(update, server_error(Cond::lock_timeout));
  CHECK_THROWS_AS(write(tx), ServerError);
  CHECK(tx.is_open());
  tx.commit();
}

TEST_CASE("a deadlock that the work swallowed is not taken for a commit", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  cluster.fail(update, server_error(Cond::deadlock, true));
  CHECK_THROWS_AS(db.transaction([](Transaction& tx) { CHECK_THROWS_AS(write(tx), ServerError); }), UsageError);
  CHECK(cluster.master().count("COMMIT") == 0);
}

TEST_CASE("a connection lost in a transaction: what may have happened", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  std::optional<Transaction> tx;
  tx.emplace(db);
  std::optional<Outcome> outcome;
  SECTION("before a statement") {
    cluster.master().kill_all();
    outcome = outcome_of([&] { write(*tx); });
    CHECK(cluster.master().count(update) == 0);
    CHECK(outcome == Outcome::rolled_back);
  }
  SECTION("before a statement that commits by itself") {
    cluster.master().kill_all();
    outcome = outcome_of([&] { tx->execute("CREATE TABLE u (a INT)"); });
    CHECK(outcome == Outcome::rolled_back);
  }
  SECTION("during a read") {
    cluster.fail("SELECT name", lost_error());
    outcome = outcome_of([&] { static_cast<void>(place(*tx)); });
    CHECK(outcome == Outcome::rolled_back);
    CHECK(cluster.driver(1).count("SELECT name") == 0);
  }
  SECTION("during a write") {
    cluster.fail(update, lost_error());
    outcome = outcome_of([&] { write(*tx); });
    CHECK(outcome == Outcome::rolled_back);
  }
  SECTION("during DDL") {
    cluster.fail("CREATE TABLE u (a INT)", lost_error());
    outcome = outcome_of([&] { tx->execute("CREATE TABLE u (a INT)"); });
    CHECK(outcome == Outcome::outcome_unknown);
  }
  SECTION("before the commit") {
    write(*tx);
    cluster.master().kill_all();
    outcome = outcome_of([&] { tx->commit(); });
    CHECK(cluster.master().count("COMMIT") == 0);
    CHECK(outcome == Outcome::rolled_back);
  }
  SECTION("during the commit") {
    write(*tx);
    cluster.master().on_commit([](std::size_t) { throw lost_error(); });
    outcome = outcome_of([&] { tx->commit(); });
    CHECK(outcome == Outcome::outcome_unknown);
  }
  SECTION("the commit was not sent completely") {
    write(*tx);
    cluster.master().on_commit([](std::size_t) { throw lost_error(Outcome::not_executed); });
    outcome = outcome_of([&] { tx->commit(); });
    CHECK(outcome == Outcome::rolled_back);
  }
  SECTION("the commit was refused") {
    write(*tx);
    cluster.master().on_commit([](std::size_t) { throw server_error(Cond::deadlock); });
    CHECK_THROWS_AS(tx->commit(), ServerError);
    outcome = Outcome::rolled_back;
  }
  CHECK(outcome.has_value());
  CHECK_FALSE(tx->is_open());
  CHECK_THROWS_AS(write(db), UsageError);
  CHECK_THROWS_AS(tx->commit(), UsageError);
  tx.reset();
  CHECK(gone_from_pool(cluster));
  CHECK(cluster.master().count("ROLLBACK") == 0);
  cluster.master().on_commit({});
  CHECK_NOTHROW(db.transaction([](Transaction&) {}));
}

TEST_CASE("a commit of a read-only transaction cannot be in doubt", "[session]") {
  FakeCluster cluster{0};
  RoutingSession db{*cluster};
  cluster.master().on_commit([](std::size_t) { throw lost_error(); });
  CHECK(outcome_of([&] { db.transaction(read_only, [](Transaction&) {}); }) == Outcome::rolled_back);
}

TEST_CASE("a rollback on a lost connection is no error", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  cluster.master().on_rollback([](std::size_t) { throw lost_error(); });
  {
    Transaction tx{db};
    write(tx);
    CHECK_NOTHROW(tx.rollback());
  }
  cluster.master().on_rollback([](std::size_t) { throw std::runtime_error{"not of this library"}; });
  { const Transaction tx{db}; }
  CHECK(gone_from_pool(cluster));
  CHECK(eventually([&] { return cluster->statistics()[0].pool.closed_broken == 2; }));
}

TEST_CASE("a lost begin is no transaction", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  cluster.master().on_begin([](std::size_t) { throw lost_error(); });
  CHECK(outcome_of([&] { const Transaction refused{db}; }) == Outcome::not_executed);
  cluster.master().on_begin({});
  CHECK_NOTHROW(db.transaction([](Transaction& tx) { write(tx); }));
}

TEST_CASE("transactions as text are understood", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  for (const char* const begin : {"BEGIN", "START TRANSACTION"}) {
    for (const char* const end : {"COMMIT", "ROLLBACK"}) {
      CAPTURE(begin, end);
      RoutingSession session{*cluster};
      session.execute(runtime_sql(begin));
      CHECK(cluster->engine(0).pool().in_use() == 1);
      CHECK(place(session) == "master");
      CHECK(session.last_decision().reason == RouteReason::transaction);
      session.execute(runtime_sql(end));
      CHECK(cluster->engine(0).pool().in_use() == 0);
      CHECK(place(session) == "replica1");
    }
  }
  SECTION("read-only ones are a snapshot on a replica") {
    db.execute("START TRANSACTION READ ONLY");
    CHECK(place(db) == "replica1");
    CHECK(db.last_decision().reason == RouteReason::transaction);
    CHECK_THROWS_AS(write(db), ReadOnlyViolation);
    db.execute("COMMIT");
    CHECK_NOTHROW(write(db));
  }
  SECTION("a read-only one on the master ends with the next begin") {
    write(db);
    db.execute("START TRANSACTION READ ONLY");
    CHECK_THROWS_AS(write(db), ReadOnlyViolation);
    db.execute("BEGIN");
    CHECK_NOTHROW(write(db));
    db.execute("COMMIT");
  }
  SECTION("one that is left open is rolled back before another session gets its connection") {
    {
      RoutingSession session{*cluster};
      session.execute("BEGIN");
      write(session);
    }
    CHECK(eventually([&] { return cluster.master().count("<reset>") == 1; }));
    CHECK(cluster.master().count("ROLLBACK") >= 1);
    CHECK(cluster.master().count("COMMIT") <= 2);
  }
  SECTION("a deadlock ends one") {
    db.execute("BEGIN");
    cluster.on(update, [](FakeCall& call) -> Reply {
      call.status.in_transaction = false;
      throw server_error(Cond::deadlock, true);
    });
    CHECK_THROWS_AS(write(db), ServerError);
    CHECK(cluster->engine(0).pool().in_use() == 0);
    CHECK(place(db) == "master");
    CHECK(db.last_decision().reason == RouteReason::has_written);
  }
  SECTION("a lost COMMIT is in doubt, a lost statement before it is not") {
    db.execute("BEGIN");
    cluster.fail(update, lost_error());
    CHECK(outcome_of([&] { write(db); }) == Outcome::rolled_back);
    db.execute("BEGIN");
    cluster.fail("COMMIT", lost_error());
    CHECK(outcome_of([&] { db.execute("COMMIT"); }) == Outcome::outcome_unknown);
  }
}

TEST_CASE("BEGIN, COMMIT and ROLLBACK as text are refused inside a Transaction", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  for (const char* const text : {"BEGIN", "START TRANSACTION READ ONLY", "COMMIT", "ROLLBACK"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(tx.execute(runtime_sql(text)), UsageError);
    CHECK_THROWS_AS(db.execute(runtime_sql(text)), UsageError);
  }
  CHECK(tx.is_open());
  CHECK_NOTHROW(tx.execute("SAVEPOINT mine"));
  CHECK_NOTHROW(tx.execute("ROLLBACK TO SAVEPOINT mine"));
  tx.commit();
  CHECK(cluster.master().count("COMMIT") == 1);
}

TEST_CASE("session state outlives a transaction, and its connection with it", "[session]") {
  FakeCluster cluster{1};
  {
    RoutingSession db{*cluster};
    db.transaction([](Transaction& tx) { tx.execute("SET @x = 1"); });
    CHECK(cluster->engine(0).pool().in_use() == 1);
    CHECK(place(db) == "master");
    CHECK(db.last_decision().reason == RouteReason::pinned);
    db.transaction(read_only, [](Transaction& tx) { CHECK(place(tx) == "master"); });
    CHECK_NOTHROW(write(db));
  }
  CHECK(eventually([&] { return cluster.master().count("<reset>") == 1; }));
}

}  // namespace rwsplit
