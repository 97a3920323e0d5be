#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/error/error.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_master.hpp>
#include <rwsplit/session/use_replica.hpp>
#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"
#include "support/fake_cluster.hpp"

namespace rwsplit {
namespace {

using testing::FakeCluster;

[[nodiscard]] std::vector<std::string> engines_of(const RoutingSession& db) {
  std::vector<std::string> engines;
  for (const TraceEntry& entry : db.trace()) engines.push_back(entry.engine);
  return engines;
}

}  // namespace

TEST_CASE("trace: off unless asked for", "[session][trace]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster};
  static_cast<void>(db.query_one<std::string>("SELECT name"));
  CHECK(db.trace().empty());
}

TEST_CASE("trace: what was decided, with reason, kind, digest and place", "[session][trace][DR-26]") {
  FakeCluster cluster{1};
  RoutingSession db{*cluster, {.trace = 8}};
  CHECK(db.trace().empty());
  static_cast<void>(db.query_one<std::string>("SELECT name FROM t WHERE a = 1"));
  const SourceLocation before = SourceLocation::current();
  db.execute("UPDATE t SET a = ?", 1);
  static_cast<void>(db.query_one<std::string>("SELECT name"));
  const std::vector<TraceEntry> trace = db.trace();
  REQUIRE(trace.size() == 3);
  CHECK(trace[0].engine == "replica1");
  CHECK(trace[0].role == Role::replica);
  CHECK(trace[0].reason == RouteReason::by_statement);
  CHECK(trace[0].kind == StatementKind::read);
  CHECK(trace[0].verdict == Verdict::run);
  CHECK(trace[0].digest == classify("SELECT name FROM t WHERE a = 2").digest);
  CHECK(trace[1].engine == "master");
  CHECK(trace[1].role == Role::master);
  CHECK(trace[1].reason == RouteReason::not_a_read);
  CHECK(trace[1].kind == StatementKind::write);
  CHECK(trace[1].where.line() == before.line() + 1);
  CHECK(std::string_view{trace[1].where.file()}.find("session_trace_test.cpp") != std::string_view::npos);
  CHECK(trace[2].reason == RouteReason::has_written);
}

TEST_CASE("trace: keeps the last ones, oldest first", "[session][trace]") {
  FakeCluster cluster{2};
  RoutingSession db{*cluster, {.trace = 3}};
  for (const char* const engine : {"master", "replica1", "replica2", "master", "replica2"}) {
    static_cast<void>(db.using_engine(engine).query_one<std::string>("SELECT name"));
  }
  CHECK(engines_of(db) == std::vector<std::string>{"replica2", "master", "replica2"});
  RoutingSession one{*cluster, {.trace = 1}};
  for (const char* const engine : {"replica1", "master"}) {
    static_cast<void>(one.using_engine(engine).query_one<std::string>("SELECT name"));
    CHECK(engines_of(one) == std::vector<std::string>{engine});
  }
}

TEST_CASE("trace: every attempt, every refusal, and what begins a transaction", "[session][trace]") {
  FakeCluster cluster{1};
  cluster.fail("SELECT lost", testing::lost_error(), 1);
  RoutingSession db{*cluster, {.trace = 16}};
  static_cast<void>(db.query<std::string>("SELECT lost"));
  CHECK(engines_of(db) == std::vector<std::string>{"replica1", "master"});
  CHECK(db.trace()[1].reason == RouteReason::no_replica);
  {
    const UseReplica guard{db};
    CHECK_THROWS_AS(db.execute("DELETE FROM t"), Error);
  }
  const TraceEntry refused = db.trace().back();
  CHECK(refused.verdict == Verdict::read_only_violation);
  CHECK(refused.engine.empty());
  CHECK(refused.role == Role::replica);
  CHECK_THROWS_AS(db.using_engine("replica1").execute("DELETE FROM t"), Error);
  CHECK(db.trace().back().engine == "replica1");
  db.transaction([](Transaction& tx) { tx.execute("DELETE FROM t"); });
  const std::vector<TraceEntry> trace = db.trace();
  REQUIRE(trace.size() == 6);
  CHECK(trace[4].kind == StatementKind::transaction_control);
  CHECK(trace[5].reason == RouteReason::transaction);
}

}  // namespace rwsplit
