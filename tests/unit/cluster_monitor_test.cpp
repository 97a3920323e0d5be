#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/error/config_error.hpp>

#include "cluster/engine_watch.hpp"
#include "cluster/heartbeat.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_cluster.hpp"
#include "support/fake_driver.hpp"

using namespace rwsplit;
using namespace rwsplit::detail;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

namespace {

/// The values of one row as the server sends them; null stands for NULL.
using Row = std::vector<const char*>;
using Names = std::vector<const char*>;

[[nodiscard]] Reply reply_of(const std::vector<Row>& rows, const Names& names = {}) {
  auto columns = std::make_shared<ResultSet::Columns>();
  const std::size_t width = rows.empty() ? 1 : rows.front().size();
  for (std::size_t i = 0; i < width; ++i) columns->push_back({i < names.size() ? names[i] : "c", "VARCHAR"});
  Reply reply{.rows = ResultSet{columns}};
  for (const Row& row : rows) {
    for (const char* value : row) reply.rows.push(value == nullptr ? Value::null() : Value::text(value));
  }
  return reply;
}

/// A server that answers by the beginning of a question, the longest that fits.
class Server {
 public:
  explicit Server(Flavor flavor, std::uint32_t origin = 1) {
    driver->identify({.flavor = flavor, .version = "10.11.19", .origin = origin});
    driver->on_call([this](FakeCall& call) -> Reply {
      {
        const std::lock_guard lock{mutex};
        asked.emplace_back(call.text);
      }
      std::string_view best;
      for (const auto& [question, answer] : answers) {
        if (call.text.starts_with(question) && question.size() >= best.size()) best = question;
      }
      const auto found = answers.find(std::string{best});
      if (best.empty()) throw server_error(Cond::access_denied);
      return found->second(call);
    });
  }

  void answer(const std::string& question, Row row) {
    answers[question] = [row = std::move(row)](FakeCall&) { return reply_of({row}); };
  }
  void fail(const std::string& question, Cond condition) {
    answers[question] = [condition](FakeCall&) -> Reply { throw server_error(condition); };
  }
  void lose(const std::string& question) {
    answers[question] = [](FakeCall& call) -> Reply {
      call.status.usable = false;
      throw lost_error();
    };
  }
  /// How many questions begin like this.
  [[nodiscard]] std::size_t count(std::string_view question) const {
    std::size_t total = 0;
    for (const std::string& text : asked) total += text.starts_with(question) ? 1 : 0;
    return total;
  }

  std::shared_ptr<FakeDriver> driver{std::make_shared<FakeDriver>()};
  std::map<std::string, std::function<Reply(FakeCall&)>> answers{};
  std::vector<std::string> asked{};
  std::mutex mutex{};
};

/// One engine and its watch, looked at by hand. The clock stands unless the test moves it.
class Scene {
 public:
  Scene(Role role, Server& server)
      : engine{std::make_shared<Engine>(role, server.driver,
                                        ConnectOptions{.url = Url::parse("fake://host/app?read_timeout=30s&charset=x"),
                                                       .engine = "replica1",
                                                       .read_only = role == Role::replica},
                                        PoolOptions{.min_idle = 0}, EngineListener{})},
        watch{engine,
              MonitorReports{.history = &history,
                             .publish = [this](const Engine&, const ReplicaCondition& now_seen) { seen = now_seen; },
                             .heartbeat_refused = [this](const Error& error) { refused.emplace_back(error.what()); }}} {
  }

  std::optional<EngineWatch::Pause> look() { return watch.look(options, now, 0.5); }
  [[nodiscard]] std::string known() const { return engine->known_position().get().to_string(); }

  MasterHistory history;
  ReplicaCondition seen{};
  std::vector<std::string> refused{};
  MonitorOptions options{};
  MasterHistory::Time now{std::chrono::hours{1}};
  std::shared_ptr<Engine> engine;
  EngineWatch watch;
};

const std::string mariadb_position = "SELECT @@GLOBAL.gtid_slave_pos";
const std::string mysql_position = "SELECT @@GLOBAL.gtid_owned";
const std::string mysql_timestamps = "SELECT c.SERVICE_STATE";
const std::string uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
const std::string transactions = uuid + ":1-5";
const std::string channels = "SHOW ALL SLAVES STATUS";

void answer_channels(Server& server, const char* io, const char* sql, const char* behind) {
  server.answers[channels] = [=](FakeCall&) {
    return reply_of({{io, sql, behind}}, {"Slave_IO_Running", "Slave_SQL_Running", "Seconds_Behind_Master"});
  };
}

void make_mariadb_replica(Server& server, const char* position) {
  server.answer(mariadb_position, {position, position});
  answer_channels(server, "Yes", "Yes", "3");
}

void make_mysql_replica(Server& server) {
  server.answer(mysql_position, {"", transactions.c_str()});
  server.answer("SET time_zone", {});
  server.answer(mysql_timestamps, {"ON", "ON", "1", nullptr, nullptr});
}

}  // namespace

