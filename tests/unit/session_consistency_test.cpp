// What a session's reads see, where they run for it, and what that costs: waits and questions are counted one by one.

#include <chrono>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include <rwsplit/error/causal_token_lost.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/session/freeze_routing.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/use_replica.hpp>
#include <rwsplit/session/with_consistency.hpp>

#include "session_consistency_reads.hpp"

namespace rwsplit {
namespace {

using namespace std::chrono_literals;
using testing::both_flavors;
using testing::fresh;
using testing::OnWait;
using testing::place;
using testing::ReplicatedCluster;
using testing::route;
using testing::route_with;
using testing::too_late;
using testing::unknown;
using testing::write;
using Log = ReplicatedCluster::Log;

[[nodiscard]] Consistency with_fallback(FreshnessFallback fallback) { return {.fallback = fallback}; }

void check_waits(const FreshnessStatistics& statistics) {
  const std::uint64_t all = std::accumulate(statistics.waits.begin(), statistics.waits.end(), std::uint64_t{0});
  CHECK(all == statistics.reached + statistics.timed_out + statistics.unproven);
}

}  // namespace

// ---- The way to a fresh replica, cheapest first ---------------------------------------------------------------------

TEST_CASE("consistency: a replica that is known to have the write is not asked", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    RoutingSession db{*cluster};
    write(db);
    CHECK(db.has_written());
    cluster.apply(1);
    cluster.know(1);
    CHECK(route(db) == fresh);
    CHECK(route(db) == fresh);
    CHECK(cluster.take_log() == Log{"master write", "replica1 read", "replica1 read"});
    CHECK(cluster->freshness_statistics().known == 2);
    CHECK(cluster.observer().waits.empty());
  }
}

TEST_CASE("consistency: a replica that is known to have it comes before the one that is nearest",
          "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  write(db);
  cluster.apply(2);
  cluster.know(2);
  CHECK(route(db) == "replica2: by statement");
  CHECK(cluster.take_log() == Log{"master write", "replica2 read"});
}

TEST_CASE("consistency: one wait, and all sessions of the process know", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    cluster.on_wait(1, OnWait::arrives);
    RoutingSession db{*cluster};
    write(db);
    CHECK(route(db) == fresh);
    CHECK(route(db) == fresh);
    CHECK(cluster.take_log() == Log{"master write", "replica1 wait", "replica1 read", "replica1 read"});
    RoutingSession other{*cluster};
    other.require(db.token());
    static_cast<void>(cluster.take_log());
    CHECK(route(other) == fresh);
    CHECK(cluster.take_log() == Log{"replica1 read"});

    CHECK(cluster.observer().waits ==
          std::vector<std::pair<std::string, WaitResult>>{{"replica1", WaitResult::reached}});
    CHECK(cluster.observer().told_everything);
    const FreshnessStatistics statistics = cluster->freshness_statistics();
    CHECK(statistics.reached == 1);
    CHECK(statistics.known == 2);
    CHECK(statistics.on_master == 0);
    check_waits(statistics);
  }
}

TEST_CASE("consistency: waits in vain: the next replica, then the master", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    RoutingSession db{*cluster};
    write(db);
    SECTION(flavor == Flavor::mysql ? "mysql" : "mariadb") {
      SECTION("the next one has it") {
        cluster.on_wait(2, OnWait::arrives);
        CHECK(route(db) == "replica2: by statement");
        CHECK(cluster.take_log() == Log{"master write", "replica1 wait", "replica2 wait", "replica2 read"});
      }
      SECTION("nobody has it") {
        CHECK(route(db) == too_late);
        CHECK(cluster.take_log() == Log{"master write", "replica1 wait", "replica2 wait", "master read"});
        const FreshnessStatistics statistics = cluster->freshness_statistics();
        CHECK(statistics.unproven == 2);
        CHECK(statistics.on_master == 1);
        CHECK(statistics.known == 0);
        check_waits(statistics);
        CHECK(cluster.observer().waits.size() == 2);
        CHECK(cluster.observer().told_everything);
      }
    }
  }
}

