#include <chrono>
#include <cstdint>
#include <sstream>
#include <string>

#include <rwsplit/rwsplit.hpp>

#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"
#include "support/test_servers.hpp"

using namespace rwsplit;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

// Clusters whose nodes replicate among themselves: a Galera cluster, and MySQL's Group Replication. One node is used as
// the master.

namespace {

ClusterConfig config() {
  std::istringstream urls{environment("RWSPLIT_TEST_URLS")};
  ClusterConfig config;
  urls >> config.master.url;
  config.consistency.wait = 5s;
  config.pool.acquire_timeout = patience;
  config.connect_timeout = patience;
  for (std::string url; urls >> url;) {
    config.replicas.push_back({.name = "node" + std::to_string(config.replicas.size() + 2), .url = url});
  }
  return config;
}

struct Table {
  explicit Table(Cluster& cluster) : db{cluster} {
    db.execute("DROP TABLE IF EXISTS group_consistency");
    db.execute("CREATE TABLE group_consistency (id INT PRIMARY KEY, v BIGINT NOT NULL)");
    db.execute("INSERT INTO group_consistency VALUES (1, 0)");
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  ~Table() {
    try {
      db.execute("DROP TABLE group_consistency");
    } catch (const Error& error) {
      WARN("could not clean up: " << error.what());
    }
  }
  RoutingSession db;
};

}  // namespace

TEST_CASE("groups: what a session wrote is there on whatever node it reads", "[groups]") {
  Cluster cluster{config()};
  const Table table{cluster};
  constexpr std::int64_t rounds = 1000;
  int on_replicas = 0;
  for (std::int64_t i = 1; i <= rounds; ++i) {
    RoutingSession db{cluster};
    db.execute("UPDATE group_consistency SET v = v + 1 WHERE id = 1");
    REQUIRE(db.query_one<std::int64_t>("SELECT v FROM group_consistency WHERE id = 1") == i);
    if (db.last_decision().role == Role::replica) ++on_replicas;
  }
  CHECK(on_replicas >= rounds * 9 / 10);
  CHECK(cluster.freshness_statistics().lost == 0);
}

TEST_CASE("groups: a strong read sees what anybody wrote before it", "[groups]") {
  Cluster cluster{config()};
  const Table table{cluster};
  RoutingSession writer{cluster};
  RoutingSession reader{cluster, {.stickiness = Stickiness::statement}};
  int on_replicas = 0;
  for (std::int64_t i = 1; i <= 200; ++i) {
    writer.execute("UPDATE group_consistency SET v = v + 1 WHERE id = 1");
    REQUIRE(reader.with({.consistency = Consistency{.level = ConsistencyLevel::strong, .wait = 5s}})
                .query_one<std::int64_t>("SELECT v FROM group_consistency WHERE id = 1") == i);
    if (reader.last_decision().role == Role::replica) ++on_replicas;
  }
  CHECK(on_replicas >= 180);
}

TEST_CASE("groups: a token of one session is honored by another", "[groups]") {
  Cluster cluster{config()};
  const Table table{cluster};
  for (std::int64_t i = 1; i <= 200; ++i) {
    RoutingSession writer{cluster};
    writer.execute("UPDATE group_consistency SET v = v + 1 WHERE id = 1");
    const std::string text = writer.token().to_string();
    RoutingSession reader{cluster};
    reader.require(*CausalToken::parse(text));
    REQUIRE(reader.query_one<std::int64_t>("SELECT v FROM group_consistency WHERE id = 1") == i);
  }
}
