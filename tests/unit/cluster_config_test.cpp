#include <functional>
#include <map>
#include <memory>
#include <string>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/routing/table_router.hpp>

#include "support/catch_shim.hpp"
#include "support/null_driver.hpp"

namespace rwsplit {
namespace {

[[nodiscard]] ClusterConfig good_config() {
  const auto driver = std::make_shared<testing::NullDriver>();
  return {.master = {.url = "null://m", .driver = driver},
          .replicas = {{.name = "replica1", .url = "null://1", .driver = driver},
                       {.name = "replica2", .url = "null://2", .driver = driver}}};
}

struct Row {
  const char* name;
  std::function<void(ClusterConfig&)> spoil;
  const char* message;
};

[[nodiscard]] std::string message_of(const ClusterConfig& config) {
  try {
    const Cluster cluster{config};
  } catch (const ConfigError& error) {
    CHECK(error.outcome() == Outcome::misuse);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a good configuration is accepted, also without replicas", "[cluster][FR-10][GI-1]") {
  CHECK_NOTHROW(good_config().validate());
  ClusterConfig config = good_config();
  config.replicas.clear();
  CHECK_NOTHROW(Cluster{config});
  config.master.name = "master";
  CHECK_NOTHROW(Cluster{config});
}

TEST_CASE("a wrong configuration is refused and named", "[cluster]") {
  using std::chrono::milliseconds;
  const Row rows[] = {
      {"master renamed", [](ClusterConfig& c) { c.master.name = "boss"; }, "master: its name is always \"master\""},
      {"no master URL", [](ClusterConfig& c) { c.master.url.clear(); }, "master: url is missing"},
      {"master weight", [](ClusterConfig& c) { c.master.weight = max_weight + 1; },
       "master: weight 1000001 is above 1000000"},
      {"no replica name", [](ClusterConfig& c) { c.replicas[1].name.clear(); }, "replicas[1]: name is missing"},
      {"reserved name", [](ClusterConfig& c) { c.replicas[0].name = "master"; },
       "replicas[0]: the name \"master\" is reserved"},
      {"duplicate name", [](ClusterConfig& c) { c.replicas[1].name = "replica1"; },
       "replicas[1]: the name \"replica1\" is used twice"},
      {"no replica URL", [](ClusterConfig& c) { c.replicas[1].url.clear(); }, "replica \"replica2\": url is missing"},
      {"replica weight", [](ClusterConfig& c) { c.replicas[0].weight = 2'000'000; },
       "replica \"replica1\": weight 2000000 is above 1000000"},
      {"too many engines",
       [](ClusterConfig& c) {
         const EngineConfig like = c.replicas[0];
         c.replicas.assign(64, like);
         for (std::size_t i = 0; i < 64; ++i) c.replicas[i].name = "r" + std::to_string(i);
       },
       "replicas: at most 63 are supported"},
      {"shared pool", [](ClusterConfig& c) { c.pool.max_size = 0; }, "pool option max_size must be at least 1"},
      {"own pool", [](ClusterConfig& c) { c.replicas[1].pool = PoolOptions{.min_idle = 3, .max_size = 2}; },
       "engine \"replica2\": pool option min_idle must not be greater than max_size"},
      {"master's own pool", [](ClusterConfig& c) { c.master.pool = PoolOptions{.keep_alive = milliseconds{-1}}; },
       "engine \"master\": pool option keep_alive must not be negative"},
      {"connect timeout", [](ClusterConfig& c) { c.connect_timeout = milliseconds{0}; },
       "connect_timeout must be above 0"},
      {"read timeout", [](ClusterConfig& c) { c.read_timeout = milliseconds{-1}; },
       "read_timeout must not be negative"},
      {"a level that needs a token", [](ClusterConfig& c) { c.consistency = Consistency::causal({}); },
       "consistency: causal needs a token"},
      {"a bound of 0", [](ClusterConfig& c) { c.consistency.level = ConsistencyLevel::bounded; },
       "consistency.max_lag: must be more than 0"},
      {"wait", [](ClusterConfig& c) { c.consistency.wait = milliseconds{-1}; }, "consistency.wait: must not be"},
      {"token lifetime", [](ClusterConfig& c) { c.token_lifetime = std::chrono::seconds{-1}; },
       "token_lifetime: must not be negative"},
      {"monitor", [](ClusterConfig& c) { c.monitor.interval = milliseconds{1}; },
       "monitor.interval: must be at least 100 ms"},
      {"no dialect", [](ClusterConfig& c) { c.dialects = DialectSet{}; },
       "dialects: none is named; leave the field out to go by the URLs"},
      {"dialects against the master",
       [](ClusterConfig& c) {
         c.master.url = "mysql://m/db";
         c.dialects = DialectSet{Dialect::sqlite};
       },
       "dialects: engine \"master\" speaks mysql, mariadb by its URL, and dialects has only sqlite"},
      {"dialects against a replica",
       [](ClusterConfig& c) {
         c.replicas[1].url = "SQLite:/a.db";
         c.dialects = DialectSet{Dialect::mysql, Dialect::mariadb};
       },
       "dialects: engine \"replica2\" speaks sqlite by its URL, and dialects has only mysql, mariadb"},
      {"read function, empty",
       [](ClusterConfig& c) {
         c.read_functions = {"f", ""};
       },
       "read_functions[1]: \"\": the name is empty"},
      {"read function, call", [](ClusterConfig& c) { c.read_functions = {"f()"}; },
       "read_functions[0]: \"f()\": a name is f or db.f, without"},
      {"read function, quotes", [](ClusterConfig& c) { c.read_functions = {"db.`f`"}; }, "read_functions[0]: "},
      {"read function, three parts", [](ClusterConfig& c) { c.read_functions = {"a.b.c"}; }, "read_functions[0]: "},
      {"read function, no database", [](ClusterConfig& c) { c.read_functions = {".f"}; }, "read_functions[0]: "},
      {"read function, only a database", [](ClusterConfig& c) { c.read_functions = {"db."}; }, "read_functions[0]: "},
      {"null observer", [](ClusterConfig& c) { c.observers.push_back(nullptr); }, "observers: one of them is null"},
      {"bad URL", [](ClusterConfig& c) { c.replicas[0].url = "no scheme"; }, "engine \"replica1\": "},
      {"unknown scheme",
       [](ClusterConfig& c) {
         c.replicas[0].url = "oracle://user@host/db";
         c.replicas[0].driver = nullptr;
       },
       "the URL scheme \"oracle\" is not known; this build opens mysql:// mariadb:// sqlite: (engine replica1)"},
      {"unknown URL option",
       [](ClusterConfig& c) {
         c.master.url = "mysql://user@localhost/db?colour=red";
         c.master.driver = nullptr;
       },
       "colour"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    ClusterConfig config = good_config();
    row.spoil(config);
    const std::string message = message_of(config);
    CAPTURE(message);
    CHECK(message.find(row.message) != std::string::npos);
  }
}

TEST_CASE("dialects follow from the URLs unless they are named", "[cluster]") {
  struct {
    const char* master;
    const char* replica;
    DialectSet expected;
  } const rows[] = {
      {"mysql://m/db", "mysql://r/db", {Dialect::mysql, Dialect::mariadb}},
      {"MariaDB://m/db", "mariadb://r/db", {Dialect::mysql, Dialect::mariadb}},
      {"sqlite:/a.db", "sqlite:/a.db", {Dialect::sqlite}},
      {"null://m", "null://r", all_dialects},
      {"mysql://m/db", "null://r", all_dialects},
      {"mysql://m/db", "sqlite:/a.db", all_dialects},
  };
  for (const auto& row : rows) {
    CAPTURE(row.master, row.replica);
    ClusterConfig config = good_config();
    config.replicas.pop_back();
    config.master.url = row.master;
    config.replicas[0].url = row.replica;
    CHECK(Cluster{config}.config()->dialects == row.expected);
  }
}

TEST_CASE("named dialects are taken, also one that no server has", "[cluster]") {
  ClusterConfig config = good_config();
  config.master.url = "mysql://m/db";
  for (const DialectSet dialects : {DialectSet{Dialect::mysql}, DialectSet{Dialect::mariadb}, all_dialects}) {
    config.dialects = dialects;
    CHECK(Cluster{config}.config()->dialects == dialects);
  }
}

TEST_CASE("functions are named with or without their database", "[cluster]") {
  ClusterConfig config = good_config();
  config.read_functions = {"f", "db.f", "F_1$", "d\xC3\xA9j\xC3\xA0.vu"};
  CHECK_NOTHROW(config.validate());
}

TEST_CASE("sixty-four engines are possible", "[cluster]") {
  ClusterConfig config = good_config();
  const EngineConfig like = config.replicas[0];
  config.pool.min_idle = 0;
  config.replicas.assign(63, like);
  for (std::size_t i = 0; i < 63; ++i) config.replicas[i].name = "r" + std::to_string(i);
  Cluster cluster{config};
  CHECK(cluster.engine_count() == 64);
  CHECK(cluster.index_of("r62") == 63);
}

TEST_CASE("a router that names an unknown engine is refused when the cluster is made", "[cluster]") {
  ClusterConfig config = good_config();
  config.router =
      std::make_shared<TableRouter>(TableRoutes{.tables = {{"report", NamedTarget::engine("replica9")}}, .tags = {}});
  try {
    const Cluster cluster{config};
    FAIL("no error");
  } catch (const UnknownEngine& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("replica9") != std::string::npos);
    CHECK(text.find("report") != std::string::npos);
  }
}

TEST_CASE("no configuration error shows a password", "[cluster]") {
  const char* const urls[] = {"mysql://app:s3cr3t-canary@host/db?colour=red", "mysql://app:s3cr3t-canary@host:99999/db",
                              "oracle://app:s3cr3t-canary@host/db", "mysql://app:s3cr3t-canary@@host/db"};
  for (const char* const url : urls) {
    ClusterConfig config = good_config();
    config.replicas[0].url = url;
    config.replicas[0].driver = nullptr;
    const std::string message = message_of(config);
    CAPTURE(message);
    CHECK(message != "no error");
    CHECK(message.find("canary") == std::string::npos);
  }
}

}  // namespace rwsplit