TEST_CASE("consistency: the time of one call is for all its waits", "[session][consistency]") {
  ReplicatedCluster cluster;
  cluster.on_wait(1, OnWait::times_out);
  RoutingSession db{*cluster, {.consistency = Consistency{.wait = 1ms}}};
  write(db);
  CHECK(route(db) == too_late);
  CHECK(cluster.take_log() == Log{"master write", "replica1 wait", "master read"});
  REQUIRE_FALSE(cluster.observer().waits.empty());
  CHECK(cluster.observer().waits.front() == std::pair<std::string, WaitResult>{"replica1", WaitResult::timed_out});
  CHECK(cluster.observer().waits.size() == 1);  // the other one was not waited for
  CHECK(cluster->freshness_statistics().timed_out == 1);
  check_waits(cluster->freshness_statistics());
}

TEST_CASE("consistency: a replica that refuses to wait, or breaks over it", "[session][consistency]") {
  ReplicatedCluster cluster;
  cluster.on_wait(2, OnWait::arrives);
  RoutingSession db{*cluster};
  write(db);
  SECTION("refuses") { cluster.on_wait(1, OnWait::refuses); }
  SECTION("breaks") { cluster.on_wait(1, OnWait::breaks); }
  CHECK(route(db) == "replica2: by statement");
  CHECK(cluster.take_log() == Log{"master write", "replica1 wait", "replica2 wait", "replica2 read"});
}

TEST_CASE("consistency: each fallback", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  write(db);
  static_cast<void>(cluster.take_log());
  SECTION("next replica") {
    CHECK(route_with(db, with_fallback(FreshnessFallback::next_replica)) == too_late);
    CHECK(cluster.take_log() == Log{"replica1 wait", "replica2 wait", "master read"});
  }
  SECTION("master at once") {
    CHECK(route_with(db, with_fallback(FreshnessFallback::master)) == too_late);
    CHECK(cluster.take_log() == Log{"replica1 wait", "master read"});
    CHECK(cluster->freshness_statistics().on_master == 1);
  }
  SECTION("stale") {
    CHECK(route_with(db, with_fallback(FreshnessFallback::stale)) == "replica1: stale");
    CHECK(cluster.take_log() == Log{"replica1 wait", "replica1 read"});
    CHECK(cluster->freshness_statistics().stale == 1);
    CHECK(cluster->freshness_statistics().known == 0);
  }
  SECTION("error") {
    CHECK_THROWS_AS(route_with(db, with_fallback(FreshnessFallback::error)), Unavailable);
    CHECK(cluster.take_log() == Log{"replica1 wait"});
    CHECK(db.last_decision().reason == RouteReason::no_fresh_replica);
  }
}

TEST_CASE("consistency: wait 0 never waits", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster, {.consistency = Consistency{.wait = 0ms}}};
  write(db);
  CHECK(route(db) == too_late);
  cluster.apply(2);
  cluster.know(2);
  CHECK(route(db) == "replica2: by statement");
  CHECK(cluster.take_log() == Log{"master write", "master read", "master ask", "replica2 read"});
  CHECK(cluster.observer().waits.empty());
}

TEST_CASE("consistency: wait 0 reads on a replica that is known to have it", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  cluster.know(1);
  const auto route_at_once = [&](Consistency consistency) {
    consistency.wait = 0ms;
    BoundSession bound = db.with({.consistency = consistency});
    return place(bound);
  };
  CHECK(route_at_once(Consistency::bounded(1h)) == "replica1");
  CHECK(route_at_once(Consistency::strong()) == "replica1");
  cluster.write_elsewhere();
  CHECK(route_at_once(Consistency::strong()) == "master");
}

