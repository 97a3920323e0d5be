// Positions that sessions hand to each other.

#include <chrono>

#include <rwsplit/error/causal_token_lost.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/error/usage_error.hpp>

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

}  // namespace

TEST_CASE("token: empty before anything happened, and where servers have no positions", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  CHECK(db.token().empty());
  CHECK(cluster.take_log().empty());
  testing::FakeCluster without;
  RoutingSession plain{*without};
  CHECK(route(plain) == fresh);
  CHECK(plain.token().empty());
}

TEST_CASE("token: what was written and read, from which master, and when", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    RoutingSession db{*cluster};
    write(db);
    const CausalToken token = db.token();
    CHECK(token.position() == cluster.parsed(cluster.gtid(11)));
    CHECK(token.origin() == 1);
    CHECK(token.issued() <= std::chrono::system_clock::now());
    CHECK(token.issued() + 1min > std::chrono::system_clock::now());

    RoutingSession reader{*cluster};
    static_cast<void>(cluster.take_log());
    CHECK(route(reader) == fresh);
    CHECK(reader.token().position().contains(cluster.parsed(cluster.gtid(10))));
    CHECK_FALSE(reader.token().position().contains(token.position()));
    CHECK(cluster.take_log() == Log{"replica1 read", "replica1 ask"});
  }
}

TEST_CASE("token: with what lies between, if the process knows it", "[session][consistency]") {
  ReplicatedCluster cluster{Flavor::mysql};
  RoutingSession db{*cluster};
  write(db);
  cluster.write_elsewhere();
  write(db);
  CHECK(db.token().position().mysql()->interval_count() == 2);
  cluster.look_at_master();
  CHECK(db.token().position().mysql()->interval_count() == 1);
}

TEST_CASE("token: whoever requires it sees it", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    RoutingSession writer{*cluster};
    write(writer);
    const CausalToken token = CausalToken::parse(writer.token().to_string()).value();
    RoutingSession db{*cluster};
    db.require(CausalToken{});
    CHECK(route(db) == fresh);
    db.require(token);
    static_cast<void>(cluster.take_log());
    CHECK(route(db) == too_late);
    cluster.on_wait(1, OnWait::arrives);
    CHECK(route(db) == fresh);
    CHECK_FALSE(db.has_written());
    CHECK(db.token().position().contains(token.position()));
  }
}

TEST_CASE("token: an expired one sends reads to the master", "[session][consistency]") {
  ReplicatedCluster cluster;
  const CausalToken old{cluster.written(), 1,
                        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) - 2h};
  RoutingSession db{*cluster};
  db.require(old);
  CHECK(route(db) == unknown);

  ReplicatedCluster patient{Flavor::mariadb, {.token_lifetime = 0s}};
  patient.know(1);
  RoutingSession reader{*patient};
  reader.require(old);
  CHECK(route(reader) == fresh);
}

TEST_CASE("token: one of another kind of database", "[session][consistency]") {
  ReplicatedCluster cluster;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const CausalToken foreign{Position{MysqlGtidSet::parse("00000000-0000-0000-0000-000000000001:1-5").value()}, 7, now};
  RoutingSession db{*cluster};
  SECTION("after this session has written") {
    write(db);
    CHECK_THROWS_AS(db.require(foreign), UsageError);
    CHECK_THROWS_AS(route_with(db, Consistency::causal(foreign)), UsageError);
    CHECK(db.token().position().flavor() == Flavor::mariadb);
  }
  SECTION("before: it is lost as soon as the master says so") {
    db.require(foreign);
    CHECK_THROWS_AS(place(db), CausalTokenLost);
    write(db);
    CHECK(db.token().position().flavor() == Flavor::mariadb);
  }
}

TEST_CASE("token: a lost one is told by whoever requires it", "[session][consistency]") {
  ReplicatedCluster cluster;
  const Position before = cluster.written();
  RoutingSession writer{*cluster};
  write(writer);
  const CausalToken token = writer.token();
  cluster.replace_master(before);
  RoutingSession db{*cluster};
  db.require(token);
  CHECK_THROWS_AS(place(db), CausalTokenLost);
  CHECK_NOTHROW(place(db));
  RoutingSession other{*cluster};
  CHECK_THROWS_AS(route_with(other, Consistency::causal(token)), CausalTokenLost);
}

TEST_CASE("token: a lost one of one call says nothing of what the session has written", "[session][consistency]") {
  ReplicatedCluster cluster;
  const Position before = cluster.written();
  CausalToken token;
  {
    RoutingSession writer{*cluster};
    write(writer);
    token = writer.token();
  }
  cluster.replace_master(before);
  RoutingSession db{*cluster};
  db.execute("CALL forgotten()");
  BoundSession strict = db.with({.consistency = Consistency::causal(token), .target = NamedTarget::master()});
  CHECK_THROWS_AS(place(strict), CausalTokenLost);
  static_cast<void>(cluster.take_log());
  cluster.on_wait(1, OnWait::arrives);
  CHECK(route(db) == fresh);
  CHECK(cluster.take_log() == Log{"master ask", "replica1 wait", "replica1 read"});
}

TEST_CASE("token: a master that accepts no writes cannot tell that it is lost", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    const Position before = cluster.written();
    RoutingSession writer{*cluster};
    write(writer);  // as on the next master, of which another process was told first
    const Position written = cluster.written();
    const CausalToken token = writer.token();
    cluster.rewind_master(before);
    cluster.freeze_master();
    RoutingSession db{*cluster};
    db.require(token);
    CHECK_THROWS_AS(place(db), Unavailable);
    CHECK_THROWS_AS(place(db), Unavailable);
    CHECK_THROWS_AS(route_with(db, Consistency::causal(token)), Unavailable);
    CHECK(cluster.observer().lost == 0);
    cluster.rewind_master(written);
    CHECK(route(db) == too_late);
    CHECK(db.token().position().contains(token.position()));
  }
}

}  // namespace rwsplit
