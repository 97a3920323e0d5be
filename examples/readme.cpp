// The example of the README.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

namespace {

// Automatic keys are the one thing here that SQLite and MySQL spell differently.
void make_tables(rwsplit::Cluster& cluster) {
  const bool embedded = cluster.config()->master.url.starts_with("sqlite:");
  const std::string key = embedded ? "INTEGER PRIMARY KEY" : "BIGINT AUTO_INCREMENT PRIMARY KEY";
  rwsplit::RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS readme_post");
  db.execute("DROP TABLE IF EXISTS readme_draft");
  db.execute(rwsplit::runtime_sql("CREATE TABLE readme_post (id " + key + ", author TEXT, title TEXT, body TEXT)"));
  db.execute("CREATE TABLE readme_draft (post BIGINT)");
  db.execute("INSERT INTO readme_post (author, title) VALUES ('ada', 'On notes')");
  await_replicas(cluster, "readme_post", 1);
}

int tour(rwsplit::Cluster& cluster) {
  // [tour]
  struct Post {  // a plain struct is a row
    std::int64_t id{};
    std::string title;
    std::optional<std::string> body;  // empty for NULL
  };
  rwsplit::RoutingSession db{cluster};  // one per request or job; takes no connection until it needs one

  // Where a statement would run, and why; no server is asked.
  fmt::print("{}\n", db.explain("SELECT id, title, body FROM readme_post").to_string());
  // A plain read: on a replica.
  for (const Post& post : db.query<Post>("SELECT id, title, body FROM readme_post WHERE author = ?", "ada")) {
    fmt::print("{}: {}\n", post.title, post.body.value_or("no text yet"));
  }
  // A write: on the master. From here on this session reads where that can be seen.
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
  // [/tour]
  return count;
}

// True if the key is new.
bool add_once(rwsplit::RoutingSession& db, std::int64_t id) {
  // [errors]
  try {
    db.execute("INSERT INTO readme_post (id, title) VALUES (?, ?)", id, "Once");
  } catch (const rwsplit::OutcomeUnknown&) {
    throw;  // the connection broke while it ran: look whether the row is there before doing it again
  } catch (const rwsplit::ServerError& error) {
    if (error.code() != rwsplit::Cond::duplicate_key) throw;  // the same name on every server
    return false;
  }
  // [/errors]
  return true;
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
  rwsplit::ClusterConfig config{
      .master = {.url = master_url},  // mysql://app:secret@db1.example/shop
      .replicas = {{.name = "replica1", .url = replica1_url}, {.name = "replica2", .url = replica2_url, .weight = 2}},
  };
  // [/cluster]
  // [router]
  config.router = std::make_shared<rwsplit::TableRouter>(rwsplit::TableRoutes{
      .tables = {{"readme_report", rwsplit::NamedTarget::engine("replica2")}},  // reads of this table
      .tags = {{"nightly", rwsplit::NamedTarget::engine("replica2")}}});        // sessions with this tag
  // [/router]
  // [open]
  rwsplit::Cluster cluster{config};  // one per process, shared by all threads
  // [/open]
  make_tables(cluster);
  // [log]
  spdlog::set_level(spdlog::level::debug);
  // [/log]
  const int count = tour(cluster);
  spdlog::set_level(spdlog::level::info);
  rwsplit::RoutingSession db{cluster};
  const bool added = add_once(db, 100);
  const bool added_again = add_once(db, 100);
  db.execute("DROP TABLE readme_post");
  db.execute("DROP TABLE readme_draft");
  return count >= 1 && added && !added_again ? 0 : 1;
}