TEST_CASE("consistency: a replica that is asked for by name and known to have it is not waited for",
          "[session][consistency]") {
  ReplicatedCluster cluster;
  detail::UnitOfWork unit;
  RoutingSession db{*cluster, {}, unit};
  write(db);
  for (const std::size_t replica : {1U, 2U}) {
    cluster.apply(replica);
    cluster.know(replica);
  }
  CHECK(route(db) == fresh);  // where it stays
  static_cast<void>(cluster.take_log());
  const Log without_wait{"replica1 ask", "replica2 read"};
  SECTION("by the call") {
    BoundSession second = db.using_engine("replica2");
    CHECK(place(second) == "replica2");
    CHECK(cluster.take_log() == without_wait);
  }
  SECTION("by another session of the unit") {
    RoutingSession named{*cluster, {.intent = NamedTarget::engine("replica2")}, unit};
    CHECK(place(named) == "replica2");
    CHECK(cluster.take_log() == without_wait);
  }
}

TEST_CASE("consistency: the master is never waited for", "[session][consistency]") {
  ReplicatedCluster cluster{Flavor::mariadb, {.master_accepts_reads = true}};
  RoutingSession db{*cluster};
  write(db);
  CHECK(route(db) == "master: by statement");
  CHECK(cluster.take_log() == Log{"master write", "master read"});
}

TEST_CASE("consistency: a domain that no replica can know is not waited for", "[session][consistency]") {
  ReplicatedCluster cluster;
  for (const std::size_t replica : {1U, 2U}) cluster.know(replica);
  RoutingSession db{*cluster};
  cluster.look_at_master();
  db.require(CausalToken{cluster.parsed("5-1-1"), 0,
                         std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())});
  CHECK_THROWS_AS(route(db), CausalTokenLost);  // and the master does not have it either
  CHECK(cluster.take_log() == Log{"master ask"});
  CHECK(route(db) == fresh);
}

TEST_CASE("consistency: a named replica is waited for as well", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  write(db);
  BoundSession second = db.using_engine("replica2");
  CHECK(place(second) == "master");
  CHECK(db.last_decision().reason == RouteReason::no_fresh_replica);
  CHECK(cluster.take_log() == Log{"master write", "replica2 wait", "master read"});
  cluster.on_wait(2, OnWait::arrives);
  CHECK(place(second) == "replica2");
  const UseReplica guard{db};
  CHECK(route(db) == "replica2: guard");
  CHECK(cluster.take_log() == Log{"master ask", "replica2 wait", "replica2 read", "replica2 read"});
}

// ---- Levels ---------------------------------------------------------------------------------------------------------

TEST_CASE("consistency: the call, then the hint, the guard, the session, the cluster", "[session][consistency]") {
  const Consistency eventual = Consistency::eventual();
  const Consistency session = Consistency{.wait = 0ms};
  SECTION("the cluster says eventual") {
    ReplicatedCluster cluster{Flavor::mariadb, {.consistency = eventual}};
    RoutingSession db{*cluster};
    write(db);
    CHECK(route(db) == fresh);
    RoutingSession strict{*cluster, {.consistency = session}};
    write(strict);
    CHECK(route(strict) == too_late);
  }
  SECTION("the session says eventual") {
    ReplicatedCluster cluster;
    RoutingSession db{*cluster, {.consistency = eventual}};
    write(db);
    CHECK(route(db) == fresh);
    {
      const WithConsistency guard{db, session};
      CHECK(route(db) == too_late);
      {
        const WithConsistency inner{db, eventual};
        CHECK(route(db) == fresh);
        CHECK(db.query_one<std::string>("/* rwsplit: consistency=session */ SELECT name") == "master");
        CHECK(route_with(db, session) == too_late);
      }
      CHECK(route(db) == too_late);
      CHECK(db.query_one<std::string>("/* rwsplit: consistency=eventual */ SELECT name") == "replica1");
      BoundSession bound = db.with({.consistency = session});
      CHECK(bound.query_one<std::string>("/* rwsplit: consistency=eventual */ SELECT name") == "master");
      const FreezeRouting freeze{db};  // that is about targets
      CHECK(route(db) == too_late);
    }
    CHECK(route(db) == fresh);
  }
}

