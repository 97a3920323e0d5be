#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/config/settings.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_engine.hpp>

#include "support/catch_shim.hpp"
#include "support/null_driver.hpp"
#include "support/temporary_directory.hpp"

namespace rwsplit {
namespace {

using namespace std::chrono_literals;
using Map = std::map<std::string, std::string>;

[[nodiscard]] ClusterConfig of_toml(std::string_view text) {
  return ClusterConfig::from(Settings{}.add_toml(text, "app.toml"));
}

[[nodiscard]] std::string error_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

[[nodiscard]] std::string toml_error(std::string_view text) {
  return error_of([&] { static_cast<void>(of_toml(text)); });
}

void check_has(const std::string& message, const std::string& part) {
  CAPTURE(message, part);
  CHECK(message.find(part) != std::string::npos);
  CHECK(message.find("S3cr3t") == std::string::npos);
}

/// With a driver that opens nothing.
[[nodiscard]] ClusterConfig without_servers(ClusterConfig config) {
  const auto driver = std::make_shared<testing::NullDriver>();
  config.master.driver = driver;
  for (EngineConfig& replica : config.replicas) replica.driver = driver;
  return config;
}

constexpr const char* two_engines = R"(
master.url = "sqlite:/m.db"
replicas.r1.url = "sqlite:/r.db"
)";

}  // namespace

TEST_CASE("configuration: a whole one from TOML", "[config][TG-23]") {
  const ClusterConfig config = of_toml(R"(
connect_timeout = "2s"
balancer = "round_robin"
enabled = false
auto_read_on_replica = false
[master]
url = "mysql://app:pw@db-master/shop"
[replicas.zoe]
url = "mysql://app:pw@db-z/shop"
weight = 2
[replicas.adam]
url = "mysql://app:pw@db-a/shop"
pool.max_size = 4
[pool]
max_size = 20
keep_alive = "1m"
[request]
safe_methods = ["GET", "HEAD"]
)");
  CHECK(config.master.url == "mysql://app:pw@db-master/shop");
  REQUIRE(config.replicas.size() == 2);
  CHECK(config.replicas[0].name == "zoe");  // in the order of the file
  CHECK(config.replicas[0].weight == 2);
  CHECK(!config.replicas[0].pool);
  CHECK(config.replicas[1].name == "adam");
  REQUIRE(config.replicas[1].pool);
  CHECK(config.replicas[1].pool->max_size == 4);
  CHECK(config.replicas[1].pool->keep_alive == 1min);  // the rest is that of all pools
  CHECK(config.pool.max_size == 20);
  CHECK(config.connect_timeout == 2s);
  CHECK(!config.enabled);
  CHECK(!config.auto_read_on_replica);
}

TEST_CASE("configuration: the switches of a cluster start as they are configured", "[config][FR-20][W29]") {
  ClusterConfig config = without_servers(of_toml(two_engines));
  const Cluster standard{config};
  CHECK(standard.enabled());
  CHECK(standard.auto_read_on_replica());
  config.enabled = false;
  config.auto_read_on_replica = false;
  Cluster off{config};
  CHECK(!off.enabled());
  CHECK(!off.auto_read_on_replica());
  off.set_auto_read_on_replica(true);  // read once, but not for ever
  CHECK(off.auto_read_on_replica());
}

TEST_CASE("configuration: later sources override earlier ones, key by key", "[config]") {
  Settings settings;
  settings.add_toml("master.url = 'sqlite:/m.db'\nreplicas.Replica-1.url = 'sqlite:/r.db'\npool.max_size = 5\n", "a");
  settings.add_properties(Map{{"x.pool.max_size", "6"}, {"x.slaves.Replica-1.weight", "3"}}, "x");
  settings.add_variables(Map{{"RWSPLIT_POOL_MAX_SIZE", "7"}, {"RWSPLIT_REPLICAS_REPLICA_1_URL", "sqlite:/v.db"}});
  const ClusterConfig config = ClusterConfig::from(settings);
  CHECK(config.pool.max_size == 7);
  REQUIRE(config.replicas.size() == 1);
  CHECK(config.replicas[0].name == "Replica-1");
  CHECK(config.replicas[0].weight == 3);
  CHECK(config.replicas[0].url == "sqlite:/v.db");
  CHECK(ClusterConfig::from(settings.set("pool.max_size", "8")).pool.max_size == 8);
}

