#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/routing/master_only_router.hpp>
#include <rwsplit/routing/table_router.hpp>
#include <rwsplit/session/read_only.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/session/use_engine.hpp>
#include <rwsplit/session/use_replica.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/reconfigured_cluster.hpp"

namespace rwsplit {
namespace {

using testing::eventually;
using testing::FakeServers;

constexpr const char* any_read = "SELECT name";
constexpr const char* any_write = "UPDATE t SET a = 1";

std::string read(Executor& db) { return db.query_one<std::string>(any_read); }

/// Reads that nothing ties to each other, by the server that answered.
std::map<std::string, int> shares(Cluster& cluster, int reads) {
  RoutingSession db{cluster, {.stickiness = Stickiness::statement}};
  std::map<std::string, int> counts;
  for (int i = 0; i < reads; ++i) ++counts[read(db)];
  return counts;
}

using Shares = std::map<std::string, int>;

std::vector<std::string> names_of(const std::vector<EngineStatistics>& all, bool draining) {
  std::vector<std::string> names;
  for (const EngineStatistics& one : all) {
    if (one.draining == draining) names.push_back(one.name);
  }
  return names;
}

using Names = std::vector<std::string>;

/// Does something when a connection cannot be made, on the thread of the pool that says so.
struct ReactsToFailure final : Observer {
  void on_decision(const RouteEvent&) noexcept override {}
  void on_pool_event(const PoolEvent& event) noexcept override {
    if (event.kind == PoolEvent::Kind::connect_failed) react();
  }
  std::function<void()> react;
};

struct Silent final : Observer {
  void on_decision(const RouteEvent&) noexcept override {}
};

}  // namespace

TEST_CASE("an added engine takes its share, and the others stay as they are", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1"})};
  const Engine* const replica1 = &cluster.engine(1);
  const Engine* const master = &cluster.engine(0);
  CHECK(shares(cluster, 10) == Shares{{"replica1", 10}});

  const std::uint64_t version = cluster.topology_version();
  cluster.reconfigure(servers.config(Names{"replica1", "replica2"}));
  CHECK(cluster.topology_version() > version);
  CHECK(shares(cluster, 10) == Shares{{"replica1", 5}, {"replica2", 5}});
  CHECK(&cluster.engine(0) == master);
  CHECK(&cluster.engine(1) == replica1);
  CHECK(cluster.index_of("replica2") == 2);
  CHECK(cluster.config()->replicas.size() == 2);
  CHECK(names_of(cluster.statistics(), false) == Names{"master", "replica1", "replica2"});
  CHECK(cluster.statistics()[1].statements == 15);
  CHECK(servers.at("replica1").opened() <= 1);
}

TEST_CASE("a removed engine gets no statements, loses its connections and is unknown by name",
          "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1", "replica2"})};
  RoutingSession db{cluster, {.stickiness = Stickiness::session}};
  const std::string first = read(db);
  const std::string other = first == "replica1" ? "replica2" : "replica1";
  const EngineIndex place = cluster.index_of(first);

  cluster.reconfigure(servers.config(Names{other}));
  CHECK(read(db) == other);  // sticky or not
  CHECK(shares(cluster, 10) == Shares{{other, 10}});
  CHECK(eventually([&] { return servers.at(first).live() == 0; }));
  CHECK(cluster.index_of(other) == (place == 1 ? 2 : 1));

  CHECK(cluster.engine_count() == 3);  // its place stays
  CHECK(cluster.engine_name(place) == first);
  const EngineState state = cluster.topology()->engines[place];
  CHECK(state.removed);
  CHECK_FALSE(state.reachable);
  CHECK(state.name == first);
  for (const auto& ask : std::vector<std::function<void()>>{
           [&] { static_cast<void>(cluster.index_of(first)); },
           [&] { static_cast<void>(cluster.engine(place)); },
           [&] { static_cast<void>(db.using_engine(first)); },
           [&] {
             const UseEngine guard{db, first};
           },
           [&] {
             const RoutingSession other_session{cluster, {.intent = NamedTarget::engine(first)}};
           },
       }) {
    try {
      ask();
      FAIL("no error");
    } catch (const UnknownEngine& error) {
      const std::string what = error.what();
      CHECK(what.find("there are: master, " + other) != std::string::npos);
      CHECK(what.find('"' + first + '"') != std::string::npos);
    }
  }
  const std::string steps = db.explain(any_read).to_string();
  CHECK(steps.find(other + " (weight 1") != std::string::npos);
  CHECK(steps.find(", " + first) == std::string::npos);
  CHECK(steps.find(first + " (") == std::string::npos);
}

