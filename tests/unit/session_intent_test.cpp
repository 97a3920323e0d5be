#include <cstdint>
#include <string>

#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit {
namespace {

using testing::FakeCall;
using testing::FakeCluster;
using testing::numbers;

void answer(FakeCluster& cluster, const std::string& text) {
  for (const std::size_t engine : {0U, 1U}) {
    cluster.on(
        text, [](FakeCall&) { return Reply{.rows = numbers(1)}; }, engine);
  }
}

/// How often the cluster had to look at a statement's text.
std::uint64_t analyses(FakeCluster& cluster) {
  const AnalysisStatistics statistics = cluster->analysis_statistics();
  return statistics.hits + statistics.misses;
}

// What programs build on: a function that takes nothing but reads, another that takes nothing but writes.
int number_of(RoutingSession& db, const ReadSql& sql, int id) { return db.query_one<int>(runtime_sql(sql), id); }
ExecResult change(RoutingSession& db, const WriteSql& sql, int id) { return db.execute(runtime_sql(sql), id); }

constexpr ReadSql number_by_id = read_sql("SELECT n FROM t WHERE id = ?");

}  // namespace

TEST_CASE("stated reads go to a replica, stated writes to the master", "[session][intent]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  answer(cluster, "SELECT n FROM t WHERE id = ?");
  CHECK(db.query_one<int>(read_sql("SELECT n FROM t WHERE id = ?"), 7) == 1);
  CHECK(db.query_one<int>(number_by_id, 7) == 1);
  CHECK(number_of(db, number_by_id, 7) == 1);
  CHECK(cluster.statements(1) == 3);
  CHECK(db.explain(number_by_id).engine == "replica1");

  CHECK(db.execute(write_sql("DELETE FROM t WHERE id = ?"), 7).engine == "master");
  CHECK(change(db, write_sql("UPDATE t SET n = 1 WHERE id = ?"), 7).engine == "master");
  CHECK(db.explain(write_sql("SELECT charge(?)")).engine == "master");
}

TEST_CASE("the number of values for a stated read that was handed on is checked when it runs", "[session][intent]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  constexpr ReadSql two = read_sql("SELECT n FROM t WHERE id = ? AND m = ?");
  CHECK_THROWS_AS(number_of(db, two, 7), UsageError);
  CHECK(cluster.statements(0) + cluster.statements(1) == 0);
}

TEST_CASE("no constant is analysed while the program runs, text is", "[session][intent]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  answer(cluster, "SELECT n FROM t WHERE id = ?");
  static_cast<void>(db.query_one<int>("SELECT n FROM t WHERE id = ?", 7));
  static_cast<void>(db.query_one<int>(number_by_id, 7));
  static_cast<void>(number_of(db, number_by_id, 7));
  db.execute("DELETE FROM t WHERE id = ?", 7);
  db.execute(write_sql("SELECT charge(?)"), 7);
  db.execute("NOT EVEN sql");
  static_cast<void>(db.explain("SELECT n FROM t"));
  {
    Transaction tx{db};
    tx.execute("UPDATE t SET n = ?", 1);
    tx.commit();
  }
  CHECK(analyses(cluster) == 0);

  const std::string text = "SELECT n FROM t WHERE id = ?";
  static_cast<void>(db.query_one<int>(runtime_sql(text), 7));
  CHECK(analyses(cluster) == 1);
}

}  // namespace rwsplit
