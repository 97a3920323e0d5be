#include <memory>
#include <string>
#include <vector>

#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_replica.hpp>

#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit {
namespace {

using testing::FakeCall;
using testing::FakeCluster;
using testing::lost_error;
using testing::server_error;
using Calls = std::vector<std::string>;

constexpr const char* first = "INSERT INTO t VALUES (1)";
constexpr const char* second = "INSERT INTO t VALUES (2)";
constexpr const char* third = "INSERT INTO t VALUES (3)";

class CountDrops final : public Observer {
 public:
  void on_decision(const RouteEvent&) noexcept override {}
  void on_writes_dropped(std::size_t count) noexcept override { dropped += count; }
  std::size_t dropped{0};
};

[[nodiscard]] SessionOptions manual() { return {.autoflush = false}; }

}  // namespace

TEST_CASE("queued writes go to the master in order, in one transaction", "[session][O-5][GI-3]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster, manual()};
  db.enqueue("INSERT INTO t VALUES (1)");
  db.enqueue("INSERT INTO t VALUES (2)");
  CHECK(db.queued() == 2);
  CHECK_FALSE(db.has_written());
  CHECK(cluster.statements(0) == 0);
  db.flush();
  CHECK(db.queued() == 0);
  CHECK(db.has_written());
  CHECK(cluster.master().calls(0) == Calls{"BEGIN", first, second, "COMMIT"});
  CHECK(db.last_decision().reason == RouteReason::transaction);
  db.flush();
  CHECK(cluster.master().count("BEGIN") == 1);
}

TEST_CASE("text and parameters of a queued write are copies", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  std::string seen;
  cluster.on("INSERT INTO t VALUES (?)", [&](FakeCall& call) {
    seen = call.parameters[0].as_bytes();
    return Reply{};
  });
  {
    std::string text = "INSERT INTO t VALUES (?)";
    std::string value = "something long enough to live on the heap";
    db.enqueue(runtime_sql(text), value);
    text.assign(text.size(), 'x');
    value.assign(value.size(), 'x');
  }
  db.flush();
  CHECK(seen == "something long enough to live on the heap");
  Params list;
  list.append("a list");
  db.enqueue("INSERT INTO t VALUES (?)", list);
  db.flush();
  CHECK(seen == "a list");
}

TEST_CASE("the queue is flushed before the next statement unless that is switched off", "[session][GI-4]") {
  FakeCluster cluster{1};
  SECTION("on") {
    RoutingSession db{*cluster};
    db.enqueue("INSERT INTO t VALUES (1)");
    CHECK(db.query_one<std::string>("SELECT name") == "master");  // has written
    CHECK(db.queued() == 0);
  }
  SECTION("on, before a stream and before a transaction") {
    RoutingSession db{*cluster};
    db.enqueue("INSERT INTO t VALUES (1)");
    static_cast<void>(db.stream<std::string>("SELECT name"));
    CHECK(db.queued() == 0);
    db.enqueue("INSERT INTO t VALUES (2)");
    db.transaction(read_only, [](Transaction&) {});
    CHECK(db.queued() == 0);
    CHECK(cluster.master().count("BEGIN") == 2);
    CHECK(cluster.master().count("BEGIN READ ONLY") == 1);
  }
  SECTION("off") {
    RoutingSession db{*cluster, manual()};
    db.enqueue("INSERT INTO t VALUES (1)");
    CHECK(db.query_one<std::string>("SELECT name") == "replica1");
    CHECK(db.queued() == 1);
    db.discard_queue();
  }
}

TEST_CASE("a queue can be forgotten", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  db.enqueue("INSERT INTO t VALUES (1)");
  db.discard_queue();
  CHECK(db.queued() == 0);
  db.flush();
  CHECK(cluster.statements(0) == 0);
}

TEST_CASE("a flush that fails took no effect and keeps the queue", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  db.enqueue("INSERT INTO t VALUES (1)");
  db.enqueue("INSERT INTO t VALUES (2)");
  SECTION("refused by the server") {
    cluster.fail(second, server_error(Cond::duplicate_key));
    CHECK_THROWS_AS(db.flush(), ServerError);
    CHECK(cluster.master().count("ROLLBACK") == 1);
  }
  SECTION("connection lost before the commit") {
    cluster.fail(second, lost_error());
    try {
      db.flush();
      FAIL("no error");
    } catch (const ConnectionError& error) {
      CHECK(error.outcome() == Outcome::rolled_back);
    }
  }
  CHECK(db.queued() == 2);
  CHECK(cluster.master().count("COMMIT") == 0);
  cluster.on(second, [](FakeCall&) { return Reply{}; });
  db.flush();
  CHECK(db.queued() == 0);
  CHECK(cluster.master().count("COMMIT") == 1);
}

TEST_CASE("a flush with an unknown outcome empties the queue", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  db.enqueue("INSERT INTO t VALUES (1)");
  SECTION("at the commit") {
    cluster.master().on_commit([](std::size_t) { throw lost_error(); });
    CHECK_THROWS_AS(db.flush(), OutcomeUnknown);
  }
  SECTION("at a statement that may have committed, in a transaction of the user's") {
    cluster.fail("CALL p()", lost_error());
    Transaction tx{db};
    db.enqueue("CALL p()");
    db.enqueue("INSERT INTO t VALUES (2)");
    CHECK_THROWS_AS(db.flush(), OutcomeUnknown);
  }
  CHECK(db.queued() == 0);
  CHECK(cluster.master().count(second) == 0);
}