TEST_CASE("monitor: a MariaDB replica", "[cluster][monitor]") {
  Server server{Flavor::mariadb};
  make_mariadb_replica(server, "0-1-7");
  Scene scene{Role::replica, server};
  CHECK(scene.look() == scene.options.interval);
  CHECK(scene.known() == "0-1-7");
  CHECK(scene.seen.applying);
  CHECK(scene.seen.lag == 3s);
  CHECK(server.asked.size() == 2);
  static_cast<void>(scene.look());
  CHECK(server.asked.size() == 4);
  CHECK(server.driver->opened() == 1);

  SECTION("its connection is its own, refuses writes, and has little patience") {
    const ConnectOptions options = server.driver->record(0).options;
    CHECK(options.read_only);
    CHECK(options.connect_timeout == 1s);
    CHECK(options.read_timeout == 1s);
    REQUIRE(options.url.options.size() == 1);
    CHECK(options.url.options[0].first == "charset");
  }
  SECTION("what the master has proves that nothing is missing") {
    scene.history.learn(scene.history.begin_round(scene.now), 1, Position::parse(Flavor::mariadb, "0-1-7").value());
    static_cast<void>(scene.look());
    CHECK(scene.seen.lag == 0ms);
  }
  SECTION("what is missing is missed until it is there, however short the history is") {
    for (int i = 8; i < 60; ++i) {
      scene.now += 1s;
      const auto position = Position::parse(Flavor::mariadb, "0-1-" + std::to_string(i)).value();
      scene.history.learn(scene.history.begin_round(scene.now), 1, position);
      static_cast<void>(scene.look());
    }
    CHECK(scene.seen.lag == 51s);
    SECTION("nobody knows what is missing after a doubt") {
      scene.history.doubt();
      static_cast<void>(scene.look());
      CHECK(scene.seen.lag == 3s);
    }
    SECTION("then the next that is missing counts") {
      server.answer(mariadb_position, {"0-1-57", "0-1-57"});
      static_cast<void>(scene.look());
      CHECK(scene.seen.lag == 3s);  // what the server says is more than the one second
    }
  }
  SECTION("a stopped thread of either kind, and a lag of NULL") {
    for (const auto& [io, sql] : {std::pair{"Yes", "No"}, std::pair{"No", "Yes"}, std::pair{"Connecting", "Yes"}}) {
      answer_channels(server, io, sql, nullptr);
      static_cast<void>(scene.look());
      CHECK_FALSE(scene.seen.applying);
      CHECK_FALSE(scene.seen.lag);
    }
  }
  SECTION("a node of a Galera cluster: it follows nobody, has no position, and is not known to be at fault") {
    scene.history.learn(scene.history.begin_round(scene.now), 1, Position::parse(Flavor::mariadb, "0-1-9").value());
    server.answers[channels] = [](FakeCall&) { return reply_of({}); };
    server.answer(mariadb_position, {"", "0-1-9"});
    static_cast<void>(scene.look());
    CHECK(scene.seen.applying);
    CHECK_FALSE(scene.seen.lag);
  }
  SECTION("a connection that breaks: nothing is known any more, and the next look connects again") {
    server.lose(mariadb_position);
    const auto generation = scene.engine->known_position().generation();
    const auto pause = scene.look();
    REQUIRE(pause);
    CHECK(*pause == 50ms);
    CHECK(scene.known().empty());
    CHECK(scene.engine->known_position().generation() != generation);
    CHECK_FALSE(scene.seen.lag);
    make_mariadb_replica(server, "0-1-9");
    CHECK(scene.look() == scene.options.interval);
    CHECK(server.driver->opened() == 2);
    CHECK(scene.known() == "0-1-9");
  }
  SECTION("a refusal leaves the connection and what is known") {
    server.fail(mariadb_position, Cond::other);
    CHECK(scene.look() == 50ms);
    CHECK(scene.look() == 100ms);
    CHECK(scene.known() == "0-1-7");
    CHECK(server.driver->opened() == 1);
  }
  SECTION("a server that was rebuilt has less than before") {
    make_mariadb_replica(server, "0-1-2");
    static_cast<void>(scene.look());
    CHECK(scene.known() == "0-1-2");
  }
  SECTION("a wait that was satisfied while the answer was on its way is not lost") {
    server.answers[channels] = [&](FakeCall&) {
      scene.engine->known_position().learn(Position::parse(Flavor::mariadb, "0-1-8").value());
      return reply_of({});
    };
    static_cast<void>(scene.look());
    CHECK(scene.known() == "0-1-8");
  }
}

