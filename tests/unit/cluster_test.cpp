#include <memory>
#include <stdexcept>
#include <string>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/fake_cluster.hpp"
#include "support/temporary_directory.hpp"

namespace rwsplit {
namespace {

using testing::connect_error;
using testing::eventually;
using testing::FakeCluster;

}  // namespace

TEST_CASE("a cluster knows its engines by name and place, the master first", "[cluster][FR-11][GI-3]") {
  FakeCluster cluster{2, {.master = {.weight = 5}, .replicas = {{.weight = 2}}, .master_accepts_reads = true}};
  CHECK(cluster->engine_count() == 3);
  CHECK(cluster->index_of("master") == 0);
  CHECK(cluster->index_of("replica2") == 2);
  CHECK(cluster->engine(0).role() == Role::master);
  CHECK(cluster->engine(1).role() == Role::replica);
  CHECK(cluster->engine(1).name() == "replica1");

  const auto topology = cluster->topology();
  REQUIRE(topology->engines.size() == 3);
  CHECK(topology->engines[0].weight == 5);
  CHECK(topology->engines[0].accepts_reads);
  CHECK(topology->engines[1].weight == 2);
  CHECK(topology->engines[2].weight == 1);

  try {
    static_cast<void>(cluster->index_of("replica9"));
    FAIL("no error");
  } catch (const UnknownEngine& error) {
    CHECK(std::string{error.what()} == "no engine is named \"replica9\"; there are: master, replica1, replica2");
  }
}

TEST_CASE("a cluster fills in what its configuration leaves open", "[cluster]") {
  FakeCluster cluster;
  CHECK(cluster->config()->master.name == "master");
  CHECK(cluster->config()->router != nullptr);
  CHECK(cluster->config()->balancer != nullptr);
  CHECK(cluster->config()->observers.empty());
  CHECK(cluster->observers().size() == 1);  // the log
  CHECK(cluster->enabled());
  CHECK(cluster->auto_read_on_replica());
}

TEST_CASE("drivers get the engine's name, role and time limits", "[cluster]") {
  using std::chrono::milliseconds;
  FakeCluster cluster{1, {.connect_timeout = milliseconds{123}, .read_timeout = milliseconds{456}}};
  for (const std::size_t engine : {0U, 1U}) {
    REQUIRE(eventually([&] { return cluster.driver(engine).opened() > 0; }));
    const ConnectOptions options = cluster.driver(engine).record(0).options;
    CHECK(options.engine == (engine == 0 ? "master" : "replica1"));
    CHECK(options.read_only == (engine == 1));
    CHECK(options.connect_timeout == milliseconds{123});
    CHECK(options.read_timeout == milliseconds{456});
    CHECK(options.url.host == options.engine);
  }
}

TEST_CASE("a cluster is there at once, and so is its error, whatever the servers do", "[cluster]") {
  testing::Gate gate;
  FakeCluster cluster{1, {}, [&](FakeCluster& made) { made.master().on_connect([&](std::size_t) { gate.pass(); }); }};
  const testing::OpenAtExit open{gate};
  CHECK(cluster->topology()->engines[0].reachable);  // nothing speaks against it yet
  RoutingSession db{*cluster};
  CHECK(db.query_one<std::string>("SELECT name") == "replica1");
}

TEST_CASE("what cannot be reached leaves the topology and comes back", "[cluster][DR-9][W15]") {
  testing::Gate gate;
  FakeCluster cluster{2, {}, [&](FakeCluster& made) {
                        made.driver(1).on_connect([&](std::size_t) { gate.pass(); });
                        made.driver(1).fail_connects(connect_error(Cond::connection_failed, "cannot connect"));
                      }};
  const testing::OpenAtExit open{gate};
  const auto first = cluster->topology();
  CHECK(first->engines[1].reachable);
  gate.open();
  REQUIRE(eventually([&] { return !cluster->topology()->engines[1].reachable; }));
  CHECK(first->engines[1].reachable);  // a snapshot does not change
  const std::uint64_t version = cluster->topology_version();
  CHECK(version > 1);
  CHECK(cluster->topology()->engines[2].reachable);
  CHECK_FALSE(cluster->statistics()[1].reachable);

  cluster.driver(1).accept_connects();
  REQUIRE(eventually([&] { return cluster->topology()->engines[1].reachable; }));
  CHECK(cluster->topology_version() == version + 1);
}

TEST_CASE("statistics have one entry per engine", "[cluster]") {
  FakeCluster cluster;
  RoutingSession db{*cluster};
  static_cast<void>(db.query_one<std::string>("SELECT name"));
  db.execute("UPDATE t SET a = 1");
  db.execute("UPDATE t SET a = 2");
  const auto all = cluster->statistics();
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "master");
  CHECK(all[0].role == Role::master);
  CHECK(all[0].statements == 2);
  CHECK(all[0].pool.acquired == 2);
  CHECK(all[1].name == "replica1");
  CHECK(all[1].role == Role::replica);
  CHECK(all[1].statements + all[2].statements == 1);
}

TEST_CASE("a driver's ConfigError names the engine", "[cluster]") {
  class Picky final : public Driver {
   public:
    [[nodiscard]] std::string_view name() const noexcept override { return "picky"; }
    void validate(const Url&) const override { throw ConfigError{"the option is wrong"}; }
    [[nodiscard]] std::unique_ptr<Connection> connect(const ConnectOptions&) override { return nullptr; }
  };
  try {
    const Cluster cluster{{.master = {.url = "picky://m", .driver = std::make_shared<Picky>()}}};
    FAIL("no error");
  } catch (const ConfigError& error) {
    CHECK(error.engine() == "master");
  }
}

TEST_CASE("an embedded cluster works without a server", "[cluster]") {
  const testing::TemporaryDirectory directory;
  const std::string url = "sqlite:" + directory.file("app.db");
  Cluster cluster{{.master = {.url = url},
                   .replicas = {{.name = "reader", .url = url}},
                   .pool = testing::calm_pool(),
                   .connect_timeout = std::chrono::seconds{20},
                   .logger = std::make_shared<spdlog::logger>("quiet")}};
  RoutingSession writer{cluster};
  writer.execute("CREATE TABLE t (a INTEGER)");
  writer.transaction([](Transaction& tx) { tx.execute("INSERT INTO t VALUES (?)", 42); });
  RoutingSession reader{cluster};
  CHECK(reader.query_one<int>("SELECT a FROM t") == 42);
  CHECK(reader.last_decision().engine_name == "reader");
}

}  // namespace rwsplit