TEST_CASE("configuration: the short forms", "[config][TG-23]") {
  const testing::TemporaryDirectory folder;
  std::ofstream{folder.file("app.toml")} << two_engines;
  CHECK(ClusterConfig::from_toml(folder.file("app.toml")).replicas.size() == 1);
  CHECK(ClusterConfig::from_properties(Map{{"p.master.url", "sqlite:m"}}, "p").master.url == "sqlite:m");
  const std::vector<std::string> urls{"sqlite:m", "sqlite:a", "sqlite:b"};
  CHECK(ClusterConfig::from_urls(urls).replicas[1].name == "replica2");
  REQUIRE(::setenv("RWSPLIT_SHORT_FORM_MASTER_URL", "sqlite:e", 1) == 0);
  CHECK(ClusterConfig::from_environment("RWSPLIT_SHORT_FORM_").master.url == "sqlite:e");
  ::unsetenv("RWSPLIT_SHORT_FORM_MASTER_URL");
}

TEST_CASE("configuration: variables spell keys with underscores", "[config]") {
  const ClusterConfig config =
      ClusterConfig::from(Settings{}.add_variables(Map{{"RWSPLIT_MASTER_URL", "sqlite:m"},
                                                       {"RWSPLIT_MASTER_ACCEPTS_READS", "true"},
                                                       {"RWSPLIT_MASTER_POOL_MAX_SIZE", "3"},
                                                       {"RWSPLIT_REPLICAS_EAST_POOL_URL", "sqlite:r"},
                                                       {"RWSPLIT_REPLICAS_EAST_POOL_POOL_MAX_SIZE", "4"},
                                                       {"RWSPLIT_slaves_westEnd_url", "sqlite:w"},
                                                       {"RWSPLIT_REQUEST_PIN_SECURE", "not for a cluster"}}));
  CHECK(config.master_accepts_reads);
  CHECK(config.master.pool->max_size == 3);
  REQUIRE(config.replicas.size() == 2);
  CHECK(config.replicas[0].name == "east_pool");
  CHECK(config.replicas[0].pool->max_size == 4);
  CHECK(config.replicas[1].name == "westEnd");
}

TEST_CASE("configuration: SQLAlchemy's and TurboGears' keys", "[config][TG-23]") {
  const ClusterConfig config =
      ClusterConfig::from_properties(Map{{"sqlalchemy.url", "S3cr3t, not even looked at"},
                                         {"sqlalchemy.master.url", "mysql://app@m/shop"},
                                         {"sqlalchemy.master.pool_size", "3"},
                                         {"sqlalchemy.slaves.slave1.url", "mysql://app@s1/shop"},
                                         {"sqlalchemy.slaves.slave1.pool_recycle", "3600"},
                                         {"sqlalchemy.slaves.slave1.pool_timeout", "30"},
                                         {"sqlalchemy.slaves.slave1.max_overflow", "0"},
                                         {"sqlalchemy.slaves.slave2.url", "mysql://app@s2/shop"},
                                         {"sqlalchemy.pool_recycle", "-1"},
                                         {"templating.engine", "genshi"}},
                                     "sqlalchemy");
  CHECK(config.master.url == "mysql://app@m/shop");
  CHECK(config.master.pool->max_size == 13);  // 3 and SQLAlchemy's overflow of 10
  REQUIRE(config.replicas.size() == 2);
  CHECK(config.replicas[0].name == "slave1");
  CHECK(config.replicas[0].pool->max_lifetime == 1h);
  CHECK(config.replicas[0].pool->acquire_timeout == 30s);
  CHECK(config.replicas[0].pool->max_size == 5);  // SQLAlchemy's 5 and no overflow
  CHECK(config.replicas[1].name == "slave2");
  CHECK(!config.replicas[1].pool);
  CHECK(config.pool.max_lifetime == 0s);
}

TEST_CASE("configuration: the plain URL is the master while no other is described", "[config][TG-1]") {
  const ClusterConfig config = ClusterConfig::from_properties(Map{{"sqlalchemy.url", "sqlite:/app.db"}}, "sqlalchemy");
  CHECK(config.master.url == "sqlite:/app.db");
  CHECK(config.replicas.empty());
  Cluster cluster{without_servers(config)};
  RoutingSession db{cluster};
  CHECK_THROWS_AS((UseEngine{db, "replica1"}), UnknownEngine);  // also with nothing to balance
  check_has(error_of([] {
              static_cast<void>(ClusterConfig::from_properties(
                  Map{{"sqlalchemy.url", "sqlite:/app.db"}, {"sqlalchemy.master.weight", "2"}}, "sqlalchemy"));
            }),
            "properties sqlalchemy*: master.url is missing");
  check_has(error_of([] {
              static_cast<void>(ClusterConfig::from_properties(Map{{"url", "S3cr3t"}}));
            }),
            "property url: url: malformed URL");
}

