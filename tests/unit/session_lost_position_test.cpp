// A master that is another one than before: what of the session's history is lost, who is told, and who is not.

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <rwsplit/error/causal_token_lost.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/session/with_consistency.hpp>

#include "session_consistency_reads.hpp"

namespace rwsplit {
namespace {

using testing::both_flavors;
using testing::fresh;
using testing::OnWait;
using testing::place;
using testing::ReplicatedCluster;
using testing::route;
using testing::too_late;
using testing::unknown;
using testing::write;
using Log = ReplicatedCluster::Log;

/// Something happens between the moment a session has looked at its cluster and what it does then.
class MeanwhileRouter final : public Router {
 public:
  void during_next(std::function<void()> what) { during_next_ = std::move(what); }
  [[nodiscard]] std::optional<Target> route(const RouteQuery&) const noexcept override {
    if (const auto what = std::exchange(during_next_, nullptr)) what();
    return std::nullopt;
  }

 private:
  mutable std::function<void()> during_next_{};
};

}  // namespace

TEST_CASE("consistency: a position that another master does not have is told as lost, once", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    RoutingSession db{*cluster};
    const Position before = cluster.written();
    write(db);
    cluster.replace_master(before);
    static_cast<void>(cluster.take_log());
    SECTION(flavor == Flavor::mysql ? "mysql" : "mariadb") {
      SECTION("before a read") { CHECK_THROWS_AS(place(db), CausalTokenLost); }
      SECTION("before a write, which is not sent") {
        CHECK_THROWS_AS(write(db), CausalTokenLost);
        CHECK(cluster.take_log() == Log{"master ask"});
      }
      SECTION("before a transaction") {
        CHECK_THROWS_AS(db.transaction([](Transaction& tx) { write(tx); }), CausalTokenLost);
        CHECK(cluster.take_log() == Log{"master ask"});
      }
      CHECK(cluster.observer().lost == 1);
      CHECK(cluster.observer().told_everything);
      CHECK(cluster->freshness_statistics().lost == 1);
      CHECK_NOTHROW(write(db));
      cluster.on_wait(1, OnWait::arrives);
      CHECK(route(db) == fresh);
      CHECK(cluster.observer().lost == 1);
    }
  }
}

TEST_CASE("consistency: sequences of another master do not stand for those that were lost", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  const Position before = cluster.written();
  write(db);
  cluster.replace_master(before);
  cluster.write_elsewhere();  // 0-2-12, and the lost one is 0-1-11
  for (const std::size_t replica : {1U, 2U}) cluster.on_wait(replica, OnWait::arrives);
  static_cast<void>(cluster.take_log());
  CHECK_THROWS_AS(place(db), CausalTokenLost);
  CHECK(cluster.take_log() == Log{"replica1 wait", "replica2 wait", "master ask"});
  CHECK(cluster->freshness_statistics().unproven == 2);
}

TEST_CASE("consistency: a master that has everything is no loss", "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    RoutingSession db{*cluster};
    write(db);
    cluster.replace_master(cluster.written());
    static_cast<void>(cluster.take_log());
    CHECK(route(db) == too_late);
    CHECK_NOTHROW(write(db));
    CHECK(cluster.observer().lost == 0);
    CHECK(cluster->freshness_statistics().lost == 0);
  }
}

TEST_CASE("consistency: a write that failed on a master that was never compared with is no loss",
          "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  write(db);
  cluster.replace_master(cluster.written());
  {
    const WithConsistency whatever{db, Consistency::eventual()};
    CHECK_THROWS_AS(db.execute("FAIL"), ServerError);
  }
  CHECK_NOTHROW(place(db));
  CHECK(cluster->freshness_statistics().lost == 0);
}

TEST_CASE("consistency: what was read on a master that is replaced meanwhile is no loss if it can be asked",
          "[session][consistency]") {
  for (const Flavor flavor : both_flavors) {
    ReplicatedCluster cluster{flavor};
    RoutingSession db{*cluster};
    BoundSession master = db.using_engine("master");
    cluster.write_elsewhere();
    cluster.on_wait(1, OnWait::arrives);
    SECTION(flavor == Flavor::mysql ? "mysql" : "mariadb") {
      SECTION("before") {
        CHECK(place(master) == "master");
        cluster.switch_over();
      }
      SECTION("meanwhile") {
        cluster.during_read([&] { cluster.switch_over(); });
        CHECK(place(master) == "master");
      }
      SECTION("meanwhile, and it is gone afterwards") {
        cluster.during_read([&] { cluster.switch_over(); });
        CHECK(place(master) == "master");
        cluster.take_away(0);
        CHECK_THROWS_AS(write(db), CausalTokenLost);
        CHECK(cluster.observer().lost == 1);
        write(db);
        continue;
      }
      CHECK(route(db) == fresh);
      CHECK(db.token().position() == cluster.written());
      CHECK_NOTHROW(write(db));
      CHECK(cluster.observer().lost == 0);
    }
  }
}