TEST_CASE("consistency: guards end in any order, also after their session", "[session][consistency]") {
  ReplicatedCluster cluster;
  auto db = std::make_unique<RoutingSession>(*cluster);
  write(*db);
  auto outer = std::make_unique<WithConsistency>(*db, Consistency::eventual());
  const WithConsistency inner{*db, Consistency{.wait = 0ms}};
  CHECK(route(*db) == too_late);
  outer.reset();
  CHECK(route(*db) == too_late);
  db.reset();
}

TEST_CASE("consistency: limits that make no sense are refused", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  CHECK_THROWS_AS(db.with({.consistency = Consistency::bounded(0ms)}), ConfigError);
  CHECK_THROWS_AS(db.with({.consistency = Consistency{.wait = -1ms}}), ConfigError);
  CHECK_THROWS_AS((WithConsistency{db, Consistency::bounded(-1ms)}), ConfigError);
  CHECK(route(db) == fresh);  // the guard that was refused is not there
}

TEST_CASE("consistency: eventual ignores what was written, and is not remembered", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster, {.consistency = Consistency::eventual()}};
  write(db);
  CHECK(route(db) == fresh);
  BoundSession second = db.using_engine("replica2");
  CHECK(place(second) == "replica2");
  CHECK(cluster.take_log() == Log{"master write", "replica1 read", "replica2 read"});
  CHECK(cluster->freshness_statistics().known == 0);
}

TEST_CASE("consistency: causal sees a token from elsewhere, for this call", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession writer{*cluster};
  write(writer);
  const CausalToken token = writer.token();
  static_cast<void>(cluster.take_log());
  RoutingSession db{*cluster};
  CHECK(route_with(db, Consistency::causal(CausalToken{})) == fresh);
  CHECK(route_with(db, Consistency{.level = ConsistencyLevel::causal}) == fresh);
  CHECK(cluster.take_log() == Log{"replica1 read", "replica1 read"});
  CHECK(route_with(db, Consistency::causal(token)) == too_late);
  CHECK(cluster.take_log() == Log{"replica1 wait", "replica1 ask", "replica2 wait", "master ask", "master read"});
}

TEST_CASE("consistency: bounded and strong ask the master at most once", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    RoutingSession db{*cluster};
    cluster.write_elsewhere();
    CHECK(route_with(db, Consistency::strong()) == too_late);
    CHECK(cluster.take_log() == Log{"master ask", "replica1 wait", "replica2 wait", "master read"});
    cluster.on_wait(1, OnWait::arrives);
    CHECK(route_with(db, Consistency::strong()) == fresh);
    CHECK(cluster.take_log() == Log{"master ask", "replica1 wait", "replica1 read"});
    CHECK(route_with(db, Consistency::strong()) == fresh);  // known by now, but what the master has is not
    CHECK(cluster.take_log() == Log{"master ask", "replica1 read"});
    CHECK(route_with(db, Consistency::bounded(1h)) == fresh);  // the master was asked within the hour
    CHECK(cluster.take_log() == Log{"replica1 read"});
  }
}

TEST_CASE("consistency: bounded asks if nothing new enough is known", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  auto& history = cluster->master_history();
  history.learn(history.begin_round(std::chrono::steady_clock::now() - 2h), 1, cluster.written());
  cluster.write_elsewhere();
  cluster.on_wait(1, OnWait::arrives);
  CHECK(route_with(db, Consistency::bounded(1h)) == fresh);
  CHECK(cluster.take_log() == Log{"master ask", "replica1 wait", "replica1 read"});
  CHECK(route_with(db, Consistency::bounded(3h)) == fresh);
  CHECK(cluster.take_log() == Log{"replica1 read"});
}

TEST_CASE("consistency: a read on the master is not asked what it must see", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  BoundSession bound = db.with({.consistency = Consistency::strong(), .target = NamedTarget::master()});
  CHECK(place(bound) == "master");
  CHECK(cluster.take_log() == Log{"master read"});
}

TEST_CASE("consistency: rows that may be stale can be had while the master is away", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  cluster.take_away(0);
  CHECK(route_with(db, Consistency::eventual()) == fresh);
  CHECK(route_with(db, Consistency::session()) == fresh);
  Consistency strong = Consistency::strong();
  CHECK_THROWS_AS(route_with(db, strong), ConnectionError);
  strong.fallback = FreshnessFallback::stale;
  CHECK(route_with(db, strong) == "replica1: stale");
}

