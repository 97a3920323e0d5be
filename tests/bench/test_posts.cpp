#include "bench/test_posts.hpp"

#include <chrono>
#include <optional>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "support/test_servers.hpp"

namespace rwsplit::bench {

std::vector<std::string> server_urls() {
  std::vector<std::string> urls;
  std::istringstream words{testing::environment("RWSPLIT_TEST_URLS")};
  for (std::string word; words >> word;) urls.push_back(word);
  if (urls.size() < 2) throw std::runtime_error{"a master and at least one replica are needed"};
  return urls;
}

ClusterConfig cluster_of(const std::vector<std::string>& urls, std::size_t replicas, std::size_t connections) {
  ClusterConfig config{.master = {.url = urls.front()}};
  for (std::size_t i = 1; i <= replicas; ++i) {
    config.replicas.push_back({.name = fmt::format("replica{}", i), .url = urls.at(i)});
  }
  config.pool = {.min_idle = connections, .max_size = connections, .acquire_timeout = std::chrono::seconds{30}};
  config.connect_timeout = std::chrono::seconds{30};
  return config;
}

void make_posts(Cluster& cluster) {
  RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS consistency_post");
  db.execute(
      runtime_sql(fmt::format("CREATE TABLE consistency_post (id BIGINT PRIMARY KEY, title VARCHAR({}) NOT NULL, "
                              "views INT NOT NULL, note VARCHAR({})) ENGINE=InnoDB",
                              longest_title, longest_title)));
  db.transaction([](Transaction& transaction) {
    for (std::int64_t id = 1; id <= post_count; ++id) {
      const auto note = id % 2 == 0 ? std::optional<std::string>{"a note of some length"} : std::nullopt;
      transaction.execute("INSERT INTO consistency_post VALUES (?, ?, 0, ?)", id,
                          fmt::format("The title of post {}", id), note);
    }
  });
  const Consistency patient{.wait = std::chrono::seconds{60}, .fallback = FreshnessFallback::error};
  for (const EngineStatistics& engine : cluster.statistics()) {
    auto there = db.with({.consistency = patient, .target = NamedTarget::engine(engine.name)});
    if (there.query_one<std::int64_t>("SELECT count(*) FROM consistency_post") == post_count) continue;
    throw std::runtime_error{engine.name + " does not have the table that it says it has"};
  }
}

Post post_of(RoutingSession& db, std::int64_t id) {
  return db.query_one<Post>("SELECT id, title, views, note FROM consistency_post WHERE id = ?", id);
}

std::int32_t views_of(RoutingSession& db, std::int64_t id) {
  return db.query_one<std::int32_t>("SELECT views FROM consistency_post WHERE id = ?", id);
}

void set_views(RoutingSession& db, std::int64_t id, std::int32_t views) {
  db.execute("UPDATE consistency_post SET views = ? WHERE id = ?", views, id);
}

}  // namespace rwsplit::bench
