#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <rwsplit/rwsplit.hpp>

#include "integration/live_scene.hpp"
#include "integration/mortal_replica.hpp"
#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

// What the monitors of a cluster see of real servers. `[failure]`: they stop, freeze and kill what others need.

using namespace rwsplit;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

namespace {

using Lag = std::optional<std::chrono::milliseconds>;

[[nodiscard]] bool on_mysql() { return test_flavor() == Flavor::mysql; }

/// As the application's account, which sees no replication, or as the administrator's, which sees everything.
[[nodiscard]] ClusterConfig watched(bool everything = true) {
  ClusterConfig config = real_cluster();
  config.connect_timeout = 1s;
  if (!everything) return config;
  const auto urls = words_of("RWSPLIT_TEST_ADMIN_URLS");
  config.master.url = urls[0];
  config.replicas[0].url = urls[1];
  config.replicas[1].url = urls[2];
  return config;
}

[[nodiscard]] EngineState state_of(const Cluster& cluster, EngineIndex engine) {
  return cluster.topology()->engines[engine];
}

template <class Condition>
[[nodiscard]] bool soon(Condition condition) {
  return eventually(condition, patience);
}

/// Replication statements, in the words of the server.
[[nodiscard]] std::string replication(std::string_view verb, std::string_view rest = {}) {
  return std::string{verb} + (on_mysql() ? " REPLICA" : " SLAVE") + std::string{rest};
}

void run_on(std::size_t server, const std::string& statement) {
  static_cast<void>(admin_of(server)->execute(statement, {}));
}

/// Undoes what a test does to a replica.
class RestartedReplication {
 public:
  explicit RestartedReplication(std::size_t server) : server_{server} {}
  RestartedReplication(const RestartedReplication&) = delete;
  RestartedReplication& operator=(const RestartedReplication&) = delete;
  ~RestartedReplication() {
    try {
      delay(0);
    } catch (const Error& error) {
      WARN("replication does not run again: " << error.what());
    }
  }

  void delay(int seconds) {
    run_on(server_, replication("STOP"));
    const std::string value = std::to_string(seconds);
    run_on(server_, on_mysql() ? "CHANGE REPLICATION SOURCE TO SOURCE_DELAY = " + value
                               : "CHANGE MASTER TO MASTER_DELAY = " + value);
    run_on(server_, replication("START"));
  }

 private:
  std::size_t server_;
};

const LiveScene::Statements make_rows{"CREATE TABLE monitor_rows (id INT PRIMARY KEY AUTO_INCREMENT) ENGINE = InnoDB"};
const LiveScene::Statements drop_rows{"DROP TABLE IF EXISTS monitor_rows"};

void write_row(LiveScene& scene) { scene.run({"INSERT INTO monitor_rows VALUES ()"}); }

/// All questions that the server was ever asked, this one included.
[[nodiscard]] std::int64_t queries_of(Connection& admin) {
  const std::string text = "SELECT CAST(VARIABLE_VALUE AS UNSIGNED) FROM " +
                           std::string{on_mysql() ? "performance_schema" : "information_schema"} +
                           ".global_status WHERE VARIABLE_NAME = 'Questions'";
  return number_of(admin, text);
}

/// What a server was asked by others within some seconds.
struct Questions {
  std::int64_t asked{0};
  double seconds{0};
};

[[nodiscard]] Questions questions_in_six_seconds(Connection& server) {
  const auto begin = std::chrono::steady_clock::now();
  const std::int64_t before = queries_of(server);
  static_cast<void>(server.execute("DO SLEEP(6)", {}));
  const std::int64_t asked = queries_of(server) - before - 2;  // without the statements of this function
  return {.asked = asked, .seconds = std::chrono::duration<double>{std::chrono::steady_clock::now() - begin}.count()};
}

/// What the master answered in a later round.
std::optional<Position> looked_since(const detail::MasterHistory& history, std::uint64_t round) {
  return history.after(round, history.origin());
}

}  // namespace