TEST_CASE("consistency: nobody can tell what the session has seen: the fallback decides", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster, {.stickiness = Stickiness::statement}};
  CHECK(route(db) == fresh);
  cluster.take_away(1);
  cluster.break_when_asked();
  cluster.balancer().position = 1;
  SECTION("the master, over another connection") { CHECK(route(db) == too_late); }
  SECTION("rows that may be stale: what was seen before has to be seen again later") {
    CHECK(route_with(db, with_fallback(FreshnessFallback::stale)) == "replica2: stale");
    cluster.on_wait(2, OnWait::arrives);
    static_cast<void>(cluster.take_log());
    CHECK(route(db) == "replica2: by statement");
    CHECK(cluster.take_log() == Log{"master ask", "replica2 wait", "replica2 read"});
  }
  SECTION("none") { CHECK_THROWS_AS(route_with(db, with_fallback(FreshnessFallback::error)), Unavailable); }
}

TEST_CASE("consistency: without positions strong is the master, and bounded what the lag says",
          "[session][consistency]") {
  testing::FakeCluster cluster;
  RoutingSession db{*cluster};
  CHECK(route_with(db, Consistency::strong()) == too_late);
  CHECK(route_with(db, Consistency::bounded(1h)) == too_late);  // nobody knows the lag
  CHECK(route_with(db, Consistency::session()) == fresh);
}

// ---- What nobody can know -------------------------------------------------------------------------------------------

TEST_CASE("consistency: after a write of unknown position reads go to the master", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  SECTION("the server names none") {
    cluster.stop_tracking();
    write(db);
  }
  SECTION("the reply was lost") { CHECK_THROWS_AS(db.execute("LOSE"), OutcomeUnknown); }
  CHECK(route(db) == unknown);
  CHECK(route_with(db, Consistency::session()) == unknown);
  CHECK(route_with(db, Consistency::eventual()) == fresh);
  cluster.on_wait(1, OnWait::arrives);
  CHECK(route_with(db, Consistency::bounded(1h)) == fresh);
  CHECK(route(db) == unknown);
  CHECK_THROWS_AS(db.token(), Unavailable);
}

TEST_CASE("consistency: a transaction has its position at its end", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    cluster.on_wait(1, OnWait::arrives);
    detail::UnitOfWork unit;
    RoutingSession db{*cluster, {}, unit};
    RoutingSession other{*cluster, {}, unit};
    db.transaction([&](Transaction& tx) {
      write(tx);
      CHECK(place(tx) == "master");
      CHECK(route(other) == unknown);
      CHECK_THROWS_AS(db.token(), Unavailable);
      CHECK_THROWS_AS(other.token(), Unavailable);
    });
    static_cast<void>(cluster.take_log());
    CHECK(other.has_written());
    CHECK(route(other) == fresh);
    CHECK(route(db) == fresh);
    CHECK(db.token().position().contains(cluster.parsed(cluster.gtid(11))));
    db.execute("BEGIN");
    write(db);
    CHECK(route(other) == unknown);
    db.execute("COMMIT");
    CHECK(route(other) == fresh);
    CHECK(db.token().position().contains(cluster.parsed(cluster.gtid(12))));
  }
}

TEST_CASE("consistency: a transaction as text has it too, while another session of the unit reads",
          "[session][consistency]") {
  ReplicatedCluster cluster;
  detail::UnitOfWork unit;
  RoutingSession db{*cluster, {}, unit};
  RoutingSession other{*cluster, {}, unit};
  db.execute("BEGIN");
  write(db);
  CHECK(route(other) == unknown);
  CHECK(route(other) == unknown);
  cluster.know(1);
  cluster.look_at_master();
  db.execute("COMMIT");
  CHECK(route(other) == too_late);
  CHECK(route(db) == too_late);
}

