#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/session/freeze_routing.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_automatic.hpp>
#include <rwsplit/session/use_engine.hpp>
#include <rwsplit/session/use_master.hpp>
#include <rwsplit/session/use_replica.hpp>
#include <rwsplit/session/with_master.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_cluster.hpp"

// Behaviours of the seed systems that belong to no single part of the library: docs/seed-parity.md says which test
// shows which of them.

namespace rwsplit {
namespace {

using testing::connect_error;
using testing::eventually;
using testing::FakeCluster;

[[nodiscard]] std::string place(Executor& executor) { return executor.query_one<std::string>("SELECT name"); }
[[nodiscard]] std::string_view write(Executor& executor) { return executor.execute("UPDATE t SET a = 1").engine; }

/// A guard of any type, by its number.
class AnyGuard {
 public:
  static constexpr int types = 5;

  AnyGuard(RoutingSession& session, int type) {
    switch (type) {
      case 0: guard_.emplace<UseMaster>(session); return;
      case 1: guard_.emplace<UseReplica>(session); return;
      case 2: guard_.emplace<UseEngine>(session, "replica2"); return;
      case 3: guard_.emplace<UseAutomatic>(session); return;
      default: guard_.emplace<FreezeRouting>(session);
    }
  }

 private:
  std::variant<std::monostate, UseMaster, UseReplica, UseEngine, UseAutomatic, FreezeRouting> guard_;
};

/// Where a session that has not written reads under these guards, outermost first: replica1 is its own replica.
[[nodiscard]] std::string expected_place(const std::vector<int>& guards) {
  constexpr std::array<std::string_view, 4> places{"master", "replica1", "replica2", "replica1"};
  std::string_view now = "replica1";
  for (const int type : guards) {
    if (type == 4) break;
    now = places[static_cast<std::size_t>(type)];
  }
  return std::string{now};
}

struct HandlerFailed {};

/// A handler that nests these guards from `depth` on, fails at `failing` and recovers one level further out.
/// Counts where a read did not run where it should.
int nest(RoutingSession& db, const std::vector<int>& guards, std::size_t depth, std::size_t failing) {
  const std::vector<int> alive{guards.begin(), guards.begin() + static_cast<std::ptrdiff_t>(depth)};
  int wrong = place(db) == expected_place(alive) ? 0 : 1;
  if (depth == failing) throw HandlerFailed{};
  if (depth == guards.size()) return wrong;
  try {
    const AnyGuard guard{db, guards[depth]};
    wrong += nest(db, guards, depth + 1, failing);
  } catch (const HandlerFailed&) {
    if (place(db) != expected_place(alive)) ++wrong;
    if (depth > 0 && depth + 1 == failing) throw;  // two levels at once
  }
  if (place(db) != expected_place(alive)) ++wrong;
  return wrong;
}

/// A session whose own replica is replica1.
class Scene {
 public:
  Scene() { REQUIRE(place(db) == "replica1"); }

