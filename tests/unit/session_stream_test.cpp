#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/session/routing_session.hpp>
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
using testing::numbers;
using testing::server_error;

constexpr const char* three = "SELECT n FROM three";

class Streaming {
 public:
  Streaming() {
    for (const std::size_t engine : {0U, 1U}) {
      cluster.on(
          three, [](FakeCall&) { return Reply{.rows = numbers(3)}; }, engine);
    }
  }
  [[nodiscard]] bool free_on(EngineIndex engine) {
    return eventually([&] { return cluster->engine(engine).pool().in_use() == 0; });
  }
  /// Every connection that a stream read from outlived it.
  [[nodiscard]] std::size_t orphans() {
    return cluster.driver(0).orphaned_cursors() + cluster.driver(1).orphaned_cursors();
  }

  FakeCluster cluster{1};
  RoutingSession db{*cluster};
};

}  // namespace

TEST_CASE("a stream delivers rows one by one and frees its connection at the last", "[session]") {
  Streaming test;
  std::vector<int> seen;
  auto rows = test.db.stream<int>("SELECT n FROM three");
  CHECK(test.db.last_decision().engine_name == "replica1");
  CHECK(test.cluster->engine(1).pool().in_use() == 1);
  for (const int number : rows) seen.push_back(number);
  CHECK(seen == std::vector<int>{1, 2, 3});
  CHECK(test.cluster->engine(1).pool().in_use() == 0);
  CHECK(test.cluster->statistics()[1].pool.closed_broken == 0);
}

TEST_CASE("leaving a stream early closes its connection instead of reading the rest", "[session]") {
  Streaming test;
  for (const int number : test.db.stream<int>("SELECT n FROM three")) {
    if (number == 1) break;
  }
  CHECK(test.free_on(1));
  CHECK(test.cluster->statistics()[1].pool.closed_broken == 1);
  CHECK(test.db.query_one<std::string>("SELECT name") == "replica1");
}

TEST_CASE("other statements run beside a stream that has its own connection", "[session]") {
  Streaming test;
  auto rows = test.db.stream<int>("SELECT n FROM three");
  CHECK(test.db.query_one<std::string>("SELECT name") == "replica1");
  CHECK(test.cluster.driver(1).opened() == 2);
  int count = 0;
  for (const int number : rows) count += number;
  CHECK(count == 6);
}

TEST_CASE("a conversion error in a stream says where", "[session]") {
  Streaming test;
  for (const std::size_t engine : {0U, 1U}) {
    test.cluster.on(
        "SELECT n FROM mixed",
        [](FakeCall&) {
          ResultSet rows = numbers(1);
          rows.push(Value::null());
          return Reply{.rows = std::move(rows)};
        },
        engine);
  }
  int seen = 0;
  try {
    for (const int number : test.db.stream<int>("SELECT n FROM mixed")) seen += number;
    FAIL("no error");
  } catch (const ConversionError& error) {
    CHECK(error.engine() == "replica1");
    CHECK(std::string{error.where().file()}.find("session_stream_test.cpp") != std::string::npos);
  }
  CHECK(seen == 1);
  CHECK(test.free_on(1));

  try {
    static_cast<void>(test.db.stream<int, int>("SELECT n FROM three"));
    FAIL("no error");
  } catch (const ConversionError& error) {
    CHECK(error.engine() == "replica1");
  }
  CHECK(test.free_on(1));
}

TEST_CASE("a stream that breaks after a row is a partial result and is not repeated", "[session]") {
  Streaming test;
  test.cluster.driver(1).on_row([](std::size_t, std::size_t row) {
    if (row == 1) throw lost_error(Outcome::partial_result);
  });
  int seen = 0;
  try {
    for (const int number : test.db.stream<int>("SELECT n FROM three")) seen += number;
    FAIL("no error");
  } catch (const ConnectionError& error) {
    CHECK(error.outcome() == Outcome::partial_result);
    CHECK(error.engine() == "replica1");
  }
  CHECK(seen == 1);
  CHECK(test.cluster.statements(0) == 0);
}

TEST_CASE("a stream that cannot start is repeated elsewhere", "[session]") {
  Streaming test;
  test.cluster.fail(three, lost_error(), 1);
  int sum = 0;
  for (const int number : test.db.stream<int>("SELECT n FROM three")) sum += number;
  CHECK(sum == 6);
  CHECK(test.db.last_decision().reason == RouteReason::no_replica);
}

TEST_CASE("a stream in a transaction keeps its connection busy until it ends", "[session]") {
  Streaming test;
  Transaction tx{test.db};
  {
    auto rows = tx.stream<int>("SELECT n FROM three");
    CHECK_THROWS_AS(tx.execute("UPDATE t SET a = 1"), UsageError);
    CHECK_THROWS_AS(test.db.execute("UPDATE t SET a = 1"), UsageError);
    CHECK_THROWS_AS(tx.commit(), UsageError);
    CHECK(tx.is_open());
    for (const int number : rows) static_cast<void>(number);
    tx.execute("UPDATE t SET a = 1");  // at the last row it is free, not at the end of the scope
  }
  tx.commit();
  CHECK(test.cluster.master().count("COMMIT") == 1);
  CHECK(test.orphans() == 0);
}