TEST_CASE("a weight changes the shares exactly and no connection", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config({servers.engine("replica1", 1), servers.engine("replica2", 1)})};
  CHECK(shares(cluster, 100) == Shares{{"replica1", 50}, {"replica2", 50}});
  const Engine* const before = &cluster.engine(1);

  cluster.reconfigure(servers.config({servers.engine("replica1", 1), servers.engine("replica2", 4)}));
  CHECK(shares(cluster, 100) == Shares{{"replica1", 20}, {"replica2", 80}});
  cluster.reconfigure(servers.config({servers.engine("replica1", 0), servers.engine("replica2", 4)}));
  CHECK(shares(cluster, 100) == Shares{{"replica2", 100}});
  RoutingSession db{cluster};
  auto bound = db.using_engine("replica1");
  CHECK(read(bound) == "replica1");  // weight 0: only by name
  CHECK(&cluster.engine(1) == before);
}

TEST_CASE("the master takes reads from now on", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1"})};
  ClusterConfig next = *cluster.config();
  next.master_accepts_reads = true;
  next.master.weight = 3;
  cluster.reconfigure(next);
  CHECK(shares(cluster, 40) == Shares{{"master", 30}, {"replica1", 10}});
}

TEST_CASE("what connections depend on replaces the engine, and nothing else does", "[cluster][reconfigure][W27]") {
  using std::chrono::milliseconds;
  struct Row {
    const char* what;
    bool replaced;
    void (*change)(FakeServers&, ClusterConfig&);
  };
  const Row rows[] = {
      {"nothing", false, [](FakeServers&, ClusterConfig&) {}},
      {"weight", false, [](FakeServers&, ClusterConfig& c) { c.replicas[0].weight = 7; }},
      {"aliases", false, [](FakeServers&, ClusterConfig& c) { c.replicas[0].aliases = {"reporting"}; }},
      {"monitor", false, [](FakeServers&, ClusterConfig& c) { c.monitor.max_lag = milliseconds{77}; }},
      {"consistency", false, [](FakeServers&, ClusterConfig& c) { c.consistency = Consistency::strong(); }},
      {"token_lifetime", false, [](FakeServers&, ClusterConfig& c) { c.token_lifetime = std::chrono::seconds{7}; }},
      {"the same pool, said of the engine", false, [](FakeServers&, ClusterConfig& c) { c.replicas[0].pool = c.pool; }},
      {"url", true, [](FakeServers&, ClusterConfig& c) { c.replicas[0].url = "fake://elsewhere"; }},
      {"driver", true, [](FakeServers& s, ClusterConfig& c) { c.replicas[0].driver = s.engine("other").driver; }},
      {"its pool", true, [](FakeServers&, ClusterConfig& c) { c.replicas[0].pool = PoolOptions{.max_size = 3}; }},
      {"pool", true, [](FakeServers&, ClusterConfig& c) { c.pool.max_size = 3; }},
      {"connect_timeout", true, [](FakeServers&, ClusterConfig& c) { c.connect_timeout = milliseconds{77}; }},
      {"read_timeout", true, [](FakeServers&, ClusterConfig& c) { c.read_timeout = milliseconds{77}; }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    FakeServers servers;
    Cluster cluster{servers.config(Names{"replica1"})};
    const Engine* const before = &cluster.engine(1);
    ClusterConfig next = *cluster.config();
    row.change(servers, next);
    cluster.reconfigure(next);
    CHECK((&cluster.engine(1) != before) == row.replaced);
    CHECK(cluster.index_of("replica1") == 1);
    CHECK(cluster.engine(1).statements() == 0);
  }
}

TEST_CASE("every policy follows", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1", "replica2"})};
  RoutingSession db{cluster};
  ClusterConfig next = *cluster.config();
  auto now = [&] { cluster.reconfigure(next); };

  SECTION("on_replica_write") {
    auto bound = db.using_engine("replica1");
    CHECK_THROWS_AS(bound.execute(any_write), ReadOnlyViolation);
    next.on_replica_write = OnReplicaWrite::promote;
    now();
    CHECK(bound.execute(any_write).engine == "master");
  }
  SECTION("replica_fallback") {
    next.replicas.clear();
    now();
    CHECK(read(db) == "master");
    next.replica_fallback = ReplicaFallback::error;
    now();
    CHECK_THROWS_AS(read(db), Unavailable);
  }
  SECTION("stickiness") {
    next.stickiness = Stickiness::statement;
    now();
    std::map<std::string, int> counts;
    for (int i = 0; i < 10; ++i) ++counts[read(db)];
    CHECK(counts == Shares{{"replica1", 5}, {"replica2", 5}});
  }
  SECTION("administration") {
    CHECK_NOTHROW(db.execute("SET GLOBAL max_connections = 10"));
    next.administration = AdministrationPolicy::refuse;
    now();
    CHECK_THROWS_AS(db.execute("SET GLOBAL max_connections = 10"), UsageError);
  }
  SECTION("hints") {
    CHECK(db.query_one<std::string>("/* rwsplit: master */ SELECT name") == "master");
    next.hints = HintPolicy::ignore;
    now();
    CHECK(db.query_one<std::string>("/* rwsplit: master */ SELECT name") != "master");
  }
  SECTION("router") {
    next.router = std::make_shared<MasterOnlyRouter>();
    now();
    CHECK(read(db) == "master");
    next.router = nullptr;  // the default again
    now();
    CHECK(read(db) != "master");
  }
  SECTION("balancer") {
    struct Last final : Balancer {
      std::size_t pick(const Candidates& candidates, Draw) const noexcept override { return candidates.size() - 1; }
    };
    next.balancer = std::make_shared<Last>();
    now();
    CHECK(shares(cluster, 10) == Shares{{"replica2", 10}});
  }
}

TEST_CASE("what cannot change is refused by name, and nothing is changed then", "[cluster][reconfigure][W27]") {
  struct Row {
    const char* field;
    void (*change)(FakeServers&, ClusterConfig&);
  };
  const Row rows[] = {
      {"dialects", [](FakeServers&, ClusterConfig& c) { c.dialects = DialectSet{Dialect::sqlite}; }},
      {"dialects",
       [](FakeServers&, ClusterConfig& c) {
         c.dialects = std::nullopt;
         c.replicas.push_back({.name = "server", .url = "mysql://app@db/shop", .driver = c.master.driver});
       }},
      {"read_functions", [](FakeServers&, ClusterConfig& c) { c.read_functions = {"tax"}; }},
      {"analysis_cache_size", [](FakeServers&, ClusterConfig& c) { c.analysis_cache_size = 7; }},
      {"observers", [](FakeServers&, ClusterConfig& c) { c.observers = {std::make_shared<Silent>()}; }},
      {"logger", [](FakeServers&, ClusterConfig& c) { c.logger = std::make_shared<spdlog::logger>("other"); }},
      // What no cluster may have:
      {"replica \"replica2\": url is missing", [](FakeServers&, ClusterConfig& c) { c.replicas[1].url.clear(); }},
      {"\"replica1\" is used twice", [](FakeServers&, ClusterConfig& c) { c.replicas[1].name = "replica1"; }},
      {"max_size", [](FakeServers&, ClusterConfig& c) { c.replicas[1].pool = PoolOptions{.max_size = 0}; }},
      {"scheme", [](FakeServers&, ClusterConfig& c) { c.replicas[1].driver = nullptr; }},
      {"engine 'replica9', which does not exist",
       [](FakeServers&, ClusterConfig& c) {
         c.router = std::make_shared<TableRouter>(TableRoutes{.tables = {{"a", NamedTarget::engine("replica9")}}});
       }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.field);
    FakeServers servers;
    ClusterConfig config = servers.config(Names{"replica1", "replica2"});
    config.dialects = DialectSet{Dialect::sqlite, Dialect::mariadb};
    Cluster cluster{config};
    REQUIRE(eventually([&] { return servers.at("replica1").live() == 1 && servers.at("replica2").live() == 1; }));
    const auto before = cluster.snapshot();
    ClusterConfig next =
        servers.config({servers.engine("replica1", 5), servers.engine("replica2"), servers.engine("replica3")});
    next.dialects = config.dialects;
    next.enabled = false;
    row.change(servers, next);
    try {
      cluster.reconfigure(next);
      FAIL("no error");
    } catch (const Error& error) {
      CAPTURE(error.what());
      CHECK(std::string{error.what()}.find(row.field) != std::string::npos);
    }
    CHECK(cluster.snapshot() == before);
    CHECK(cluster.enabled());
    CHECK(servers.at("replica3").attempts() == 0);
    CHECK(shares(cluster, 10) == Shares{{"replica1", 5}, {"replica2", 5}});
    CHECK_NOTHROW(cluster.reconfigure(config));  // the turn was given back
  }
}

TEST_CASE("a router that names a removed engine is refused", "[cluster][reconfigure]") {
  FakeServers servers;
  ClusterConfig config = servers.config(Names{"replica1", "replica2"});
  config.router = std::make_shared<TableRouter>(TableRoutes{.tables = {{"a", NamedTarget::engine("replica2")}}});
  Cluster cluster{config};
  ClusterConfig next = *cluster.config();
  next.replicas.pop_back();
  try {
    cluster.reconfigure(next);
    FAIL("no error");
  } catch (const UnknownEngine& error) {
    CHECK(std::string{error.what()}.find("known engines: master, replica1") != std::string::npos);
  }
  RoutingSession db{cluster};
  CHECK(db.query_one<std::string>("SELECT name FROM a") == "replica2");
}

TEST_CASE("what a configuration file cannot give stays as it is", "[cluster][reconfigure]") {
  FakeServers servers;
  ClusterConfig config = servers.config(Names{"replica1"});
  const auto observer = std::make_shared<Silent>();
  config.observers = {observer};
  config.dialects = all_dialects;
  Cluster cluster{config};
  ClusterConfig next = servers.config(Names{"replica1", "replica2"});
  next.logger = nullptr;
  CHECK_NOTHROW(cluster.reconfigure(next));
  CHECK(cluster.config()->observers == config.observers);
  CHECK(cluster.config()->logger == config.logger);
  CHECK(cluster.config()->dialects == config.dialects);
  CHECK(cluster.observers().size() == 2);
}

TEST_CASE("guards and handles of a removed engine find no replica until its name is back", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1", "replica2"})};
  RoutingSession db{cluster};
  RoutingSession declared{cluster, {.intent = NamedTarget::engine("replica2")}};
  auto handle = db.using_engine("replica2");
  std::optional<UseEngine> guard{std::in_place, db, "replica2"};
  CHECK(read(db) == "replica2");
  CHECK(read(declared) == "replica2");

  SECTION("reads run on the master") {
    cluster.reconfigure(servers.config(Names{"replica1"}));
    CHECK(read(db) == "master");
    CHECK(db.last_decision().reason == RouteReason::no_replica);
    CHECK(db.last_decision().rule == RouteReason::guard);
    CHECK(read(handle) == "master");
    CHECK(db.last_decision().rule == RouteReason::call_override);
    CHECK(read(declared) == "master");
    CHECK(declared.last_decision().reason == RouteReason::no_replica);
  }
  SECTION("or nowhere") {
    ClusterConfig next = servers.config(Names{"replica1"});
    next.replica_fallback = ReplicaFallback::error;
    cluster.reconfigure(next);
    CHECK_THROWS_AS(read(db), Unavailable);
    CHECK_THROWS_AS(read(handle), Unavailable);
    CHECK_THROWS_AS(read(declared), Unavailable);
  }
  SECTION("writes are refused") {
    cluster.reconfigure(servers.config(Names{"replica1"}));
    CHECK_THROWS_AS(db.execute(any_write), ReadOnlyViolation);
    CHECK_THROWS_AS(handle.execute(any_write), ReadOnlyViolation);
    CHECK_THROWS_AS(declared.execute(any_write), ReadOnlyViolation);
  }
  SECTION("or promoted") {
    ClusterConfig next = servers.config(Names{"replica1"});
    next.on_replica_write = OnReplicaWrite::promote;
    cluster.reconfigure(next);
    CHECK(db.execute(any_write).engine == "master");
  }
  guard.reset();
  if (cluster.config()->replica_fallback == ReplicaFallback::master && !db.has_written()) CHECK(read(db) == "replica1");

  ClusterConfig again = servers.config({servers.engine("replica1"), servers.engine("replica2", 1, "new server")});
  cluster.reconfigure(again);
  CHECK(cluster.index_of("replica2") == 2);
  CHECK(read(handle) == "new server");
  CHECK(db.last_decision().engine_name == "replica2");
  CHECK(read(declared) == "new server");
}

TEST_CASE("a cluster has places for 64 names in its life", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica"})};
  for (int round = 0; round < 31; ++round) {
    const std::string number = std::to_string(round);
    cluster.reconfigure(servers.config(Names{"a" + number, "b" + number}));
  }
  CHECK(cluster.engine_count() == 64);
  const auto before = cluster.snapshot();
  try {
    cluster.reconfigure(servers.config(Names{"replica", "one too many"}));
    FAIL("no error");
  } catch (const ConfigError& error) {
    const std::string what = error.what();
    CHECK(what.find("no place for \"one too many\"") != std::string::npos);
    CHECK(what.find("64") != std::string::npos);
  }
  CHECK(cluster.snapshot() == before);
  cluster.reconfigure(servers.config(Names{"replica", "a7"}));  // names of removed ones
  CHECK(cluster.index_of("replica") == 1);
  CHECK(shares(cluster, 10) == Shares{{"replica", 5}, {"a7", 5}});
}

TEST_CASE("other names of an engine come and go, also those that engines had", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1", "replica2"})};
  RoutingSession db{cluster};
  auto handle = db.using_engine("replica2");
  ClusterConfig next = servers.config(Names{"replica1"});
  next.replicas[0].aliases = {"replica2"};
  cluster.reconfigure(next);
  CHECK(cluster.index_of("replica2") == 1);
  auto renamed = db.using_engine("replica2");
  CHECK(read(renamed) == "replica1");
  CHECK(read(handle) == "master");  // aims at the place, which is empty
  cluster.reconfigure(servers.config(Names{"replica1", "replica2"}));
  CHECK(cluster.index_of("replica2") == 2);
  CHECK(read(handle) == "replica2");
}

TEST_CASE("a transaction ends where it began, and what follows runs on the new master", "[cluster][reconfigure][W27]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1"})};
  RoutingSession db{cluster};
  const ClusterConfig switched = servers.config({servers.engine("replica1")}, "new master");
  {
    Transaction transaction{db};
    transaction.execute("INSERT INTO t VALUES (1)");
    cluster.reconfigure(switched);
    CHECK(cluster.statistics()[0].pool.in_use == 0);
    const auto all = cluster.statistics();
    REQUIRE(names_of(all, true) == Names{"master"});
    CHECK(all.back().pool.in_use == 1);
    CHECK(all.back().statements == 2);

    RoutingSession other{cluster};
    other.execute("INSERT INTO t VALUES (2)");
    transaction.execute("INSERT INTO t VALUES (3)");
    CHECK(read(transaction) == "master");
    CHECK(db.last_decision().reason == RouteReason::transaction);
    transaction.commit();
  }
  CHECK(servers.at("master").count("COMMIT") == 1);
  CHECK(servers.at("master").count("INSERT INTO t VALUES (1)") == 1);
  CHECK(servers.at("master").count("INSERT INTO t VALUES (3)") == 1);
  CHECK(servers.at("new master").count("INSERT INTO t VALUES (2)") == 1);
  CHECK(eventually([&] { return servers.at("master").live() == 0; }));
  CHECK(eventually([&] { return names_of(cluster.statistics(), true).empty(); }));

  db.execute("INSERT INTO t VALUES (4)");
  CHECK(servers.at("new master").count("INSERT INTO t VALUES (4)") == 1);
  CHECK(read(db) == "new master");  // it has written
}