TEST_CASE("consistency: a write that is still streaming is not covered by the next one", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  auto rows = db.stream<std::string>("INSERT INTO t VALUES (1) RETURNING a");
  cluster.look_at_master();
  write(db);
  cluster.apply(1);
  cluster.know(1);
  cluster.write_elsewhere();  // what the stream has written is committed at its end
  for (const auto& row : rows) CHECK(row == "master");
  CHECK_FALSE(route(db).starts_with("replica"));
}

TEST_CASE("consistency: what changes nothing asks for nothing", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  SECTION("a rollback") {
    try {
      db.transaction([](Transaction& tx) {
        write(tx);
        throw std::runtime_error{"no"};
      });
    } catch (const std::runtime_error&) {
      CHECK_FALSE(db.last_decision().wait);
    }
  }
  SECTION("a rollback as text") {
    db.execute("BEGIN");
    write(db);
    db.execute("ROLLBACK");
  }
  SECTION("an update of no row") { db.execute("UPDATE nothing SET a = 1"); }
  SECTION("an empty transaction") {
    db.transaction([](Transaction&) {});
  }
  static_cast<void>(cluster.take_log());
  CHECK(route(db) == fresh);
  CHECK(cluster.take_log() == Log{"replica1 read"});
}

TEST_CASE("consistency: a write that failed may have changed something", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  CHECK_THROWS_AS(db.execute("FAIL"), ServerError);
  cluster.write_elsewhere();
  cluster.on_wait(1, OnWait::arrives);
  static_cast<void>(cluster.take_log());
  CHECK(route(db) == fresh);
  CHECK(cluster.take_log() == Log{"master ask", "replica1 wait", "replica1 read"});
}

TEST_CASE("consistency: a COMMIT whose reply is lost may be in place", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  SECTION("as text") {
    db.execute("BEGIN");
    write(db);
    cluster.lose_commit();
    CHECK_THROWS_AS(db.execute("COMMIT"), OutcomeUnknown);
  }
  SECTION("of a transaction") {
    Transaction transaction{db};
    write(transaction);
    cluster.lose_commit();
    CHECK_THROWS_AS(transaction.commit(), OutcomeUnknown);
  }
  CHECK(route(db) == unknown);
  write(db);
  CHECK(route(db) == unknown);
}

TEST_CASE("consistency: a COMMIT that is refused has written nothing", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  {
    Transaction transaction{db};
    write(transaction);
    cluster.refuse_commit();
    CHECK_THROWS_AS(transaction.commit(), ServerError);
  }
  cluster.on_wait(1, OnWait::arrives);
  CHECK(route(db) == fresh);
  CHECK_FALSE(db.token().empty());
}

TEST_CASE("consistency: a COMMIT that is lost after reads alone changed nothing", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  {
    Transaction transaction{db};
    CHECK(place(transaction) == "master");
    cluster.lose_commit();
    CHECK_THROWS_AS(transaction.commit(), Error);
  }
  cluster.on_wait(1, OnWait::arrives);
  CHECK(route(db) == fresh);
}

TEST_CASE("consistency: what is read as a stream in a transaction does not hide what was written in it",
          "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  db.transaction([](Transaction& transaction) {
    write(transaction);
    for (const auto& row : transaction.stream<std::string>("SELECT name")) CHECK(row == "master");
  });
  cluster.on_wait(1, OnWait::arrives);
  CHECK(route(db) == fresh);
  CHECK(db.token().position().contains(cluster.written()));
}

TEST_CASE("consistency: a query and a stream on one master are of one master", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  db.transaction([](Transaction& transaction) {
    CHECK(place(transaction) == "master");
    for (const auto& row : transaction.stream<std::string>("SELECT name")) CHECK(row == "master");
  });
  CHECK_NOTHROW(static_cast<void>(db.token()));
  cluster.on_wait(1, OnWait::arrives);
  CHECK(route(db) == fresh);
}

TEST_CASE("consistency: what is rolled back over an open stream is not on its way", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  {
    Transaction transaction{db};
    write(transaction);
    auto rows = transaction.stream<std::string>("SELECT name");
    transaction.rollback();
  }
  CHECK_NOTHROW(static_cast<void>(db.token()));
  CHECK(route(db) == fresh);
}

