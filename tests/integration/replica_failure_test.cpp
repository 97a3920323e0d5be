#include <atomic>
#include <chrono>
#include <exception>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <rwsplit/rwsplit.hpp>

#include "integration/mortal_replica.hpp"
#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

// Replicas die and come back. Other tests of this program need them alive: whatever happens, they are started again
// and have caught up before the test ends.

using namespace rwsplit;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

namespace {

/// One read of a new unit of work.
RouteDecision read_once(Cluster& cluster) {
  RoutingSession db{cluster};
  if (db.query_one<int>("SELECT count(*) FROM failure_rows WHERE id > ?", 0) != 3) {
    throw std::logic_error{"rows are missing"};
  }
  return db.last_decision();
}

bool all_read_from(Cluster& cluster, std::string_view engine, int reads = 30) {
  for (int i = 0; i < reads; ++i) {
    if (read_once(cluster).engine_name != engine) return false;
  }
  return true;
}

/// Reads all the time, in units of work as a program has them; counts, and keeps what went wrong.
class Readers {
 public:
  explicit Readers(Cluster& cluster) : cluster_{cluster} {
    for (auto& mistake : mistakes_) threads_.emplace_back([this, &mistake] { read(mistake); });
  }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;
  ~Readers() { stop(); }

  void stop() {
    running_ = false;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  [[nodiscard]] int done() const { return done_; }
  /// Requires `stop()`.
  [[nodiscard]] const std::vector<std::string>& mistakes() const { return mistakes_; }

  void await_more() {
    const int before = done_;
    CHECK(eventually([&] { return done_ > before + 20; }, patience));
  }

 private:
  void read(std::string& mistake) {
    try {
      while (running_) {
        static_cast<void>(read_once(cluster_));
        ++done_;
      }
    } catch (const std::exception& error) {
      mistake = error.what();
    }
  }

  Cluster& cluster_;
  std::atomic<bool> running_{true};
  std::atomic<int> done_{0};
  std::vector<std::string> mistakes_ = std::vector<std::string>(3);
  std::vector<std::thread> threads_;
};

}  // namespace

TEST_CASE("replica failure: reads go on while replicas die, and return to them", "[failure][DR-8][DR-9][W15]") {
  MortalReplica replica1{1, "replica1"};
  MortalReplica replica2{2, "replica2"};
  run_each(*admin_of(0),
           {"DROP TABLE IF EXISTS failure_rows", "CREATE TABLE failure_rows (id INT PRIMARY KEY) ENGINE = InnoDB",
            "INSERT INTO failure_rows VALUES (1), (2), (3)"});
  await_replicas();
  ClusterConfig config = real_cluster();
  config.connect_timeout = 5s;
  Cluster cluster{config};
  REQUIRE(eventually([&] { return read_once(cluster).engine_name == "replica1"; }, patience));
  REQUIRE(eventually([&] { return read_once(cluster).engine_name == "replica2"; }, patience));

  Readers readers{cluster};
  readers.await_more();

  replica1.kill();
  CHECK(eventually([&] { return all_read_from(cluster, "replica2"); }, patience));
  readers.await_more();
  {
    // Asked for by name, it is not replaced.
    ClusterConfig impatient = config;
    impatient.pool.acquire_timeout = 200ms;
    Cluster other{impatient};
    RoutingSession db{other};
    CHECK_THROWS_AS(db.using_engine("replica1").query<int>("SELECT 1"), Error);
  }

  replica2.kill();
  CHECK(eventually([&] { return all_read_from(cluster, "master"); }, patience));
  CHECK(read_once(cluster).reason == RouteReason::no_replica);
  readers.await_more();
  for (const auto& engine : cluster.statistics()) CHECK(engine.reachable == (engine.role == Role::master));

  replica1.revive();
  CHECK(eventually([&] { return all_read_from(cluster, "replica1"); }, patience));
  replica2.revive();
  CHECK(eventually([&] { return read_once(cluster).engine_name == "replica2"; }, patience));
  CHECK(read_once(cluster).role == Role::replica);
  readers.await_more();

  readers.stop();
  for (const auto& mistake : readers.mistakes()) CHECK(mistake == "");
  for (const auto& engine : cluster.statistics()) {
    CAPTURE(engine.name);
    CHECK(engine.reachable);
    CHECK(engine.pool.in_use == 0);
    CHECK(engine.pool.waiting == 0);
  }
  // The replicas still follow.
  run_each(*admin_of(0), {"DROP TABLE failure_rows"});
  await_replicas();
}