TEST_CASE("monitor: positions and lag of real servers, with and without privileges", "[monitor]") {
  LiveScene scene{make_rows, drop_rows};
  for (const bool everything : {true, false}) {
    CAPTURE(everything);
    Cluster cluster{watched(everything)};
    for (int i = 0; i < 3; ++i) write_row(scene);
    REQUIRE(soon([&] { return cluster.master_history().newest().has_value(); }));
    const std::uint64_t round = cluster.master_history().round();
    REQUIRE(soon([&] { return looked_since(cluster.master_history(), round).has_value(); }));
    const Position master = looked_since(cluster.master_history(), round).value();
    CHECK_FALSE(master.empty());
    for (const EngineIndex replica : {EngineIndex{1}, EngineIndex{2}}) {
      CHECK(soon([&] { return cluster.engine(replica).known_position().covers(master); }));
      CHECK(soon([&] { return state_of(cluster, replica).lag == 0ms; }));
      CHECK(state_of(cluster, replica).applying);
    }
  }
}

TEST_CASE("monitor: four queries a second on one connection, and no more", "[failure][monitor]") {
  // Nobody else is connected here, but for replication, which asks nothing, and the count itself.
  ClusterConfig config = watched();
  config.pool.min_idle = 0;
  config.monitor.heartbeat_table = "monitor_beats";
  Cluster cluster{config};
  const auto master = admin_of(0);
  const auto replica = admin_of(1);
  REQUIRE(soon([&] { return state_of(cluster, 1).lag.has_value() && state_of(cluster, 1).lag <= 1s; }));
  for (Connection* server : {master.get(), replica.get()}) {
    // The server sleeps on while this process may stand still: ten times, and one of them must show every look.
    Questions heard;
    for (int tries = 0; tries < 10 && heard.asked < 10; ++tries) {
      heard = questions_in_six_seconds(*server);
      CAPTURE(heard.asked, heard.seconds);
      CHECK(static_cast<double>(heard.asked) <= 4.0 * heard.seconds + 6.0);  // looks that came late at either end
    }
    CHECK(heard.asked >= 10);
  }
  run_on(0, "DROP TABLE monitor_beats");
}

TEST_CASE("monitor: a stopped replica applies nothing", "[failure][monitor]") {
  LiveScene scene{make_rows, drop_rows};
  const RestartedReplication restarted{1};
  Cluster cluster{watched()};
  REQUIRE(soon([&] { return state_of(cluster, 1).lag == 0ms; }));
  for (const char* thread : {" SQL_THREAD", " IO_THREAD"}) {
    CAPTURE(thread);
    run_on(1, replication("STOP", thread));
    CHECK(soon([&] { return !state_of(cluster, 1).applying; }));
    CHECK(state_of(cluster, 2).applying);
    write_row(scene);
    CHECK(soon([&] { return state_of(cluster, 1).lag >= 1s; }));
    run_on(1, replication("START"));
    CHECK(soon([&] { return state_of(cluster, 1).applying && state_of(cluster, 1).lag == 0ms; }));
  }
}

TEST_CASE("monitor: a delayed replica gets no reads until it is back", "[failure][monitor]") {
  LiveScene scene{make_rows, drop_rows};
  RestartedReplication restarted{1};
  ClusterConfig config = watched();
  config.monitor.max_lag = 1s;
  const bool heartbeat = GENERATE(false, true);
  CAPTURE(heartbeat);
  if (heartbeat) config.monitor.heartbeat_table = "monitor_beats";
  Cluster cluster{config};
  REQUIRE(soon([&] { return state_of(cluster, 1).lag.has_value(); }));
  restarted.delay(60);  // without a heartbeat it is seen only while it lasts
  write_row(scene);
  CHECK(soon([&] {
    const auto now = cluster.topology();
    return now->engines[1].lagging && now->engines[1].applying && !now->engines[2].lagging;
  }));
  restarted.delay(0);
  CHECK(soon([&] { return !state_of(cluster, 1).lagging && state_of(cluster, 1).lag < 500ms; }));
  if (heartbeat) run_on(0, "DROP TABLE monitor_beats");
}