TEST_CASE("consistency: a write with rows", "[session][consistency]") {
  ReplicatedCluster cluster;
  cluster.on_wait(1, OnWait::arrives);
  RoutingSession db{*cluster};
  SECTION("its position is known") { db.execute("CALL p()"); }
  SECTION("the client library has forgotten it over the rows") { db.execute("CALL forgotten()"); }
  SECTION("so that it is asked for") {
    static_cast<void>(db.query<std::string>("INSERT INTO t VALUES (1) RETURNING a"));
  }
  CHECK(route(db) == fresh);
  CHECK(db.token().position().contains(cluster.written()));
  CHECK(cluster->engine(1).known_position().covers(cluster.written()));
}

TEST_CASE("consistency: nobody knows the position of a write whose rows were streamed", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  for (const auto& row : db.stream<std::string>("INSERT INTO t VALUES (1) RETURNING a")) CHECK(row == "master");
  CHECK(route(db) == unknown);
  write(db);
  CHECK(route(db) == unknown);
}

// ---- Reads never go backwards ---------------------------------------------------------------------------------------

TEST_CASE("consistency: on the same replica a read costs nothing", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  for (int i = 0; i < 3; ++i) CHECK(route(db) == fresh);
  for (const auto& row : db.stream<std::string>("SELECT name")) CHECK(row == "replica1");
  CHECK(route(db) == fresh);
  CHECK(cluster.take_log() == Log(5, "replica1 read"));
}

TEST_CASE("consistency: another replica has to have what the one before has shown", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    RoutingSession db{*cluster, {.stickiness = Stickiness::statement}};
    cluster.write_elsewhere();
    cluster.apply(1);
    CHECK(route(db) == fresh);
    cluster.balancer().position = 1;
    static_cast<void>(cluster.take_log());
    CHECK(route(db) == fresh);  // the one that was asked is known to have it
    CHECK(cluster.take_log() == Log{"replica1 ask", "replica1 read"});
    BoundSession second = db.using_engine("replica2");
    CHECK(place(second) == "master");
    CHECK(cluster.take_log() == Log{"replica1 ask", "replica2 wait", "master read"});
  }
}

TEST_CASE("consistency: what a transaction has read on a replica that is no more", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster, {.stickiness = Stickiness::statement}};
  cluster.write_elsewhere();
  cluster.apply(1);
  cluster.on_wait(1, OnWait::arrives);
  cluster.on_wait(2, OnWait::arrives);
  ClusterConfig next = *cluster->config();
  std::string now;
  SECTION("removed") {
    next.replicas.erase(next.replicas.begin());
    now = "replica2";
  }
  SECTION("replaced") {
    next.replicas[0].url = "fake://another";
    now = "replica1";
  }
  db.transaction(read_only, [&](Transaction& transaction) {
    cluster->reconfigure(next);
    CHECK(place(transaction) == "replica1");
  });
  static_cast<void>(cluster.take_log());
  CHECK(route(db) == now + ": by statement");
  CHECK(cluster.take_log() == Log{"master ask", now + " wait", now + " read"});
}

TEST_CASE("consistency: a replica shows what the master has first written since it was asked",
          "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    cluster.replace_master(cluster.written());
    cluster.look_at_master();
    cluster.know(2);
    RoutingSession db{*cluster};
    cluster.write_elsewhere();
    cluster.apply(1);
    CHECK(route(db) == fresh);
    static_cast<void>(cluster.take_log());
    SECTION(flavor == Flavor::mysql ? "mysql: a read elsewhere" : "mariadb: a read elsewhere") {
      cluster.on_wait(2, OnWait::arrives);
      BoundSession second = db.using_engine("replica2");
      CHECK(place(second) == "replica2");
      CHECK(cluster.take_log() == Log{"replica1 ask", "master ask", "replica2 wait", "replica2 read"});
    }
    SECTION(flavor == Flavor::mysql ? "mysql: a token" : "mariadb: a token") {
      CHECK(db.token().position().contains(cluster.written()));
    }
  }
}