TEST_CASE("a transaction whose engine is going rolls back there, and its failures are told of that engine",
          "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1"})};
  RoutingSession db{cluster};
  const ClusterConfig switched = servers.config({servers.engine("replica1")}, "new master");
  SECTION("rollback") {
    {
      Transaction transaction{db};
      transaction.execute(any_write);
      cluster.reconfigure(switched);
    }
    CHECK(servers.at("master").count("ROLLBACK") == 1);
  }
  SECTION("the connection breaks in a statement") {
    Transaction transaction{db};
    cluster.reconfigure(switched);
    servers.at("master").on_execute(
        [](std::string_view, std::span<const Value>) -> Reply { throw testing::lost_error(); });
    CHECK_THROWS_AS(transaction.execute(any_write), ConnectionError);
    transaction.rollback();
    CHECK(cluster.topology()->engines[0].reachable);
  }
  SECTION("the connection breaks in the commit") {
    Transaction transaction{db};
    transaction.execute(any_write);
    cluster.reconfigure(switched);
    servers.at("master").on_commit([](std::size_t) { throw testing::lost_error(); });
    CHECK_THROWS_AS(transaction.commit(), OutcomeUnknown);
  }
  CHECK(eventually([&] { return servers.at("master").live() == 0; }));
  CHECK(db.execute(any_write).engine == "master");
  CHECK(servers.at("new master").count(any_write) == 1);
}

