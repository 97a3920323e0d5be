// Writes go to the master, reads to the replicas, and every statement says where it ran and why.
//
//   quickstart                                  a SQLite database with one writer and three read-only readers
//   quickstart mysql://master mysql://replica…  real servers; makes and drops the table quickstart_post

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

// [a_row]
struct Post {
  std::int64_t id{};
  std::string author;
  std::string title;
};
// [/a_row]

// Runs any statement and prints it with the engine and the reason.
template <class... Args>
void run(rwsplit::Executor& db, rwsplit::SqlString<std::type_identity_t<Args>...> sql, const Args&... arguments) {
  const rwsplit::ExecResult result = db.execute(sql, arguments...);
  fmt::print("{:<68} {:<9} {}\n", sql.statement().text, result.engine, rwsplit::to_string(result.reason));
}

// Real replicas follow the master a moment later; the first reads below want them to have caught up.
void await_posts(rwsplit::Cluster& cluster, const std::string& engine) {
  rwsplit::RoutingSession db{cluster};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (std::chrono::steady_clock::now() < deadline) {
    try {
      if (db.using_engine(engine).query_one<int>("SELECT count(*) FROM quickstart_post") == 2) return;
    } catch (const rwsplit::ServerError&) {  // the table is not there yet
    }
    std::this_thread::yield();
  }
  throw std::runtime_error{engine + " does not follow the master"};
}

int main(int argc, char** argv) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "rwsplit-quickstart.db";
  std::vector<std::string> urls(argv + 1, argv + argc);
  if (urls.empty()) urls.assign(4, "sqlite:" + file.string());

  rwsplit::ClusterConfig config{.master = {.url = urls[0]}};
  for (std::size_t i = 1; i < urls.size(); ++i) {
    config.replicas.push_back({.name = "replica" + std::to_string(i), .url = urls[i]});
  }
  rwsplit::Cluster cluster{config};

  fmt::print("{:<68} {:<9} {}\n{:-<95}\n", "statement", "engine", "reason", "");
  {
    rwsplit::RoutingSession db{cluster};  // one unit of work, for instance a request
    run(db, "DROP TABLE IF EXISTS quickstart_post");
    run(db, "CREATE TABLE quickstart_post (id BIGINT, author VARCHAR(40), title TEXT)");
    run(db, "INSERT INTO quickstart_post VALUES (?, ?, ?)", 1, "ada", "On engines");
    run(db, "INSERT INTO quickstart_post VALUES (?, ?, ?)", 2, "grace", "On compilers");
    run(db, "SELECT count(*) FROM quickstart_post");  // it has written: it must see its own rows
  }
  for (std::size_t i = 1; i < urls.size(); ++i) await_posts(cluster, config.replicas[i - 1].name);

  for (int request = 0; request < 6; ++request) {
    rwsplit::RoutingSession db{cluster};
    run(db, "SELECT title FROM quickstart_post WHERE author = ?", "ada");
  }

  rwsplit::RoutingSession db{cluster};
  {
    const rwsplit::UseMaster on_master{db};
    run(db, "SELECT author FROM quickstart_post");
  }
  auto master = db.using_engine("master");
  run(master, "SELECT title FROM quickstart_post");
  db.transaction([&](rwsplit::Transaction& tx) {
    run(tx, "UPDATE quickstart_post SET title = 'Engines' WHERE id = ?", 1);
    run(tx, "SELECT title FROM quickstart_post WHERE id = ?", 1);
  });

  fmt::print("\nposts:\n");
  for (const Post& post : db.query<Post>("SELECT id, author, title FROM quickstart_post ORDER BY id")) {
    fmt::print("  {} {}: {}\n", post.id, post.author, post.title);
  }
  db.execute("DROP TABLE quickstart_post");

  fmt::print("\nstatements per engine:\n");
  for (const rwsplit::EngineStatistics& engine : cluster.statistics()) {
    fmt::print("  {:<9} {:<8} {}\n", engine.name, rwsplit::to_string(engine.role), engine.statements);
  }
}