TEST_CASE("monitor: an account that may see nothing asks once", "[cluster][monitor]") {
  Server server{Flavor::mariadb};
  server.answer(mariadb_position, {"0-1-7", "0-1-7"});
  Scene scene{Role::replica, server};
  for (int i = 0; i < 3; ++i) CHECK(scene.look() == scene.options.interval);
  CHECK(scene.known() == "0-1-7");
  CHECK(scene.seen.applying);
  CHECK_FALSE(scene.seen.lag);
  CHECK(server.count(channels) == 1);
}

TEST_CASE("monitor: a MySQL replica", "[cluster][monitor]") {
  Server server{Flavor::mysql};
  make_mysql_replica(server);
  Scene scene{Role::replica, server};
  static_cast<void>(scene.look());
  CHECK(scene.known() == transactions);
  CHECK(scene.seen.applying);
  CHECK(scene.seen.lag == 0ms);
  CHECK(server.asked.size() == 3);
  static_cast<void>(scene.look());
  CHECK(server.asked.size() == 5);

  SECTION("timestamps of what is being applied, of what is held back, of several channels") {
    struct Case {
      const char* what;
      std::vector<Row> rows;
      bool applying;
      std::optional<std::chrono::milliseconds> lag;
    };
    const Case cases[] = {
        {"a worker is at it", {{"ON", "ON", "0", "7500", nullptr}}, true, 8ms},
        {"held back on purpose", {{"ON", "ON", "0", nullptr, "2000000"}}, true, 2s},
        {"the older of the two", {{"ON", "ON", "0", "1000", "2000"}}, true, 2ms},
        {"received, and nobody is at it yet", {{"ON", "ON", "0", nullptr, nullptr}}, true, std::nullopt},
        {"a clock that runs ahead", {{"ON", "ON", "0", "-3000", nullptr}}, true, 0ms},
        {"no number", {{"ON", "ON", "0", "x", nullptr}}, true, std::nullopt},
        {"receives nothing", {{"CONNECTING", "ON", "1", nullptr, nullptr}}, false, std::nullopt},
        {"applies nothing", {{"ON", "OFF", "0", nullptr, nullptr}}, false, std::nullopt},
        {"the worst", {{"ON", "ON", "1", nullptr, nullptr}, {"ON", "ON", "0", "9000", nullptr}}, true, 9ms},
        {"one that is not known",
         {{"ON", "OFF", "0", nullptr, nullptr}, {"ON", "ON", "1", nullptr, nullptr}},
         false,
         std::nullopt}};
    for (const Case& row : cases) {
      INFO(row.what);
      server.answers[mysql_timestamps] = [&](FakeCall&) { return reply_of(row.rows); };
      static_cast<void>(scene.look());
      CHECK(scene.seen.applying == row.applying);
      CHECK(scene.seen.lag == row.lag);
    }
  }
  SECTION("without these tables, or with empty ones: in seconds") {
    for (const bool denied : {true, false}) {
      Server other{Flavor::mysql};
      make_mysql_replica(other);
      if (denied) other.fail(mysql_timestamps, Cond::access_denied);
      if (!denied) other.answers[mysql_timestamps] = [](FakeCall&) { return reply_of({}); };
      other.answers["SHOW REPLICA STATUS"] = [](FakeCall&) {
        return reply_of({{"Yes", "Yes", "4"}}, {"Replica_IO_Running", "Replica_SQL_Running", "Seconds_Behind_Source"});
      };
      Scene second{Role::replica, other};
      for (int i = 0; i < 3; ++i) static_cast<void>(second.look());
      CHECK(second.seen.lag == 4s);
      CHECK(second.seen.applying);
      CHECK(other.count(mysql_timestamps) == 1);
      CHECK(other.count("SHOW REPLICA STATUS") == 3);
    }
  }
}