TEST_CASE("a read-only transaction stays on a replica that was removed", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1"})};
  RoutingSession db{cluster};
  db.transaction(read_only, [&](Transaction& transaction) {
    CHECK(read(transaction) == "replica1");
    cluster.reconfigure(servers.config(Names{"replica2"}));
    CHECK(read(transaction) == "replica1");
    CHECK(db.last_decision().engine_name == "replica1");
    CHECK(db.last_decision().role == Role::replica);
    CHECK_THROWS_AS(transaction.execute(any_write), ReadOnlyViolation);
  });
  CHECK(read(db) == "replica2");
  CHECK(eventually([&] { return servers.at("replica1").live() == 0; }));
}

TEST_CASE("a stream is read to its end on an engine that was removed", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1"})};
  servers.at("replica1").on_execute([](std::string_view, std::span<const Value>) {
    return Reply{.rows = testing::numbers(3)};
  });
  RoutingSession db{cluster};
  int seen = 0;
  for (const int number : db.stream<int>("SELECT n FROM t")) {
    CHECK(number == ++seen);
    cluster.reconfigure(servers.config(Names{"replica2"}));
    CHECK(read(db) == "replica2");
    CHECK(servers.at("replica1").live() >= 1);
  }
  CHECK(seen == 3);
  CHECK(servers.at("replica1").orphaned_cursors() == 0);
  CHECK(eventually([&] { return servers.at("replica1").live() == 0; }));
}