TEST_CASE("leaving a stream early loses the transaction it ran in", "[session]") {
  Streaming test;
  Transaction tx{test.db};
  for (const int number : tx.stream<int>("SELECT n FROM three")) {
    if (number == 1) break;
  }
  try {
    tx.commit();
    FAIL("no error");
  } catch (const ConnectionError& error) {
    CHECK(error.outcome() == Outcome::rolled_back);
  }
  CHECK_FALSE(tx.is_open());
  CHECK(test.cluster.master().count("COMMIT") == 0);
}

TEST_CASE("leaving a stream early is an error for session state on its connection, once", "[session]") {
  Streaming test;
  test.db.execute("SET @x = 1");
  for (const int number : test.db.stream<int>("SELECT n FROM three")) {
    if (number == 1) break;
  }
  CHECK_THROWS_AS(test.db.query_one<std::string>("SELECT name"), ConnectionError);
  CHECK(test.db.query_one<std::string>("SELECT name") == "master");
}

TEST_CASE("a rollback while rows still stream keeps the connection until they end", "[session]") {
  Streaming test;
  SECTION("by hand") {
    Transaction tx{test.db};
    int seen = 0;
    for (const int number : tx.stream<int>("SELECT n FROM three")) {
      if (number == 1) tx.rollback();
      ++seen;
    }
    CHECK(seen == 3);
  }
  SECTION("by a transaction that ends before the stream") {
    std::unique_ptr<RowStream<int>> rows;
    {
      Transaction tx{test.db};
      rows.reset(new RowStream<int>(tx.stream<int>("SELECT n FROM three")));
    }
    CHECK(test.cluster->engine(0).pool().in_use() == 1);
    CHECK(test.db.query_one<std::string>("SELECT name") == "replica1");
    Transaction next{test.db};  // has another connection, and the old stream does not disturb it
    next.execute("UPDATE t SET a = 1");
    rows.reset();
    next.commit();
  }
  SECTION("by a savepoint that ends before the stream") {
    std::unique_ptr<RowStream<int>> rows;
    Transaction tx{test.db};
    {
      const Savepoint savepoint{tx};
      rows.reset(new RowStream<int>(tx.stream<int>("SELECT n FROM three")));
    }
    CHECK_FALSE(tx.is_open());
    CHECK_THROWS_AS(tx.commit(), UsageError);
  }
  CHECK(test.free_on(0));
  CHECK(eventually([&] { return test.cluster->statistics()[0].pool.closed_broken == 1; }));
  CHECK(test.orphans() == 0);
}

TEST_CASE("a stream may end after its session", "[session]") {
  Streaming test;
  std::unique_ptr<RowStream<int>> rows;
  {
    RoutingSession db{*test.cluster};
    db.execute("SET @x = 1");
    rows.reset(new RowStream<int>(db.stream<int>("SELECT n FROM three")));
  }
  rows.reset();
  CHECK(test.free_on(0));
  CHECK(test.orphans() == 0);
}

TEST_CASE("a deadlock in mid-stream ends the transaction, and nothing runs outside of it unnoticed", "[session]") {
  Streaming test;
  test.cluster.master().on_row([](std::size_t, std::size_t row) {
    if (row == 1) throw server_error(Cond::deadlock, true);
  });
  Transaction tx{test.db};
  tx.execute("UPDATE t SET a = 1");
  CHECK_THROWS_AS(
      [&] {
        for (const int number : tx.stream<int>("SELECT n FROM three")) static_cast<void>(number);
      }(),
      ServerError);
  const auto sent = test.cluster.statements(0);
  CHECK_THROWS_AS(tx.execute("UPDATE t SET a = 2"), UsageError);
  CHECK_THROWS_AS(test.db.execute("UPDATE t SET a = 2"), UsageError);
  CHECK_THROWS_AS(tx.commit(), UsageError);
  CHECK(test.cluster.statements(0) == sent);
}

TEST_CASE("what changes the session or its transaction cannot be streamed", "[session]") {
  Streaming test;
  CHECK_THROWS_AS(test.db.stream<int>("SET @x = 1"), UsageError);
  CHECK_THROWS_AS(test.db.stream<int>("BEGIN"), UsageError);
  CHECK(test.cluster.statements(0) == 0);
}

TEST_CASE("views of one engine stream too", "[session]") {
  Streaming test;
  int sum = 0;
  for (const int number : test.db.using_engine("master").stream<int>("SELECT n FROM three")) sum += number;
  CHECK(sum == 6);
  CHECK(test.db.last_decision().engine_name == "master");
  const UseReplica guard{test.db};
  CHECK_THROWS_AS(test.db.stream<int>("DELETE FROM t"), Error);
}

}  // namespace rwsplit