TEST_CASE("monitor: the heartbeat as a replica sees it", "[cluster][monitor]") {
  Server server{Flavor::mariadb};
  make_mariadb_replica(server, "0-1-7");
  Scene scene{Role::replica, server};
  scene.options.heartbeat_table = "app.beats";
  const std::string with_heartbeat = mariadb_position + ", @@GLOBAL.gtid_binlog_state, (SELECT TIMESTAMPDIFF";
  server.answer(with_heartbeat, {"0-1-7", "0-1-7", "12345"});
  static_cast<void>(scene.look());
  CHECK(scene.seen.lag == 13ms);
  CHECK(scene.known() == "0-1-7");
  CHECK(server.asked.size() == 2);
  CHECK(server.asked[0].find("FROM `app`.`beats` WHERE") != std::string::npos);

  SECTION("a table that is not there is asked for less and less often") {
    server.fail(with_heartbeat, Cond::no_such_table);
    for (int i = 0; i < 16; ++i) static_cast<void>(scene.look());
    CHECK(scene.seen.lag == 3s);
    CHECK(scene.known() == "0-1-7");
    CHECK(server.count(with_heartbeat) == 1 + 4);  // after 1, 2, 4 and 8 looks without
  }
  SECTION("no row yet") {
    server.answer(with_heartbeat, {"0-1-7", "0-1-7", nullptr});
    static_cast<void>(scene.look());
    CHECK(scene.seen.lag == 3s);
  }
  SECTION("a broken connection is no missing table") {
    server.lose(with_heartbeat);
    CHECK(scene.look() == 50ms);
    CHECK(scene.known().empty());
  }
}

TEST_CASE("monitor: the master", "[cluster][monitor]") {
  Server server{Flavor::mariadb};
  const auto say = [&](const char* position, const char* id, const char* uptime) {
    server.answer(mariadb_position, {"", position, id, uptime});
  };
  say("0-1-7", "1", "50");
  Scene scene{Role::master, server};
  CHECK(scene.look() == scene.options.interval);
  REQUIRE(scene.history.newest());
  CHECK(scene.history.newest()->to_string() == "0-1-7");
  CHECK(scene.history.since(scene.now));
  CHECK(scene.history.has_positions());
  CHECK(scene.history.doubts() == 0);
  CHECK(server.asked.size() == 1);
  CHECK_FALSE(server.driver->record(0).options.read_only);

  SECTION("what goes on as it should casts no doubt") {
    say("0-1-9,1-1-1", "1", "51");
    static_cast<void>(scene.look());
    say("0-1-9,1-1-1", "1", nullptr);
    static_cast<void>(scene.look());
    CHECK(scene.history.doubts() == 0);
    CHECK(scene.history.newest()->to_string() == "0-1-9,1-1-1");
  }
  SECTION("what it had is gone") {
    say("0-1-6", "1", "51");
    static_cast<void>(scene.look());
    CHECK(scene.history.doubts() == 1);
    CHECK(scene.history.newest()->to_string() == "0-1-6");
    static_cast<void>(scene.look());
    CHECK(scene.history.doubts() == 1);
  }
  SECTION("it was started again") {
    say("0-1-8", "1", "3");
    static_cast<void>(scene.look());
    CHECK(scene.history.doubts() == 1);
  }
  SECTION("it is another server") {
    say("0-1-8", "2", "51");
    static_cast<void>(scene.look());
    CHECK(scene.history.doubts() == 1);
  }
  SECTION("it was replaced, and nobody has told its monitor yet") {
    scene.history.doubt();
    scene.engine->pool().close();
    static_cast<void>(scene.look());
    CHECK_FALSE(scene.history.newest());
  }
  SECTION("it was replaced while it was asked") {
    server.answers[mariadb_position] = [&](FakeCall&) {
      scene.history.doubt();
      return reply_of({{"", "0-1-8", "1", "51"}});
    };
    static_cast<void>(scene.look());
    CHECK_FALSE(scene.history.newest());
    CHECK(scene.history.newest_of(1)->to_string() == "0-1-8");
  }
  SECTION("its connection broke and was made again") {
    server.lose(mariadb_position);
    CHECK(scene.look() == 50ms);
    CHECK(scene.history.doubts() == 0);
    say("0-1-7", "1", "51");
    static_cast<void>(scene.look());
    CHECK(scene.history.doubts() == 1);
  }
  SECTION("it cannot be reached: no hurry, and more and more patience") {
    server.lose(mariadb_position);
    static_cast<void>(scene.look());
    server.driver->fail_connects(connect_error(Cond::connection_failed, "no"));
    for (const auto expected : {100ms, 200ms, 400ms}) CHECK(scene.look() == expected);
    CHECK(scene.look() == 950ms);
    server.driver->fail_connects(connect_error(Cond::host_blocked, "no"));
    CHECK(scene.look() == 30s);
  }
}