TEST_CASE("state that keeps a connection stays on a replaced master until it is gone", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1"})};
  {
    RoutingSession db{cluster};
    db.execute("SET @a = 1");
    cluster.reconfigure(servers.config({servers.engine("replica1")}, "new master"));
    CHECK(read(db) == "master");
    CHECK(db.last_decision().reason == RouteReason::pinned);
    CHECK(servers.at("master").live() == 1);
  }
  CHECK(eventually([&] { return servers.at("master").live() == 0; }));
  CHECK(servers.at("master").count("<reset>") == 0);  // nobody will need it
  RoutingSession db{cluster};
  db.execute("SET @a = 1");
  CHECK(read(db) == "new master");
}

TEST_CASE("queued writes go to the master of the moment they are flushed", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1"})};
  RoutingSession db{cluster};
  db.enqueue("INSERT INTO t VALUES (1)");
  cluster.reconfigure(servers.config({servers.engine("replica1")}, "new master"));
  db.flush();
  CHECK(servers.at("master").count("INSERT INTO t VALUES (1)") == 0);
  CHECK(servers.at("new master").count("INSERT INTO t VALUES (1)") == 1);
}

TEST_CASE("settings are made again on the engine that replaces another", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1"})};
  RoutingSession db{cluster};
  db.execute("SET time_zone = '+02:00'");
  CHECK(read(db) == "replica1");
  cluster.reconfigure(servers.config({servers.engine("replica1", 1, "replica2")}));
  CHECK(read(db) == "replica2");
  CHECK(servers.at("replica2").count("SET time_zone = '+02:00'") == 1);
}