TEST_CASE("configuration: pool_size and max_size, whichever comes later", "[config]") {
  const auto max_size = [](Settings settings) {
    return ClusterConfig::from(settings.set("url", "sqlite:m")).pool.max_size;
  };
  CHECK(max_size(Settings{}.set("pool.max_size", "3").set("pool_size", "4").set("max_overflow", "2")) == 6);
  CHECK(max_size(Settings{}.set("pool_size", "4").set("pool.max_size", "3")) == 3);
  const auto problem = [](const char* key, const char* value) {
    return error_of([&] { static_cast<void>(ClusterConfig::from(Settings{}.set("url", "sqlite:m").set(key, value))); });
  };
  check_has(problem("max_overflow", "-1"), "pool.max_overflow: must be a whole number; a pool is always bounded");
  check_has(problem("pool_size", "0"), "pool.pool_size: must be a whole number, at least 1; a pool is always bounded");
}

TEST_CASE("configuration: the master alone is a cluster", "[config][TG-24][FR-10]") {
  const ClusterConfig config = of_toml("master.url = 'sqlite:/m.db'");
  CHECK(config.replicas.empty());
  CHECK_NOTHROW(Cluster{without_servers(config)});
}

TEST_CASE("configuration: replicas that are described badly", "[config][TG-24][W24]") {
  struct Row {
    const char* text;
    const char* message;
  };
  const Row rows[] = {
      {"[replicas.r1]\nurl = 'sqlite:r'\n",
       "app.toml:2: replicas.r1: a replica without a master; master.url is missing in app.toml"},
      {"pool.max_size = 2", "app.toml: master.url is missing: a cluster needs a master"},
      {"", "app.toml: master.url is missing"},
      {"master.url = ''", "app.toml:1: master.url: must be text that is not empty"},
      {"master.url = 'sqlite:m'\n[replicas.master]\nurl = 'sqlite:r'\n",
       "app.toml:3: replicas.master: the name \"master\" is reserved for the master"},
      {"master.url = 'sqlite:m'\n[replicas.r1]\nweight = 2\n",
       "app.toml:3: replicas.r1: replicas.r1.url is missing, or replicas.r1.same_as = master"},
      {"master.url = 'sqlite:m'\n\n[replicas.r1]\n", "app.toml:3: replicas.r1: replicas.r1.url is missing"},
      {"master.url = 'S3cr3t'", "app.toml:1: master.url: malformed URL: no scheme"},
      {"master.url = 'sqlite:m'\nreplicas.r.url = 'mysql://a:S3cr3t@h:port/d'",
       "app.toml:2: replicas.r.url: malformed URL: the port"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    check_has(toml_error(row.text), row.message);
  }
}

TEST_CASE("configuration: too many engines", "[config][W24]") {
  std::string text = "master.url = 'sqlite:m'\n";
  for (int i = 1; i <= 63; ++i) text += "replicas.r" + std::to_string(i) + ".url = 'sqlite:r'\n";
  CHECK(of_toml(text).replicas.size() == 63);
  text += "replicas.one_more.url = 'sqlite:r'\n";
  check_has(toml_error(text), "app.toml:65: replicas.one_more: at most 63 replicas are supported");
}

TEST_CASE("configuration: keys that are none", "[config][TG-24][W24]") {
  struct Row {
    const char* line;
    const char* message;
  };
  const Row rows[] = {
      {"pool.max_sise = 'S3cr3t'", "pool.max_sise: there is no such option; the nearest is pool.max_size"},
      {"replicas.r1.wieght = 2", "replicas.r1.wieght: there is no such option; the nearest is replicas.r1.weight"},
      {"balancr = 1", "balancr: there is no such option; the nearest is balancer"},
      {"something.else = 1", "something.else: there is no such option; `rwsplit options` lists them"},
      {"pool = 5", "pool: this is a group of options, not an option"},
      {"replicas.r2 = 'S3cr3t'", "replicas.r2: this names an engine; its options are keys below it"},
      {"[nothing]", "nothing: there is no such option"},
      {"router = 'x'", "router: this can be given in code only"},
      {"master.driver = 'x'", "master.driver: this can be given in code only"},
      {"master.name = 'x'", "master.name: there is no such option"},
      {"replicas.r2.url.x = 'x'", "replicas.r2.url.x: there is no such option"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    check_has(toml_error(std::string{two_engines} + row.line), "app.toml:4: " + std::string{row.message});
  }
  CHECK(toml_error(std::string{two_engines} + "[pool]\n[master.pool]\n") == "no error");
  const auto variable = [](const char* name) {
    return error_of([&] { static_cast<void>(ClusterConfig::from(Settings{}.add_variables(Map{{name, "S3cr3t"}}))); });
  };
  check_has(variable("RWSPLIT_POOL_MAXSIZE"),
            "environment variable RWSPLIT_POOL_MAXSIZE: POOL_MAXSIZE: there is no such option; the nearest is "
            "pool.max_size");
  check_has(variable("RWSPLIT_REPLICAS__URL"), "REPLICAS__URL: there is no such option");
}

TEST_CASE("configuration: values that are none", "[config][TG-24][W24]") {
  struct Row {
    const char* line;
    const char* message;
  };
  const Row rows[] = {
      {"pool.max_size = 'S3cr3t'", "pool.max_size: must be a whole number, at least 1"},
      {"pool.max_size = 0", "pool.max_size: must be a whole number, at least 1"},
      {"pool.max_size = -3", "pool.max_size: must be a whole number, at least 1"},
      {"pool.max_size = '3 '", "pool.max_size: must be a whole number"},
      {"pool.max_size = '99999999999999999999'", "pool.max_size: must be a whole number"},
      {"pool.max_size = 1000000001", "pool.max_size: must be a whole number"},
      {"pool.max_size = ''", "pool.max_size: must be a whole number"},
      {"pool.max_size = [3]", "pool.max_size: takes one value, not an array"},
      {"pool.min_idle = 11", "pool.min_idle: "},
      {"pool.min_backoff = '2s'", "pool option max_backoff must not be less than min_backoff"},
      {"replicas.r1.pool.min_idle = 30", "replicas.r1.pool.min_idle: "},
      {"master.weight = 1000001", "master.weight: must be a whole number from 0 to 1000000"},
      {"connect_timeout = 0", "connect_timeout: must be a duration such as 250ms, 5s, 10m or 2h, at least 1ms"},
      {"read_timeout = '5 s'", "read_timeout: must be a duration"},
      {"read_timeout = '5w'", "read_timeout: must be a duration"},
      {"read_timeout = 's'", "read_timeout: must be a duration"},
      {"read_timeout = '-5s'", "read_timeout: must be a duration"},
      {"read_timeout = '9223372036854775807d'", "read_timeout: must be a duration"},
      {"read_timeout = '4000d'", "read_timeout: must be a duration"},
      {"consistency = 'S3cr3t'", "consistency: must be one of eventual, bounded, session, strong"},
      {"consistency = 'causal'", "consistency: causal needs a token, which only a session or call can have"},
      {"consistency = 'bounded'", "consistency.max_lag: must be more than 0 for the level bounded"},
      {"consistency_wait = '-1ms'", "consistency_wait: must be a duration"},
      {"consistency_fallback = 'wait'", "consistency_fallback: must be one of next_replica, master, stale, error"},
      {"token_lifetime = '1500ms'",
       "token_lifetime: must be a duration such as 250ms, 5s, 10m or 2h, in whole seconds"},
      {"monitor.interval = 99", "monitor.interval: must be at least 100 ms, or 0 to look at no server"},
      {"monitor.max_lag = 'S3cr3t'", "monitor.max_lag: must be a duration"},
      {"monitor.heartbeat_table = 'a`S3cr3t'", "monitor.heartbeat_table: must be `table` or `database.table` of"},
      {"enabled = 'S3cr3t'", "enabled: must be true or false"},
      {"hints = 'maybe'", "hints: must be one of ignore, warn, refuse"},
      {"on_replica_write = ''", "on_replica_write: must be one of refuse, promote"},
      {"balancer = 'S3cr3t'", "balancer: must be one of weighted, round_robin, random, least_in_use, power_of_two"},
      {"dialects = ['mysql', 'oracle']", "dialects: must be a list of mysql, mariadb, sqlite"},
      {"dialects = []", "dialects: none is named; leave the key out to go by the URLs"},
      {"dialects = ['mysql']", "dialects: engine \"master\" speaks sqlite by its URL"},
      {"read_functions = ['f', 'a.b.c']", "read_functions: name 2: a name has one dot at most"},
      {"read_functions = 'f,,g'", "read_functions: name 2: the name is empty"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const std::string message = toml_error(std::string{two_engines} + row.line);
    check_has(message, row.message);
    check_has(message, "app.toml:4: ");
  }
}

TEST_CASE("configuration: one engine for all keys of a name, and nothing twice in one source", "[config][TG-25][W24]") {
  const ClusterConfig config = ClusterConfig::from_properties(Map{{"master.url", "sqlite:m"},
                                                                  {"replicas.a.url", "sqlite:a"},
                                                                  {"replicas.a.weight", "2"},
                                                                  {"replicas.a.pool.max_size", "3"},
                                                                  {"replicas.a.pool.min_idle", "0"}});
  REQUIRE(config.replicas.size() == 1);
  CHECK(config.replicas[0].weight == 2);
  CHECK(Cluster{without_servers(config)}.statistics().size() == 2);
  check_has(toml_error("master.url = 'sqlite:m'\nreplicas.a.url = 'sqlite:a'\nslaves.a.url = 'sqlite:S3cr3t'\n"),
            "app.toml:3: slaves.a.url: means the same as replicas.a.url at app.toml:2; say it once");
}

TEST_CASE("configuration: the master can be a replica as well, with one pool", "[config][TG-26][GI-7]") {
  const ClusterConfig config = of_toml(R"(
master.url = "sqlite:/m.db"
replicas.r1 = { url = "sqlite:/r.db", weight = 3 }
replicas.here = { same_as = "master", weight = 2 }
replicas.also = { same_as = "master" }
)");
  CHECK(config.master.aliases == std::vector<std::string>{"here", "also"});
  CHECK(config.master_accepts_reads);
  CHECK(config.master.weight == 3);
  CHECK(config.replicas.size() == 1);
  Cluster cluster{without_servers(config)};
  CHECK(cluster.statistics().size() == 2);  // no second pool
  CHECK(cluster.index_of("here") == master_index);
  CHECK(cluster.index_of("also") == master_index);
  CHECK(cluster.topology()->find("here") == master_index);
  CHECK(cluster.topology()->engines[0].weight == 3);
  CHECK(cluster.topology()->engines[0].accepts_reads);
  RoutingSession db{cluster};
  CHECK_NOTHROW(UseEngine{db, "here"});
  try {
    static_cast<void>(cluster.index_of("elsewhere"));
    FAIL("no error");
  } catch (const UnknownEngine& error) {
    CHECK(std::string{error.what()}.find("there are: master, here, also, r1") != std::string::npos);
  }
  CHECK(of_toml("master.url='sqlite:m'\nmaster.weight=5\nreplicas.a.same_as='master'\n").master.weight == 5);
}

TEST_CASE("configuration: a shared engine that is described badly", "[config][TG-26][W24]") {
  struct Row {
    const char* line;
    const char* message;
  };
  const Row rows[] = {
      {"replicas.x.same_as = 'r1'", "replicas.x.same_as: must be master: no other engine can be shared"},
      {"replicas.r1.same_as = 'master'", "replicas.r1.same_as: stands beside replicas.r1.url; give one of them"},
      {"replicas.x = { same_as = 'master', pool_size = 3 }", "replicas.x.same_as: stands beside options of a pool"},
      {"replicas.x = { same_as = 'master', weight = 3 }\nmaster.weight = 2",
       "replicas.x.weight: master.weight is given as well; give one of them"},
      {"master_accepts_reads = false\nreplicas.x.same_as = 'master'",
       "master_accepts_reads: false contradicts replicas.x.same_as"},
      {"replicas.x.same_as = ['master']", "replicas.x.same_as: takes one value, not an array"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    check_has(toml_error(std::string{two_engines} + row.line), "app.toml:4: " + std::string{row.message});
  }
}

TEST_CASE("configuration: other names given in code are checked", "[config][TG-26][D-12]") {
  const auto problem = [](const std::function<void(ClusterConfig&)>& change) {
    ClusterConfig config = of_toml(two_engines);
    change(config);
    return error_of([&] { config.validate(); });
  };
  check_has(problem([](ClusterConfig& c) { c.master.aliases = {"r1"}; }),
            "master: aliases: the name \"r1\" is used twice");
  check_has(problem([](ClusterConfig& c) { c.master.aliases = {""}; }), "master: aliases: an empty name is no name");
  check_has(problem([](ClusterConfig& c) { c.replicas[0].aliases = {"master"}; }), "the name \"master\" is reserved");
  check_has(problem([](ClusterConfig& c) { c.replicas[0].aliases = {"a", "a"}; }), "the name \"a\" is used twice");
  CHECK(problem([](ClusterConfig& c) { c.replicas[0].aliases = {"old", "east"}; }) == "no error");
}

}  // namespace rwsplit