TEST_CASE("consistency: a master that is replaced while a read is decided on is nobody's error",
          "[session][consistency]") {
  const auto router = std::make_shared<MeanwhileRouter>();
  ReplicatedCluster cluster{Flavor::mariadb, ClusterConfig{.router = router}};
  RoutingSession db{*cluster, {.stickiness = Stickiness::statement}};
  cluster.write_elsewhere();
  cluster.apply(1);
  CHECK(route(db) == fresh);
  cluster.balancer().position = 1;
  router->during_next([&] { cluster.switch_over(); });
  CHECK(route(db) == fresh);
  CHECK(cluster.observer().lost == 0);
}

TEST_CASE("consistency: a master that is replaced and goes while it is asked: the next one is asked",
          "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster, {.stickiness = Stickiness::statement}};
  const Position before = cluster.written();
  cluster.write_elsewhere();
  cluster.apply(1);
  CHECK(route(db) == fresh);
  cluster.take_away(1);
  cluster.balancer().position = 1;
  cluster.on_wait(2, OnWait::arrives);
  SECTION("it has what was seen") {
    cluster.during_ask([&] {
      cluster.switch_over();
      cluster.break_when_asked();
    });
    CHECK(db.token().position() == cluster.written());
    CHECK(cluster.observer().lost == 0);
  }
  SECTION("it does not") {
    cluster.during_ask([&] {
      cluster.switch_over();
      cluster.rewind_master(before);
      cluster.break_when_asked();
    });
    CHECK_THROWS_AS(route(db), CausalTokenLost);
    CHECK(cluster.observer().lost == 1);
  }
  CHECK(route(db) == "replica2: by statement");
}

TEST_CASE("consistency: a first write whose master is replaced before it is committed", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster, {.consistency = Consistency::eventual()}};
  const Position before = cluster.written();
  db.transaction([&](Transaction& transaction) {
    write(transaction);
    cluster.switch_over();
  });
  cluster.rewind_master(before);
  BoundSession strict = db.with({.consistency = Consistency::session(), .target = NamedTarget::master()});
  CHECK_THROWS_AS(place(strict), CausalTokenLost);
  CHECK(place(strict) == "master");
}

TEST_CASE("consistency: a commit on a master that another session knows to be replaced", "[session][consistency]") {
  ReplicatedCluster cluster;
  detail::UnitOfWork unit;
  RoutingSession first{*cluster, {}, unit};
  RoutingSession second{*cluster, {}, unit};
  const Position before = cluster.written();
  first.transaction([&](Transaction& transaction) {
    write(transaction);
    cluster.switch_over();
    BoundSession on_next = second.using_engine("master");
    CHECK(place(on_next) == "master");
  });
  cluster.rewind_master(before);
  BoundSession on_next = second.using_engine("master");
  CHECK_THROWS_AS(place(on_next), CausalTokenLost);
  CHECK(place(on_next) == "master");
}

TEST_CASE("consistency: a commit on a replaced master does not stand for what was seen on the next one",
          "[session][consistency]") {
  ReplicatedCluster cluster{Flavor::mysql};
  detail::UnitOfWork unit;
  RoutingSession first{*cluster, {}, unit};
  RoutingSession second{*cluster, {}, unit};
  first.transaction([&](Transaction& transaction) {
    write(transaction);
    cluster.switch_over();
    BoundSession on_next = second.using_engine("master");
    CHECK(place(on_next) == "master");
  });
  static_cast<void>(cluster.take_log());
  cluster.on_wait(1, OnWait::arrives);
  CHECK(route(second) == fresh);
  CHECK(cluster.take_log().front() == "master ask");
  CHECK(cluster.observer().lost == 0);
}

TEST_CASE("consistency: what is read on a master that another session knows to be replaced", "[session][consistency]") {
  ReplicatedCluster cluster;
  detail::UnitOfWork unit;
  RoutingSession first{*cluster, {}, unit};
  RoutingSession second{*cluster, {}, unit};
  cluster.on_wait(2, OnWait::arrives);
  BoundSession on_next = second.using_engine("master");
  BoundSession on_replica = second.using_engine("replica2");
  first.transaction([&](Transaction& transaction) {
    cluster.switch_over();
    write(on_next);
    CHECK(place(transaction) == "master");
  });
  SECTION("is no loss while the old one can be asked") {
    CHECK(place(on_next) == "master");
    CHECK(place(on_replica) == "replica2");
    CHECK(cluster.observer().lost == 0);
  }
  SECTION("is lost if nobody can prove it") {
    cluster.take_away(0);
    SECTION("told on the next one") { CHECK_THROWS_AS(place(on_next), CausalTokenLost); }
    SECTION("told on a replica") { CHECK_THROWS_AS(place(on_replica), CausalTokenLost); }
    SECTION("told on a replica, although the next one was asked since") {
      cluster.look_at_master();
      CHECK_THROWS_AS(place(on_replica), CausalTokenLost);
    }
    SECTION("told after a strong read") {
      BoundSession strong = second.with({.consistency = Consistency::strong()});
      CHECK_NOTHROW(place(strong));
      CHECK_THROWS_AS(place(on_next), CausalTokenLost);
    }
    CHECK(cluster.observer().lost == 1);
  }
}