TEST_CASE("the replicas can all go, and come back", "[cluster][reconfigure][TG-9][MA-11]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"replica1", "replica2"})};
  RoutingSession db{cluster};
  CHECK(read(db) != "master");
  for (int round = 0; round < 3; ++round) {
    cluster.reconfigure(servers.config(Names{}));
    CHECK(read(db) == "master");
    CHECK(db.last_decision().reason == RouteReason::no_replica);
    {
      const UseReplica guard{db};
      CHECK(read(db) == "master");
    }
    cluster.reconfigure(servers.config(Names{"replica1", "replica2"}));
    CHECK(read(db) != "master");
    CHECK(shares(cluster, 10) == Shares{{"replica1", 5}, {"replica2", 5}});
  }
}

TEST_CASE("the switches turn in the middle of a scope, and a new configuration turns only what it changes",
          "[cluster][reconfigure][FR-20][D-6]") {
  FakeServers servers;
  const ClusterConfig config = servers.config(Names{"replica1"});
  Cluster cluster{config};
  RoutingSession db{cluster};
  const auto automatic = [&] { return read(db); };
  const auto guarded = [&] {
    const UseReplica guard{db};
    return read(db);
  };
  CHECK(automatic() == "replica1");
  cluster.set_auto_read_on_replica(false);
  CHECK(automatic() == "master");
  CHECK(guarded() == "replica1");
  cluster.reconfigure(config);  // says nothing new: what was turned by hand stays
  CHECK(automatic() == "master");
  cluster.set_auto_read_on_replica(true);
  CHECK(automatic() == "replica1");

  ClusterConfig off = config;
  off.auto_read_on_replica = false;
  cluster.reconfigure(off);
  CHECK(automatic() == "master");
  CHECK(guarded() == "replica1");
  off.enabled = false;
  cluster.reconfigure(off);
  CHECK(guarded() == "master");
  CHECK(db.last_decision().reason == RouteReason::disabled);
  cluster.reconfigure(config);
  CHECK(automatic() == "replica1");
  CHECK(guarded() == "replica1");
}