TEST_CASE("inside an open transaction the queue becomes part of it", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  SECTION("flushed by its commit") {
    db.transaction([&](Transaction&) { db.enqueue("INSERT INTO t VALUES (1)"); });
    CHECK(cluster.master().calls(0) == Calls{"BEGIN", first, "COMMIT"});
  }
  SECTION("a write that fails stays, those before it have left") {
    cluster.fail(second, server_error(Cond::duplicate_key));
    Transaction tx{db};
    db.enqueue("INSERT INTO t VALUES (1)");
    db.enqueue("INSERT INTO t VALUES (2)");
    db.enqueue("INSERT INTO t VALUES (3)");
    CHECK_THROWS_AS(tx.commit(), ServerError);
    CHECK(tx.is_open());
    CHECK(db.queued() == 2);
    cluster.on(second, [](FakeCall&) { return Reply{}; });
    tx.commit();
    CHECK(db.queued() == 0);
    CHECK(cluster.master().calls(0) == Calls{"BEGIN", first, second, second, third, "COMMIT"});
  }
  SECTION("a text transaction counts as well") {
    db.execute("BEGIN");
    db.enqueue("INSERT INTO t VALUES (1)");
    db.execute("COMMIT");
    CHECK(cluster.master().calls(0) == Calls{"BEGIN", first, "COMMIT"});
  }
}

TEST_CASE("only writes can be queued, and only where writes may run", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  CHECK_THROWS_AS(db.enqueue("SELECT name"), UsageError);
  CHECK_THROWS_AS(db.enqueue("COMMIT"), UsageError);
  CHECK_THROWS_AS(db.enqueue("BEGIN"), UsageError);
  CHECK(db.queued() == 0);

  RoutingSession replica{*cluster, {.intent = NamedTarget::replica()}};
  CHECK_THROWS_AS(replica.enqueue("INSERT INTO t VALUES (1)"), ReadOnlyViolation);
  CHECK(replica.queued() == 0);

  db.transaction(read_only,
                 [&](Transaction&) { CHECK_THROWS_AS(db.enqueue("INSERT INTO t VALUES (1)"), ReadOnlyViolation); });
  CHECK(db.queued() == 0);
}

TEST_CASE("guards do not reach queued writes", "[session][TG-6]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  const UseReplica guard{db};
  db.enqueue("INSERT INTO t VALUES (1)");
  CHECK(db.query_one<std::string>("SELECT name") == "replica1");
  CHECK(db.queued() == 0);
  CHECK(cluster.master().calls(0) == Calls{"BEGIN", first, "COMMIT"});
}

TEST_CASE("a queued statement that commits by itself never makes earlier writes run twice", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  db.enqueue("INSERT INTO t VALUES (1)");
  db.enqueue("CREATE TABLE u (a INT)");
  db.enqueue("INSERT INTO t VALUES (2)");
  SECTION("the rest gets another transaction") {
    db.flush();
    CHECK(cluster.master().calls(0) == Calls{"BEGIN", first, "CREATE TABLE u (a INT)", "BEGIN", second, "COMMIT"});
    CHECK(db.queued() == 0);
  }
  SECTION("and only the rest waits when that fails") {
    cluster.fail(second, server_error(Cond::duplicate_key));
    CHECK_THROWS_AS(db.flush(), ServerError);
    CHECK(db.queued() == 1);
  }
  SECTION("also when the DDL itself fails, after it has committed") {
    cluster.on("CREATE TABLE u (a INT)", [](FakeCall& call) -> Reply {
      call.status.in_transaction = false;
      throw server_error(Cond::other);
    });
    CHECK_THROWS_AS(db.flush(), ServerError);
    CHECK(db.queued() == 2);
  }
  CHECK(cluster.master().count(first) == 1);
  db.discard_queue();
}

TEST_CASE("a queue is not flushed after the server ended the transaction around it", "[session]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  Transaction tx{db};
  tx.execute("CREATE TABLE u (a INT)");
  CHECK_FALSE(tx.is_open());
  db.enqueue("INSERT INTO t VALUES (1)");
  CHECK_THROWS_AS(tx.commit(), UsageError);
  CHECK(cluster.master().count(first) == 0);
  db.discard_queue();
  CHECK_NOTHROW(tx.commit());
}

TEST_CASE("observers learn of writes that were dropped", "[session]") {
  const auto observer = std::make_shared<CountDrops>();
  FakeCluster cluster{1, {.observers = {observer}}};
  {
    RoutingSession db{*cluster};
    db.enqueue("INSERT INTO t VALUES (1)");
    db.enqueue("INSERT INTO t VALUES (2)");
  }
  CHECK(observer->dropped == 2);
  {
    RoutingSession db{*cluster};
    db.enqueue("INSERT INTO t VALUES (1)");
    db.flush();
  }
  CHECK(observer->dropped == 2);
  CHECK(cluster.master().count(second) == 0);
}

}  // namespace rwsplit