TEST_CASE("consistency: what is seen on two masters at once sends reads to the master", "[session][consistency]") {
  ReplicatedCluster cluster;
  detail::UnitOfWork unit;
  RoutingSession first{*cluster, {}, unit};
  RoutingSession second{*cluster, {}, unit};
  first.transaction([&](Transaction& transaction) {
    cluster.switch_over();
    BoundSession on_next = second.using_engine("master");
    CHECK(place(on_next) == "master");
    CHECK(place(transaction) == "master");
  });
  CHECK(route(second) == unknown);
  CHECK_THROWS_AS(second.token(), Unavailable);
}

TEST_CASE("consistency: a strong read that asks another master proves nothing", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster, {.stickiness = Stickiness::statement}};
  const Position before = cluster.written();
  cluster.write_elsewhere();
  cluster.apply(1);
  CHECK(route(db) == fresh);
  cluster.replace_master(before);
  cluster.know(2);
  cluster.balancer().position = 1;
  {
    const WithConsistency strongly{db, Consistency::strong()};
    CHECK(place(db) == "replica2");
  }
  cluster.take_away(1);
  BoundSession on_master = db.using_engine("master");
  CHECK_THROWS_AS(place(on_master), CausalTokenLost);
}

TEST_CASE("consistency: what a request began with says nothing of the master it was read on",
          "[session][consistency]") {
  ReplicatedCluster cluster;
  const Position before = cluster.written();
  detail::UnitOfWork unit;
  unit.causal = {.required = before, .foreign = true};
  RoutingSession db{*cluster, {}, unit};
  cluster.know(1);
  cluster.write_elsewhere();
  cluster.apply(1);
  CHECK(route(db) == fresh);
  cluster.replace_master(before);
  cluster.take_away(1);
  BoundSession on_master = db.using_engine("master");
  CHECK_THROWS_AS(place(on_master), CausalTokenLost);
}

TEST_CASE("consistency: the next master has not everything yet, and accepts no writes", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  const Position before = cluster.written();
  write(db);
  const Position all = cluster.written();
  cluster.switch_over();
  cluster.rewind_master(before);
  cluster.freeze_master();
  CHECK_THROWS_AS(write(db), Unavailable);
  CHECK(cluster.observer().lost == 0);
  cluster.rewind_master(all);
  CHECK_NOTHROW(write(db));
}

TEST_CASE("consistency: what a strong read has asked for proves what was seen before", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster, {.stickiness = Stickiness::statement}};
  cluster.on_wait(1, OnWait::arrives);
  cluster.on_wait(2, OnWait::arrives);
  CHECK(route(db) == fresh);
  BoundSession second =
      db.with({.consistency = testing::patient(Consistency::strong()), .target = NamedTarget::engine("replica2")});
  CHECK(place(second) == "replica2");
  static_cast<void>(cluster.take_log());
  cluster.balancer().position = 0;
  CHECK(place(second) == "replica2");
  CHECK(cluster.take_log() == Log{"master ask", "replica2 read"});
  cluster.take_away(0);
  CHECK(db.token().position() == cluster.written());  // replica2 can tell alone
}

TEST_CASE("consistency: a master in doubt is compared with once", "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  const Position before = cluster.written();
  write(db);
  write(db);
  CHECK(cluster.take_log() == Log{"master write", "master write"});
  cluster->master_history().doubt();
  SECTION("it still has it") {
    write(db);
    write(db);
    CHECK(cluster.take_log() == Log{"master ask", "master write", "master write"});
    CHECK(cluster.observer().lost == 0);
  }
  SECTION("it was reset") {
    cluster.rewind_master(before);
    CHECK_THROWS_AS(write(db), CausalTokenLost);
    write(db);
    CHECK(cluster.take_log() == Log{"master ask", "master write"});
    CHECK(cluster.observer().lost == 1);
  }
}

TEST_CASE("consistency: nothing is compared for a session that needs nothing", "[session][consistency]") {
  ReplicatedCluster cluster;
  cluster->master_history().doubt();
  RoutingSession db{*cluster};
  write(db);
  CHECK(cluster.take_log() == Log{"master write"});
}

TEST_CASE("consistency: what was lost before it was required is told by a read on the master alone",
          "[session][consistency]") {
  ReplicatedCluster cluster;
  RoutingSession db{*cluster};
  const Position before = cluster.written();
  write(db);
  for (const std::size_t replica : {1U, 2U}) cluster.take_away(replica);
  cluster.replace_master(before);
  CHECK_THROWS_AS(place(db), CausalTokenLost);
  CHECK(place(db) == "master");
}

}  // namespace rwsplit