TEST_CASE("what happens to a replaced engine says nothing about the new one", "[cluster][reconfigure]") {
  FakeServers servers;
  testing::Gate gate;
  servers.at("replica1").on_connect([&](std::size_t) { gate.pass(); });
  servers.at("replica1").fail_connects(testing::connect_error(Cond::connection_failed, "cannot connect"));
  Cluster cluster{servers.config(Names{"replica1"})};
  const testing::OpenAtExit open{gate};
  gate.await_arrivals(1);
  cluster.reconfigure(servers.config({servers.engine("replica1", 1, "replica2")}));
  gate.open();  // the old engine's connect fails now
  CHECK(eventually([&] { return names_of(cluster.statistics(), true).empty(); }));
  CHECK(servers.at("replica1").attempts() == 1);
  CHECK(cluster.topology()->engines[1].reachable);
  RoutingSession db{cluster};
  CHECK(read(db) == "replica2");
}

TEST_CASE("an engine that replaces an unreachable one starts reachable, and one that stays does not change",
          "[cluster][reconfigure]") {
  FakeServers servers;
  for (const char* server : {"replica1", "replica2"}) {
    servers.at(server).fail_connects(testing::connect_error(Cond::connection_failed, "cannot connect"));
  }
  Cluster cluster{servers.config(Names{"replica1", "replica2"})};
  const auto unreachable = [&](std::size_t place) { return !cluster.topology()->engines[place].reachable; };
  REQUIRE(eventually([&] { return unreachable(1) && unreachable(2); }));
  cluster.reconfigure(servers.config({servers.engine("replica1", 1, "alive"), servers.engine("replica2")}));
  CHECK_FALSE(unreachable(1));
  CHECK(unreachable(2));
  RoutingSession db{cluster};
  CHECK(read(db) == "alive");
}

TEST_CASE("who waits for a connection of a removed engine is served by another", "[cluster][reconfigure]") {
  FakeServers servers;
  testing::Gate gate;
  servers.at("replica1").on_connect([&](std::size_t) { gate.pass(); });
  Cluster cluster{servers.config(Names{"replica1"})};
  const testing::OpenAtExit open{gate};
  std::string by_balance;
  std::string by_name;
  std::thread balanced{[&] {
    RoutingSession db{cluster};
    by_balance = read(db);
  }};
  std::thread named{[&] {
    RoutingSession db{cluster};
    const UseEngine guard{db, "replica1"};
    by_name = read(db);
  }};
  CHECK(eventually([&] { return cluster.statistics()[1].pool.waiting == 2; }));
  cluster.reconfigure(servers.config(Names{"replica2"}));
  balanced.join();
  named.join();
  CHECK(by_balance == "replica2");
  CHECK(by_name == "master");
}

TEST_CASE("a master that is replaced while somebody waits for it is no error", "[cluster][reconfigure]") {
  FakeServers servers;
  testing::Gate gate;
  servers.at("master").on_connect([&](std::size_t) { gate.pass(); });
  Cluster cluster{servers.config(Names{"replica1"})};
  const testing::OpenAtExit open{gate};
  std::thread writer{[&] {
    RoutingSession db{cluster};
    db.transaction([](Transaction& transaction) { transaction.execute(any_write); });
  }};
  CHECK(eventually([&] { return cluster.statistics()[0].pool.waiting == 1; }));
  cluster.reconfigure(servers.config({servers.engine("replica1")}, "new master"));
  writer.join();
  CHECK(servers.at("new master").count("COMMIT") == 1);
}