TEST_CASE("monitor: a replica that is killed is forgotten, and known again when it is back", "[failure][monitor]") {
  MortalReplica replica{1, "replica1"};
  Cluster cluster{watched()};
  REQUIRE(soon([&] { return !cluster.engine(1).known_position().get().empty() && state_of(cluster, 2).lag == 0ms; }));
  const auto generation = cluster.engine(1).known_position().generation();
  replica.kill();
  CHECK(soon([&] { return cluster.engine(1).known_position().get().empty() && !state_of(cluster, 1).lag; }));
  CHECK(cluster.engine(1).known_position().generation() > generation);
  CHECK(soon([&] { return state_of(cluster, 2).lag == 0ms; }));
  replica.revive();
  CHECK(soon([&] { return state_of(cluster, 1).lag == 0ms && !cluster.engine(1).known_position().get().empty(); }));
}

TEST_CASE("monitor: a frozen replica delays nobody, not even the end", "[failure][monitor]") {
  LiveScene scene{make_rows, drop_rows};
  MortalReplica replica{1, "replica1"};
  auto cluster = std::make_unique<Cluster>(watched());
  REQUIRE(soon([&] { return state_of(*cluster, 1).lag == 0ms && state_of(*cluster, 2).lag == 0ms; }));
  replica.freeze();
  CHECK(soon([&] { return !state_of(*cluster, 1).lag; }));
  CHECK(cluster->engine(1).known_position().get().empty());
  for (int i = 0; i < 3; ++i) {
    write_row(scene);
    const std::uint64_t round = cluster->master_history().round();
    REQUIRE(soon([&] { return looked_since(cluster->master_history(), round).has_value(); }));
    const Position master = looked_since(cluster->master_history(), round).value();
    CHECK(soon([&] { return cluster->engine(2).known_position().covers(master); }));
  }
  const auto begin = std::chrono::steady_clock::now();
  cluster.reset();
  // A connect and a reply that do not come, of the monitor and of the pool, a second each; far from "for ever".
  CHECK(std::chrono::steady_clock::now() - begin < patience);
  replica.thaw();
}

TEST_CASE("monitor: a master that has lost its history is doubted", "[failure][monitor]") {
  const RestartedReplication restarted{2};
  ClusterConfig config = watched();
  config.master = {.url = config.replicas[1].url};  // a replica plays the master, so that nobody else is hurt
  config.replicas.clear();
  Cluster cluster{config};
  auto& history = cluster.master_history();
  REQUIRE(soon([&] { return history.newest().has_value() && !history.newest()->empty(); }));
  const std::string before =
      text_of(*admin_of(2), on_mysql() ? "SELECT @@GLOBAL.gtid_executed" : "SELECT @@GLOBAL.gtid_slave_pos");
  const auto doubts = history.doubts();
  run_on(2, replication("STOP"));
  run_on(2, on_mysql() ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
  if (!on_mysql()) run_on(2, "SET GLOBAL gtid_slave_pos = ''");
  CHECK(soon([&] { return history.doubts() > doubts; }));
  run_on(2, (on_mysql() ? "SET GLOBAL gtid_purged = '" : "SET GLOBAL gtid_slave_pos = '") + before + "'");
  // Once. A monitor that had to connect again doubts as well, which is rare.
  const auto doubts_no_more = [&] {
    const auto after_reset = history.doubts();
    const std::uint64_t round = history.round();
    REQUIRE(soon([&] { return looked_since(history, round + 2).has_value(); }));
    return history.doubts() == after_reset;
  };
  CHECK((doubts_no_more() || doubts_no_more() || doubts_no_more()));
}