TEST_CASE("monitor: writes the heartbeat on the master", "[cluster][monitor]") {
  Server server{Flavor::mysql};
  server.answer(mysql_position, {"", transactions.c_str(), uuid.c_str(), "50"});
  Scene scene{Role::master, server};
  scene.options.heartbeat_table = "beats";
  const std::string write = "INSERT INTO `beats` (id, beat)";
  const std::string create = "CREATE TABLE IF NOT EXISTS `beats`";

  SECTION("as long as it may: two queries a look") {
    server.answer(write, {});
    for (int i = 0; i < 3; ++i) static_cast<void>(scene.look());
    CHECK(server.count(write) == 3);
    CHECK(server.asked.size() == 6);
  }
  SECTION("it makes the table") {
    bool exists = false;
    server.answers[write] = [&](FakeCall&) -> Reply {
      if (!exists) throw server_error(Cond::no_such_table);
      return {};
    };
    server.answers[create] = [&](FakeCall&) -> Reply {
      exists = true;
      return {};
    };
    for (int i = 0; i < 2; ++i) static_cast<void>(scene.look());
    CHECK(server.count(create) == 1);
    CHECK(server.count(write) == 3);
    CHECK(scene.refused.empty());
  }
  SECTION("a refusal is told once, and left alone until it connects again") {
    server.fail(write, Cond::access_denied);
    for (int i = 0; i < 3; ++i) CHECK(scene.look() == scene.options.interval);
    CHECK(server.count(write) == 1);
    REQUIRE(scene.refused.size() == 1);
    server.lose(mysql_position);
    static_cast<void>(scene.look());
    server.answer(mysql_position, {"", transactions.c_str(), uuid.c_str(), "50"});
    static_cast<void>(scene.look());
    CHECK(server.count(write) == 2);
    CHECK(scene.refused.size() == 1);
  }
  SECTION("a refusal to make the table is one, too") {
    server.fail(write, Cond::no_such_table);
    server.fail(create, Cond::access_denied);
    for (int i = 0; i < 3; ++i) static_cast<void>(scene.look());
    CHECK(server.count(create) == 1);
    CHECK(scene.refused.size() == 1);
  }
  SECTION("a broken connection is no refusal") {
    server.lose(write);
    CHECK(scene.look() == 50ms);
    CHECK(scene.refused.empty());
  }
}

TEST_CASE("monitor: servers without positions are looked at once", "[cluster][monitor]") {
  for (const Flavor flavor : {Flavor::unknown, Flavor::sqlite}) {
    Server server{flavor};
    Scene scene{Role::replica, server};
    CHECK_FALSE(scene.look());
    CHECK(server.asked.empty());
    CHECK(server.driver->live() == 0);
  }
}

TEST_CASE("monitor: names of tables", "[cluster][monitor]") {
  for (const char* good : {"beats", "app.beats", "a_1$", "$.B"}) CHECK(is_table_name(good));
  for (const char* bad : {"", ".", "a.", ".a", "a.b.c", "a b", "a`", "a;b", "a-b", "\xc3\xa4", "a\"", "a'"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_table_name(bad));
  }
}

TEST_CASE("monitor: its options are checked", "[cluster][monitor][config]") {
  struct Bad {
    MonitorOptions options;
    const char* field;
  };
  for (const auto& [options, field] :
       {Bad{{.interval = 99ms}, "monitor.interval"}, Bad{{.interval = -1ms}, "monitor.interval"},
        Bad{{.max_lag = -1ms}, "monitor.max_lag"}, Bad{{.heartbeat_table = "a`; --"}, "monitor.heartbeat_table"}}) {
    try {
      options.validate();
      FAIL("accepted: " << field);
    } catch (const ConfigError& error) {
      CHECK(std::string{error.what()}.find(field) != std::string::npos);
      CHECK(std::string{error.what()}.find("--") == std::string::npos);
    }
  }
  CHECK_NOTHROW(MonitorOptions{}.validate());
  CHECK_NOTHROW((MonitorOptions{.interval = 0ms, .max_lag = 1ms, .heartbeat_table = "db.t"}.validate()));
}

