// Writes go to the master, reads to the replicas, and every statement says where it ran and why.
//
//   quickstart                                  a SQLite database with one writer and three read-only readers
//   quickstart mysql://master mysql://replica…  real servers; makes and drops the table quickstart_post

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "demo.hpp"

struct Post {  // a plain struct is a row
  std::int64_t id{};
  std::string author;
  std::string title;
};

// Runs any statement and prints it with the engine and the reason.
template <class... Args>
void run(rwsplit::Executor& db, rwsplit::SqlString<std::type_identity_t<Args>...> sql, const Args&... arguments) {
  const rwsplit::ExecResult result = db.execute(sql, arguments...);
  fmt::print("{:<62} {:<9} {}\n", sql.statement().text, result.engine, rwsplit::to_string(result.reason));
}

int main(int argc, char** argv) try {
  const std::vector<std::string> urls = demo_urls(argc, argv, "quickstart", 3);
  rwsplit::ClusterConfig config{.master = {.url = urls[0]}};
  for (std::size_t i = 1; i < urls.size(); ++i) {
    config.replicas.push_back({.name = "replica" + std::to_string(i), .url = urls[i]});
  }
  rwsplit::Cluster cluster{config};  // one per process
  fmt::print("{:<62} {:<9} {}\n{:-<90}\n", "statement", "engine", "reason", "");
  {
    rwsplit::RoutingSession db{cluster};  // one unit of work, for instance a request
    run(db, "DROP TABLE IF EXISTS quickstart_post");
    run(db, "CREATE TABLE quickstart_post (id INT, author TEXT, title TEXT)");
    run(db, "INSERT INTO quickstart_post VALUES (?, ?, ?), (?, ?, ?)", 1, "ada", "On engines", 2, "grace", "On lists");
    run(db, "SELECT count(*) FROM quickstart_post");  // it has written, so it must see its own rows
  }
  await_replicas(cluster, "quickstart_post", 2);
  for (int request = 0; request < 6; ++request) {
    rwsplit::RoutingSession db{cluster};
    run(db, "SELECT title FROM quickstart_post WHERE author = ?", "ada");
  }

  rwsplit::RoutingSession db{cluster};
  {
    const rwsplit::UseMaster on_master{db};
    run(db, "SELECT author FROM quickstart_post");
  }
  auto replica = db.using_engine(config.replicas.empty() ? "master" : "replica1");
  run(replica, "SELECT title FROM quickstart_post");
  db.transaction([&](rwsplit::Transaction& tx) {
    run(tx, "UPDATE quickstart_post SET title = 'Engines' WHERE id = ?", 1);
    run(tx, "SELECT title FROM quickstart_post WHERE id = ?", 1);
  });
  for (const Post& post : db.query<Post>("SELECT id, author, title FROM quickstart_post")) {
    fmt::print("  row: {} {}, {}\n", post.id, post.author, post.title);
  }
  run(db, "DROP TABLE quickstart_post");
  fmt::print("\nstatements per engine\n");
  for (const rwsplit::EngineStatistics& engine : cluster.statistics()) {
    fmt::print("  {:<9} {}\n", engine.name, engine.statements);
  }
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
