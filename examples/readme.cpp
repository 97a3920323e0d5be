// The example of the README.

#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

namespace {

// Automatic keys are the one thing here that SQLite and MySQL spell differently.
void make_tables(rwsplit::Cluster& cluster) {
  const bool embedded = cluster.config().master.url.starts_with("sqlite:");
  const std::string key = embedded ? "INTEGER PRIMARY KEY" : "BIGINT AUTO_INCREMENT PRIMARY KEY";
  rwsplit::RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS readme_post");
  db.execute("DROP TABLE IF EXISTS readme_draft");
  db.execute(rwsplit::runtime_sql("CREATE TABLE readme_post (id " + key + ", author TEXT, title TEXT, body TEXT)"));
  db.execute("CREATE TABLE readme_draft (post BIGINT)");
  await_replicas(cluster, "readme_draft", 0);
}

int tour(rwsplit::Cluster& cluster) {
  // [tour]
  struct Post {  // a plain struct is a row
    std::int64_t id{};
    std::string title;
    std::optional<std::string> body;  // empty for NULL
  };
  rwsplit::RoutingSession db{cluster};  // one per request or job; takes no connection until it needs one

  // A plain read: on a replica.
  for (const Post& post : db.query<Post>("SELECT id, title, body FROM readme_post WHERE author = ?", "ada")) {
    fmt::print("{}: {}\n", post.title, post.body.value_or("no text yet"));
  }
  // A write: on the master. From here on this session reads there too, so that it sees what it has written.
  const auto done = db.execute("INSERT INTO readme_post (author, title) VALUES (?, ?)", "ada", "On engines");
  const auto mine = db.query_one<Post>("SELECT id, title, body FROM readme_post WHERE id = ?", done.last_insert_id);
  {
    const rwsplit::UseReplica on_replica{db};  // until the end of the scope; a write in it is a ReadOnlyViolation
    fmt::print("{} posts\n", db.query_one<int>("SELECT count(*) FROM readme_post"));
  }
  // This one call on this one engine.
  const auto count = db.using_engine("replica2").query_one<int>("SELECT count(*) FROM readme_post");

  // On one connection of the master: commits at the end, an exception rolls back.
  db.transaction([&](rwsplit::Transaction& tx) {
    tx.execute("UPDATE readme_post SET title = ? WHERE id = ?", mine.title + ", revised", mine.id);
    tx.execute("DELETE FROM readme_draft WHERE post = ?", mine.id);
  });
  // Where a statement would run, and why; no server is asked.
  fmt::print("{}\n", db.explain("SELECT title FROM readme_post").to_string());
  // [/tour]
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> urls = demo_urls(argc, argv, "readme", 2);
  if (urls.size() != 3) {
    fmt::print(stderr, "usage: readme [MASTER-URL REPLICA1-URL REPLICA2-URL]\n");
    return 2;
  }
  const std::string& master_url = urls[0];
  const std::string& replica1_url = urls[1];
  const std::string& replica2_url = urls[2];
  // [cluster]
  rwsplit::Cluster cluster{{
      .master = {.url = master_url},  // mysql://app:secret@db1.example/shop
      .replicas = {{.name = "replica1", .url = replica1_url}, {.name = "replica2", .url = replica2_url, .weight = 2}},
  }};
  // [/cluster]
  make_tables(cluster);
  // [log]
  spdlog::set_level(spdlog::level::debug);
  // [/log]
  const int count = tour(cluster);
  spdlog::set_level(spdlog::level::info);
  rwsplit::RoutingSession db{cluster};
  db.execute("DROP TABLE readme_post");
  db.execute("DROP TABLE readme_draft");
  return count <= 1 ? 0 : 1;
}