namespace {

/// A cluster whose servers answer as MariaDB does, with monitors.
class WatchedCluster {
 public:
  explicit WatchedCluster(MonitorOptions options = {.interval = 100ms}) {
    master.answer(mariadb_position, {"", "0-1-7", "1", "50"});
    make_mariadb_replica(first, "0-1-7");
    make_mariadb_replica(second, "0-1-5");
    answer_channels(second, "Yes", "Yes", "3000");
    config.master = {.url = "fake://master", .driver = master.driver};
    config.replicas = {{.name = "replica1", .url = "fake://replica1", .driver = first.driver},
                       {.name = "replica2", .url = "fake://replica2", .driver = second.driver}};
    config.pool = calm_pool();
    config.pool.min_idle = 0;
    config.logger = std::make_shared<spdlog::logger>("quiet");
    config.monitor = std::move(options);
  }

  Server master{Flavor::mariadb};
  Server first{Flavor::mariadb, 2};
  Server second{Flavor::mariadb, 3};
  ClusterConfig config{};
};

[[nodiscard]] EngineState state_of(const Cluster& cluster, EngineIndex engine) {
  return cluster.topology()->engines[engine];
}

}  // namespace

TEST_CASE("monitor: a cluster knows its servers without having been asked anything", "[cluster][monitor]") {
  WatchedCluster servers;
  Cluster cluster{servers.config};
  CHECK(eventually([&] { return state_of(cluster, 1).lag == 0ms && state_of(cluster, 2).lag == 3000s; }));
  CHECK(cluster.engine(1).known_position().get().to_string() == "0-1-7");
  CHECK(cluster.engine(2).known_position().get().to_string() == "0-1-5");
  CHECK(cluster.master_history().newest()->to_string() == "0-1-7");
  CHECK(state_of(cluster, 2).applying);
  CHECK_FALSE(state_of(cluster, 2).lagging);
  CHECK(servers.first.driver->opened() == 1);

  SECTION("what is the same again is no new topology") {
    const auto version = cluster.topology_version();
    const std::size_t looks = servers.first.driver->count(channels);
    CHECK(eventually([&] { return servers.first.driver->count(channels) > looks + 2; }));
    CHECK(state_of(cluster, 1).lag == 0ms);
    CHECK(cluster.topology_version() == version);
  }
  SECTION("a limit that comes later, and goes") {
    ClusterConfig next = *cluster.config();
    next.monitor.max_lag = 1s;
    cluster.reconfigure(next);
    CHECK(state_of(cluster, 2).lagging);
    CHECK(state_of(cluster, 2).lag);
    CHECK_FALSE(state_of(cluster, 1).lagging);
    next.monitor.max_lag = 0ms;
    cluster.reconfigure(next);
    CHECK_FALSE(state_of(cluster, 2).lagging);
  }
  SECTION("switched off: nothing is known any more, and nobody looks") {
    ClusterConfig next = *cluster.config();
    next.monitor.interval = 0ms;
    cluster.reconfigure(next);
    CHECK_FALSE(state_of(cluster, 1).lag);
    CHECK(eventually([&] {
      return servers.master.driver->live() + servers.first.driver->live() + servers.second.driver->live() == 0;
    }));
    CHECK_FALSE(state_of(cluster, 1).lag);
    next.monitor.interval = 100ms;
    cluster.reconfigure(next);
    CHECK(eventually([&] { return state_of(cluster, 1).lag == 0ms; }));
  }
  SECTION("a replica that leaves takes its monitor along, and one that comes gets one") {
    ClusterConfig next = *cluster.config();
    const EngineConfig gone = next.replicas[0];
    next.replicas.erase(next.replicas.begin());
    cluster.reconfigure(next);
    CHECK(eventually([&] { return servers.first.driver->live() == 0; }));
    next.replicas.push_back(gone);
    cluster.reconfigure(next);
    CHECK(eventually([&] { return state_of(cluster, 1).lag == 0ms; }));
    CHECK(servers.first.driver->opened() == 2);
    CHECK(servers.second.driver->opened() == 1);
  }
  SECTION("another master casts doubt") {
    ClusterConfig next = *cluster.config();
    next.master.url = "fake://other";
    const auto doubts = cluster.master_history().doubts();
    cluster.reconfigure(next);
    CHECK(cluster.master_history().doubts() > doubts);
  }
}