TEST_CASE("consistency: the same after rows that were streamed", "[session][consistency]") {
  ReplicatedCluster cluster;
  cluster.on_wait(2, OnWait::arrives);
  RoutingSession db{*cluster};
  cluster.write_elsewhere();
  cluster.apply(1);
  for (const auto& row : db.stream<std::string>("SELECT name")) CHECK(row == "replica1");
  BoundSession second = db.using_engine("replica2");
  CHECK(place(second) == "replica2");
  CHECK(cluster.take_log() == Log{"replica1 read", "replica1 ask", "replica2 wait", "replica2 read"});
}

TEST_CASE("consistency: the master knows as well what a replica has shown", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  cluster.write_elsewhere();
  cluster.apply(1);
  CHECK(route(db) == fresh);
  cluster.on_wait(2, OnWait::arrives);
  BoundSession second = db.using_engine("replica2");
  SECTION("because it was asked since") {
    cluster.look_at_master();
    CHECK(place(second) == "replica2");
    CHECK(cluster.take_log() == Log{"replica1 read", "replica2 wait", "replica2 read"});
  }
  SECTION("if the replica is away") {
    cluster.take_away(1);
    CHECK(place(second) == "replica2");
    CHECK(cluster.take_log() == Log{"replica1 read", "master ask", "replica2 wait", "replica2 read"});
  }
}

TEST_CASE("consistency: a replica has to have what the master has shown", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  cluster.write_elsewhere();
  BoundSession master = db.using_engine("master");
  CHECK(place(master) == "master");
  cluster.on_wait(1, OnWait::arrives);
  CHECK(route(db) == fresh);
  CHECK(cluster.take_log() == Log{"master read", "master ask", "replica1 wait", "replica1 read"});
}

TEST_CASE("consistency: what a replica has beside the master's history is nobody's loss", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    cluster.stray(1);
    RoutingSession db{*cluster};
    CHECK(route(db) == fresh);
    BoundSession second = db.using_engine("replica2");
    CHECK_NOTHROW(place(second));
    CHECK_NOTHROW(write(db));
    CHECK(cluster.observer().lost == 0);
  }
}

TEST_CASE("consistency: a write that ran on a replica is not waited for elsewhere", "[session][consistency]") {
  ReplicatedCluster cluster;
  cluster.fake().driver(1).on_call([](testing::FakeCall& call) {
    call.status.wrote = true;
    call.position = "0-9-99";
    return Reply{.rows = testing::one_text("replica1")};
  });
  RoutingSession db{*cluster};
  CHECK(route(db) == fresh);
  CHECK(cluster.observer().errant == std::vector<std::string>{"replica1"});
  cluster.look_at_master();
  CHECK(db.token().position() == cluster.written());
}

TEST_CASE("consistency: sessions of one unit of work see what another one has written and read",
          "[session][consistency]") {
  ReplicatedCluster cluster;
  detail::UnitOfWork unit;
  RoutingSession first{*cluster, {}, unit};
  RoutingSession second{*cluster, {}, unit};
  RoutingSession stranger{*cluster};
  write(first);
  CHECK(second.has_written());
  CHECK(route(second) == too_late);
  CHECK(route(stranger) == fresh);
  CHECK(second.token().position().contains(cluster.written()));
}

// ---- explain() ------------------------------------------------------------------------------------------------------

TEST_CASE("consistency: explain() tells who has it, and asks nobody", "[session][consistency][explanation]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  write(db);
  cluster.apply(2);
  cluster.know(2);
  static_cast<void>(cluster.take_log());
  const std::string text = db.explain("SELECT name").to_string();
  CHECK(text.find("replica1 (weight 1, in use 0, may not have it yet)") != std::string::npos);
  CHECK(text.find("replica2 (weight 1, in use 0, has what the read must see)") != std::string::npos);
  CHECK(text.find("-> replica2 (by statement)") != std::string::npos);
  CHECK(cluster.take_log().empty());
}

}  // namespace rwsplit