TEST_CASE("a cluster ends cleanly while engines drain, and destroys those that have drained",
          "[cluster][reconfigure]") {
  FakeServers servers;
  {
    Cluster cluster{servers.config(Names{"replica1"})};
    for (int round = 0; round < 5; ++round) {
      RoutingSession db{cluster};
      const Transaction transaction{db};
      cluster.reconfigure(servers.config({servers.engine("replica1", 1, "server" + std::to_string(round))},
                                         "master" + std::to_string(round % 2)));
    }
  }
  for (const char* server : {"replica1", "server0", "server3", "server4", "master0", "master1"}) {
    CHECK(servers.at(server).live() == 0);
  }
}

TEST_CASE("an observer may reconfigure from the thread of the pool that it hears of", "[cluster][reconfigure]") {
  FakeServers servers;
  testing::Gate gate;
  servers.at("replica1").on_connect([&](std::size_t) { gate.pass(); });
  servers.at("replica1").fail_connects(testing::connect_error(Cond::connection_failed, "cannot connect"));
  const auto failover = std::make_shared<ReactsToFailure>();
  ClusterConfig config = servers.config(Names{"replica1"});
  config.observers = {failover};
  Cluster cluster{config};
  const testing::OpenAtExit open{gate};
  failover->react = [&] {
    ClusterConfig next = servers.config(Names{"replica2"});
    cluster.reconfigure(next);
    cluster.reconfigure(next);  // would destroy what it runs on, if it were not careful
  };
  gate.open();
  CHECK(eventually([&] { return cluster.topology()->engines.size() == 3; }));
  CHECK(eventually([&] { return names_of(cluster.statistics(), true).empty(); }));
  RoutingSession db{cluster};
  CHECK(read(db) == "replica2");
}

TEST_CASE("an observer that reacts while the cluster ends finds it, and changes nothing", "[cluster][reconfigure]") {
  FakeServers servers;
  testing::Gate gate;
  servers.at("replica1").on_connect([&](std::size_t) { gate.pass(); });
  // Once: a pool that is not ended yet may try again, and then has nothing to tell.
  servers.at("replica1").fail_next_connects(1, testing::connect_error(Cond::connection_failed, "cannot connect"));
  const auto observer = std::make_shared<ReactsToFailure>();
  ClusterConfig config = servers.config(Names{"replica1"});
  config.observers = {observer};
  const ClusterConfig next = servers.config(Names{"replica2"});
  testing::FakeDriver& master = servers.at("master");
  testing::FakeDriver& replica2 = servers.at("replica2");

  auto cluster = std::make_unique<Cluster>(config);
  const testing::OpenAtExit open{gate};
  int reactions = 0;
  observer->react = [&reactions, &next, &ending = *cluster] {
    ++reactions;
    CHECK(ending.engine(1).name() == "replica1");
    CHECK(names_of(ending.statistics(), false) == Names{"master", "replica1"});
    ending.reconfigure(next);
  };
  REQUIRE(eventually([&] { return master.live() == 1; }));
  gate.await_arrivals(1);
  bool ending_seen = false;
  std::thread reaction{[&] {
    ending_seen = eventually([&] { return master.live() == 0; });  // it waits for the other one's connect
    gate.open();
  }};
  cluster.reset();
  reaction.join();
  CHECK(ending_seen);
  CHECK(reactions == 1);
  CHECK(replica2.attempts() == 0);
}

TEST_CASE("constants that name engines stay valid after their engine", "[cluster][reconfigure]") {
  FakeServers servers;
  Cluster cluster{servers.config(Names{"a replica with a name that no small string holds"})};
  RoutingSession db{cluster};
  const ExecResult result = db.execute(any_read);
  const RouteDecision decision = db.last_decision();
  cluster.reconfigure(servers.config(Names{}));
  CHECK(eventually([&] { return names_of(cluster.statistics(), true).empty(); }));
  cluster.reconfigure(servers.config(Names{}));
  CHECK(result.engine == "a replica with a name that no small string holds");
  CHECK(decision.engine_name == result.engine);
}

}  // namespace rwsplit