TEST_CASE("monitor: what pools tell", "[cluster][monitor]") {
  WatchedCluster servers{{.interval = 0ms}};
  servers.config.pool.min_idle = 1;
  Cluster cluster{servers.config};
  cluster.engine(1).known_position().learn(Position::parse(Flavor::mariadb, "0-1-7").value());
  const auto has_idle = [&](EngineIndex engine) { return cluster.engine(engine).pool().statistics().idle == 1; };
  REQUIRE(eventually([&] { return has_idle(0) && has_idle(1); }));
  const auto refuse = connect_error(Cond::connection_failed, "no");
  servers.first.driver->fail_connects(refuse);
  servers.first.driver->kill_all();
  cluster.engine(1).pool().suspect();
  CHECK(eventually([&] { return !state_of(cluster, 1).reachable; }));
  CHECK(cluster.engine(1).known_position().get().empty());
  CHECK(cluster.master_history().doubts() == 0);
  servers.master.driver->fail_next_connects(1, refuse);
  servers.master.driver->kill_all();
  cluster.engine(0).pool().suspect();
  CHECK(eventually([&] { return cluster.master_history().doubts() == 2; }));  // it failed, and it worked
}

TEST_CASE("monitor: it is off, or there is nothing to see", "[cluster][monitor]") {
  SECTION("off") {
    WatchedCluster servers{{.interval = 0ms}};
    Cluster cluster{servers.config};
    CHECK(servers.master.driver->attempts() == 0);
    CHECK_FALSE(state_of(cluster, 1).lag);
  }
  SECTION("servers without positions are asked once who they are") {
    WatchedCluster servers;
    for (Server* server : {&servers.master, &servers.first, &servers.second}) server->driver->identify({});
    Cluster cluster{servers.config};
    CHECK(eventually([&] { return servers.first.driver->opened() == 1 && servers.first.driver->live() == 0; }));
    CHECK(servers.first.driver->attempts() == 1);
  }
  SECTION("SQLite is not even asked") {
    WatchedCluster servers;
    servers.config.master.url = servers.config.replicas[0].url = servers.config.replicas[1].url = "sqlite:/none.db";
    Cluster cluster{servers.config};
    CHECK(servers.first.driver->attempts() == 0);
  }
}

TEST_CASE("monitor: a look that ends while it is switched off tells nothing", "[cluster][monitor]") {
  WatchedCluster servers;
  Gate look;
  servers.second.answers[mariadb_position] = [&, answer = servers.second.answers[mariadb_position]](FakeCall& call) {
    look.pass();
    return answer(call);
  };
  Cluster cluster{servers.config};
  const OpenAtExit open{look};
  look.await_arrivals(1);
  REQUIRE(eventually([&] { return cluster.master_history().origin() != 0; }));
  ClusterConfig next = *cluster.config();
  next.monitor.interval = 0ms;
  next.master.url = "fake://other";
  // A master that goes is asked once more, when the new configuration is there and the monitors still are.
  bool looked = false;
  servers.master.driver->on_connect([&](std::size_t) {
    const std::size_t looks = servers.second.driver->count(channels);
    look.open();
    looked = eventually([&] { return servers.second.driver->count(channels) > looks + 1; });
  });
  cluster.reconfigure(next);
  CHECK(looked);
  CHECK_FALSE(state_of(cluster, 2).lag);
}

TEST_CASE("monitor: a server that hangs delays no other", "[cluster][monitor]") {
  WatchedCluster servers;
  Gate gate;
  servers.second.answers[mariadb_position] = [&](FakeCall&) -> Reply {
    gate.pass();
    throw lost_error();
  };
  Cluster cluster{servers.config};
  const OpenAtExit open{gate};
  gate.await_arrivals(1);
  const std::size_t looks = servers.first.driver->count(channels);
  CHECK(eventually([&] { return servers.first.driver->count(channels) > looks + 2; }));
  CHECK(cluster.engine(2).known_position().get().empty());
}
