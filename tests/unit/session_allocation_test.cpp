#include <chrono>
#include <memory>

#include <spdlog/logger.h>

#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_master.hpp>

#include "bench/allocation_count.hpp"
#include "support/catch_shim.hpp"
#include "support/null_driver.hpp"

namespace rwsplit {
namespace {

[[nodiscard]] ClusterConfig null_cluster() {
  const auto driver = std::make_shared<testing::NullDriver>();
  return {.master = {.url = "null://m", .driver = driver},
          .replicas = {{.name = "replica1", .url = "null://1", .driver = driver},
                       {.name = "replica2", .url = "null://2", .driver = driver}},
          .logger = std::make_shared<spdlog::logger>("quiet")};
}

/// Allocations of this thread in 1,000 runs, after enough of them to open every connection.
template <class Action>
[[nodiscard]] std::uint64_t steady_allocations(Action action) {
  for (int i = 0; i < 100; ++i) action();
  const std::uint64_t before = bench::allocations();
  for (int i = 0; i < 1'000; ++i) action();
  return bench::allocations() - before;
}

}  // namespace

TEST_CASE("the counter counts", "[session][allocation]") {
  // Not by an expression with `new`, which an optimizer may leave out.
  CHECK(steady_allocations([] { ::operator delete(::operator new(1)); }) == 1'000);
}

TEST_CASE("one routed statement allocates nothing: decide, lease, return", "[session][allocation]") {
  Cluster cluster{null_cluster()};
  RoutingSession db{cluster};
  RoutingSession statementwise{cluster, {.stickiness = Stickiness::statement}};
  CHECK(steady_allocations([&] { db.execute("SELECT a FROM t"); }) == 0);
  CHECK(steady_allocations([&] { db.execute("SELECT a FROM t WHERE b = ? AND c = ?", 1, "two"); }) == 0);
  CHECK(steady_allocations([&] { statementwise.execute("SELECT a FROM t"); }) == 0);
  CHECK(steady_allocations([&] { db.execute("UPDATE t SET a = 1"); }) == 0);
  CHECK(steady_allocations([&] { db.execute("SELECT a FROM t"); }) == 0);  // has written
  CHECK(steady_allocations([&] {
          const UseMaster guard{db};
          db.execute("SELECT a FROM t");
        }) == 0);
  CHECK(steady_allocations([&] { db.using_engine("master").execute("SELECT a FROM t"); }) == 0);
}

TEST_CASE("what a read must see allocates nothing: nothing yet, and on a replica that is known to have it",
          "[session][consistency][allocation]") {
  Cluster cluster{null_cluster()};
  cluster.master_history().note_master(1, 0);
  RoutingSession db{cluster};
  CHECK(steady_allocations([&] { db.execute("SELECT a FROM t"); }) == 0);
  const Position position = Position::parse(Flavor::mariadb, "0-1-5").value();
  for (EngineIndex replica = 1; replica <= 2; ++replica) cluster.engine(replica).known_position().learn(position);
  db.require(CausalToken{position, 0, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())});
  CHECK(steady_allocations([&] { db.execute("SELECT a FROM t"); }) == 0);
  CHECK(cluster.freshness_statistics().known > 1'000);
}

TEST_CASE("a trace allocates nothing for a statement", "[session][trace][allocation]") {
  Cluster cluster{null_cluster()};
  RoutingSession db{cluster, {.trace = 10}};
  CHECK(steady_allocations([&] { db.execute("SELECT a FROM t"); }) == 0);
  CHECK(db.trace().size() == 10);
}

TEST_CASE("a session of its own for each statement allocates nothing", "[session][allocation]") {
  Cluster cluster{null_cluster()};
  CHECK(steady_allocations([&] {
          RoutingSession db{cluster};
          db.execute("SELECT a FROM t");
        }) == 0);
  CHECK(steady_allocations([&] {
          RoutingSession db{cluster};
          db.execute("UPDATE t SET a = 1");
        }) == 0);
}

TEST_CASE("a transaction allocates nothing", "[session][allocation]") {
  Cluster cluster{null_cluster()};
  RoutingSession db{cluster};
  CHECK(steady_allocations([&] { db.transaction([](Transaction& tx) { tx.execute("UPDATE t SET a = 1"); }); }) == 0);
}

}  // namespace rwsplit