  FakeCluster cluster{2};
  RoutingSession db{*cluster};
};

}  // namespace

// ---- guards ----

TEST_CASE("seeds: guards of every type to depth 4, with an exception at every depth",
          "[seeds][property][MA-1][D-2][TG-11][DR-22][DR-23][DR-24][W5][W6]") {
  Scene scene;
  int programs = 0;
  for (std::size_t depth = 0; depth <= 4; ++depth) {
    std::vector<int> guards(depth, 0);
    for (bool more = true; more;) {
      for (std::size_t failing = 1; failing <= depth + 1; ++failing) {  // beyond the depth: nothing fails
        int wrong = 0;
        try {
          wrong = nest(scene.db, guards, 0, failing);
        } catch (const HandlerFailed&) {
          wrong = 1;  // the outermost level recovers
        }
        if (place(scene.db) != "replica1") ++wrong;
        if (wrong != 0) FAIL("program " << programs << ": " << wrong << " reads were wrong");
        ++programs;
      }
      more = false;
      for (int& type : guards) {  // the next combination
        type = (type + 1) % AnyGuard::types;
        more = type != 0;
        if (more) break;
      }
    }
  }
  CHECK(programs == 1 + 5 * 2 + 25 * 3 + 125 * 4 + 625 * 5);
}

TEST_CASE("seeds: guards that end in any order remove only themselves", "[seeds][MA-2][W6][TG-12]") {
  Scene scene;
  std::array<std::size_t, 3> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  do {
    for (int types = 0; types < AnyGuard::types * AnyGuard::types * AnyGuard::types; ++types) {
      const std::array<int, 3> type{types % 5, types / 5 % 5, types / 25};
      std::array<std::unique_ptr<AnyGuard>, 3> guards;
      for (std::size_t i = 0; i < 3; ++i) guards[i] = std::make_unique<AnyGuard>(scene.db, type[i]);
      for (const std::size_t ending : order) {
        guards[ending].reset();
        std::vector<int> alive;
        for (std::size_t i = 0; i < 3; ++i) {
          if (guards[i]) alive.push_back(type[i]);
        }
        if (place(scene.db) != expected_place(alive)) FAIL("types " << types << " after " << ending << " has ended");
      }
    }
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(place(scene.db) == "replica1");
}

TEST_CASE("seeds: a guard counts from its making, whenever it is used", "[seeds][MA-3][TG-12][W6]") {
  Scene scene;
  auto early = std::make_unique<UseEngine>(scene.db, "replica2");
  {
    const UseMaster outer{scene.db};
    CHECK(place(scene.db) == "master");
    const UseReplica inner{scene.db};
    CHECK(place(scene.db) == "replica1");
    early.reset();  // what it found when it was made does not come back
    CHECK(place(scene.db) == "replica1");
  }
  CHECK(place(scene.db) == "replica1");
}

TEST_CASE("seeds: automatic routing is re-opened inside UseMaster, and closed again", "[seeds][MA-4][D-8][TG-13]") {
  Scene scene;
  const UseMaster outer{scene.db};
  CHECK(place(scene.db) == "master");
  {
    const UseAutomatic open{scene.db};
    CHECK(place(scene.db) == "replica1");
    CHECK(scene.db.last_decision().reason == RouteReason::by_statement);
    CHECK(write(scene.db) == "master");
  }
  CHECK(place(scene.db) == "master");
  CHECK(scene.db.last_decision().reason == RouteReason::guard);
  CHECK_THROWS_AS((UseEngine{scene.db, ""}), UnknownEngine);  // an empty name is no way to say it
}

TEST_CASE("seeds: the end of a transaction leaves guards alone", "[seeds][W7]") {
  for (const int type : {0, 1, 2}) {
    CAPTURE(type);
    Scene scene;
    const AnyGuard guard{scene.db, type};
    const std::string before = place(scene.db);
    scene.db.transaction(read_only, [](Transaction& tx) { static_cast<void>(place(tx)); });
    CHECK(place(scene.db) == before);
    CHECK_THROWS_AS(scene.db.transaction(read_only, [](Transaction&) { throw HandlerFailed{}; }), HandlerFailed);
    CHECK(place(scene.db) == before);
    CHECK(scene.db.last_decision().reason == RouteReason::guard);
  }
  Scene scene;
  const UseMaster guard{scene.db};
  const auto update = [](Transaction& tx) { CHECK(write(tx) == "master"); };
  scene.db.transaction(update);
  CHECK(place(scene.db) == "master");
  CHECK(scene.db.last_decision().reason == RouteReason::guard);
  const auto failing_update = [&](Transaction& tx) {
    update(tx);
    throw HandlerFailed{};
  };
  CHECK_THROWS_AS(scene.db.transaction(failing_update), HandlerFailed);
  CHECK(place(scene.db) == "master");
  CHECK(scene.db.last_decision().reason == RouteReason::guard);
}

TEST_CASE("seeds: guards and writes of one session mean nothing to another", "[seeds][W8]") {
  Scene scene;
  RoutingSession other{*scene.cluster};
  const UseMaster guard{scene.db};
  CHECK(write(scene.db) == "master");
  CHECK(place(other) != "master");
  CHECK_FALSE(other.has_written());
  RoutingSession next{*scene.cluster};
  CHECK(place(next) != "master");
}

// ---- handles ----

TEST_CASE("seeds: a handle beside automatic statements of the same session",
          "[seeds][MA-5][D-11][TG-10][ZZ-2][W20][W21]") {
  Scene scene;
  BoundSession master = scene.db.using_engine("master");
  const auto connections = [&] { return scene.cluster->statistics()[0].pool.created; };
  CHECK(place(master) == "master");
  CHECK(place(master) == "master");
  CHECK(place(scene.db) == "replica1");  // no name is left behind for the next statement
  CHECK(connections() == 1);             // and no second session with a connection of its own
  CHECK(scene.cluster->engine(0).pool().in_use() == 0);

  {
    const UseEngine guard{scene.db, "replica2"};
    CHECK(place(scene.db) == "replica2");
    CHECK(place(master) == "master");
    CHECK(write(master) == "master");
    CHECK(scene.db.has_written());  // the handle is a view of the session
  }
  Transaction tx{scene.db};
  CHECK(place(master) == "master");
  CHECK(scene.cluster->engine(0).pool().in_use() == 1);
  CHECK(connections() == 1);
}

TEST_CASE("seeds: a named engine counts over everything that is automatic", "[seeds][FR-12][TG-2][TG-7]") {
  FakeCluster cluster{2};
  cluster->set_auto_read_on_replica(false);
  RoutingSession db{*cluster, {.intent = NamedTarget::master()}};
  CHECK(write(db) == "master");
  BoundSession named = db.using_engine("replica2");
  CHECK(place(named) == "replica2");
  const UseEngine guard{db, "replica1"};
  CHECK(place(db) == "replica1");
  CHECK(place(named) == "replica2");
}

TEST_CASE("seeds: a wrapped function that many requests share keeps nothing of any of them",
          "[seeds][DR-20][W25][W5]") {
  FakeCluster cluster{1};
  RoutingSession first{*cluster};
  RoutingSession second{*cluster};
  int depth = 0;
  std::function<void(RoutingSession&)> wrapped;
  wrapped = with_master([&](RoutingSession& db) {
    CHECK(place(db) == "master");
    RoutingSession& other = &db == &first ? second : first;
    if (++depth == 1) {
      CHECK(place(other) == "replica1");
      wrapped(other);  // in the middle of the call, by another request
      CHECK(place(other) == "replica1");
    }
    if (depth == 2) throw std::runtime_error{"the handler fails"};
  });
  CHECK_THROWS_AS(wrapped(first), std::runtime_error);
  CHECK(depth == 2);
  CHECK(place(first) == "replica1");
  CHECK(place(second) == "replica1");
}

// ---- unknown names ----

TEST_CASE("seeds: an unknown name is refused where it is given, whatever the switches and the topology",
          "[seeds][MA-16][D-12][DR-11][TG-1][TG-8][W10][W11]") {
  for (const std::size_t replicas : {0U, 2U}) {
    for (const bool enabled : {true, false}) {
      for (const bool automatic : {true, false}) {
        CAPTURE(replicas, enabled, automatic);
        FakeCluster cluster{replicas};
        cluster->set_enabled(enabled);
        cluster->set_auto_read_on_replica(automatic);
        RoutingSession db{*cluster};
        CHECK_THROWS_AS((UseEngine{db, "replica9"}), UnknownEngine);
        CHECK_THROWS_AS(db.using_engine("slave"), UnknownEngine);
        CHECK_THROWS_AS((RoutingSession{*cluster, {.intent = NamedTarget::engine("replica9")}}), UnknownEngine);
        CHECK_NOTHROW(UseEngine{db, "master"});
        if (replicas == 0) continue;
        try {
          static_cast<void>(db.using_engine("replica9"));
          FAIL("no error");
        } catch (const UnknownEngine& error) {
          const std::string text = error.what();
          for (const char* const name : {"replica9", "master", "replica1", "replica2"}) {
            CHECK(text.find(name) != std::string::npos);
          }
        }
      }
    }
  }
}

// ---- replicas that come and go ----

TEST_CASE("seeds: no replica, one, and all of them down", "[seeds][MA-10][FR-10][DR-7][GI-1][GI-6][TG-9]") {
  const auto reads_and_writes = [](FakeCluster& cluster, const std::string& reads) {
    RoutingSession db{*cluster};
    CHECK(place(db) == reads);
    CHECK(db.last_decision().reason == (reads == "master" ? RouteReason::no_replica : RouteReason::by_statement));
    const UseReplica guard{db};
    CHECK(place(db) == reads);
    CHECK_THROWS_AS(write(db), ReadOnlyViolation);
    const UseAutomatic open{db};
    CHECK(write(db) == "master");
  };
  SECTION("none") {
    FakeCluster cluster{0};
    reads_and_writes(cluster, "master");
  }
  SECTION("one") {
    FakeCluster cluster{1};
    reads_and_writes(cluster, "replica1");
  }
  SECTION("all down") {
    FakeCluster cluster{2, {}, [](FakeCluster& made) {
                          for (const std::size_t engine : {1U, 2U}) {
                            made.driver(engine).fail_connects(connect_error(Cond::connection_failed, "cannot connect"));
                          }
                        }};
    reads_and_writes(cluster, "master");
  }
}

}  // namespace rwsplit
