#include <atomic>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <rwsplit/rwsplit.hpp>

#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

// A cluster is given new configurations while threads read and write: nobody notices, and the servers get rid of the
// connections. The database is the test's own, so that its connections can be told from others.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

constexpr const char* database = "app_reconfigure";

[[nodiscard]] std::string in_own_database(std::string url) {
  const std::size_t path = url.find('/', url.find("://") + 3);
  const std::size_t end = url.find('?', path);
  return url.replace(path + 1, end == std::string::npos ? std::string::npos : end - path - 1, database);
}

class OwnDatabase {
 public:
  OwnDatabase() {
    run_each(*admin_of(0), {"DROP DATABASE IF EXISTS app_reconfigure", "CREATE DATABASE app_reconfigure",
                            "GRANT ALL ON app_reconfigure.* TO app@'%'",
                            "CREATE TABLE app_reconfigure.note (id BIGINT AUTO_INCREMENT PRIMARY KEY, thread INT)"});
    await_replicas();
  }
  OwnDatabase(const OwnDatabase&) = delete;
  OwnDatabase& operator=(const OwnDatabase&) = delete;
  ~OwnDatabase() {
    try {
      run_each(*admin_of(0), {"DROP DATABASE app_reconfigure", "REVOKE ALL ON app_reconfigure.* FROM app@'%'"});
    } catch (const std::exception& error) {
      WARN("the database app_reconfigure is left behind: " << error.what());
    }
  }
};

/// Connections of the application to a server; those over TCP or those over its socket.
[[nodiscard]] std::int64_t connections_to(Connection& admin, bool over_tcp) {
  const bool mysql = test_flavor() == Flavor::mysql;
  const std::string list = mysql ? "performance_schema.processlist" : "information_schema.processlist";
  return number_of(admin, "SELECT count(*) FROM " + list + " WHERE db = 'app_reconfigure' AND user = 'app' AND host " +
                              (over_tcp ? "LIKE '%:%'" : "NOT LIKE '%:%'"));
}

/// A master that is replaced every third time (by the same server's socket, so that writes can go on) and replicas
/// that come and go, change their weight, or are replaced because of another pool.
[[nodiscard]] ClusterConfig configuration(std::size_t round) {
  static const auto urls = words_of("RWSPLIT_TEST_URLS");
  static const auto sockets = words_of("RWSPLIT_TEST_SOCKET_URLS");
  ClusterConfig config = real_cluster();
  if (round > 0) config.logger = nullptr;  // stays as it is
  config.master.url = in_own_database((round / 3) % 2 == 0 ? urls[0] : sockets[0]);
  config.replicas.clear();
  for (const std::size_t server : {1U, 2U}) {
    if ((round + server) % 3 == 0 || round % 7 == 6) continue;
    PoolOptions pool = config.pool;
    pool.max_size = 4 + round % 2;
    config.replicas.push_back({.name = "replica" + std::to_string(server),
                               .url = in_own_database(urls[server]),
                               .weight = static_cast<std::uint32_t>((round + server) % 4),
                               .pool = pool});
  }
  return config;
}

[[nodiscard]] bool has(const ClusterConfig& config, std::string_view name) {
  for (const EngineConfig& replica : config.replicas) {
    if (replica.name == name) return true;
  }
  return false;
}

/// Reads and writes all the time, and looks for what it has written.
class Users {
 public:
  explicit Users(Cluster& cluster) : cluster_{cluster} {
    for (std::size_t i = 0; i < mistakes_.size(); ++i) threads_.emplace_back([this, i] { work(i); });
  }
  Users(const Users&) = delete;
  Users& operator=(const Users&) = delete;
  ~Users() { stop(); }

  void stop() {
    running_ = false;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  void await_more() {
    const int before = done_;
    REQUIRE(eventually([&] { return done_ > before + 8; }, patience));
  }
  [[nodiscard]] int written() const { return written_; }
  /// Requires `stop()`.
  [[nodiscard]] const std::vector<std::string>& mistakes() const { return mistakes_; }

 private:
  void work(std::size_t number) {
    try {
      RoutingSession kept{cluster_, {.stickiness = Stickiness::statement}};
      while (running_) {
        static_cast<void>(kept.query_one<std::int64_t>("SELECT count(*) FROM note"));
        write_and_read(static_cast<int>(number));
        read_snapshot();
        ++done_;
      }
    } catch (const std::exception& error) {
      mistakes_[number] = error.what();
    }
  }
  void write_and_read(int number) {
    RoutingSession db{cluster_};
    const auto inserted = db.execute("INSERT INTO note (thread) VALUES (?)", number);
    ++written_;
    if (db.query_one<int>("SELECT thread FROM note WHERE id = ?", inserted.last_insert_id) != number) {
      throw std::logic_error{"not the row that was written"};
    }
    db.transaction([&](Transaction& transaction) {
      transaction.execute("INSERT INTO note (thread) VALUES (?)", number);
      transaction.execute("UPDATE note SET thread = thread WHERE id = ?", inserted.last_insert_id);
    });
    ++written_;
  }
  void read_snapshot() {
    RoutingSession db{cluster_};
    db.transaction(rwsplit::read_only, [](Transaction& transaction) {
      const auto first = transaction.query_one<std::int64_t>("SELECT count(*) FROM note");
      std::int64_t rows = 0;
      for (const int thread : transaction.stream<int>("SELECT thread FROM note")) rows += thread >= 0 ? 1 : 0;
      if (rows != first) throw std::logic_error{"a snapshot has changed"};
    });
  }

  Cluster& cluster_;
  std::atomic<bool> running_{true};
  std::atomic<int> done_{0};
  std::atomic<int> written_{0};
  std::vector<std::string> mistakes_ = std::vector<std::string>(8);
  std::vector<std::thread> threads_;
};

}  // namespace

TEST_CASE("a cluster is reconfigured 50 times while threads read and write: no errors, and no connection is left",
          "[integration][reconfigure][TG-9][W27]") {
  const OwnDatabase own;
  const auto admins = [] {
    std::vector<std::unique_ptr<Connection>> made;
    for (const std::size_t server : {0U, 1U, 2U}) made.push_back(admin_of(server));
    return made;
  }();
  const auto gone = [&](std::size_t server, bool over_tcp) {
    return eventually([&] { return connections_to(*admins[server], over_tcp) == 0; }, patience);
  };
  {
    Cluster cluster{configuration(0)};
    Users users{cluster};
    users.await_more();
    for (std::size_t round = 1; round <= 50; ++round) {
      CAPTURE(round);
      const ClusterConfig config = configuration(round);
      cluster.reconfigure(config);
      users.await_more();
      for (const std::size_t server : {1U, 2U}) {
        if (has(config, "replica" + std::to_string(server))) continue;
        CHECK(gone(server, true));
      }
      const bool over_tcp = (round / 3) % 2 == 0;
      CHECK(gone(0, !over_tcp));
      CHECK(connections_to(*admins[0], over_tcp) > 0);
      CHECK(cluster.topology()->engines[0].reachable);
    }
    users.stop();
    for (const std::string& mistake : users.mistakes()) CHECK(mistake == "");
    CHECK(number_of(*admins[0], "SELECT count(*) FROM app_reconfigure.note") == users.written());
    CHECK(eventually([&] { return cluster.statistics().size() == cluster.config()->replicas.size() + 1; }, patience));
  }
  for (const std::size_t server : {0U, 1U, 2U}) {
    CHECK(gone(server, true));
    CHECK(gone(server, false));
  }
}

TEST_CASE("a transaction ends on the master it began on", "[integration][reconfigure]") {
  const OwnDatabase own;
  const auto urls = words_of("RWSPLIT_TEST_URLS");
  const auto sockets = words_of("RWSPLIT_TEST_SOCKET_URLS");
  ClusterConfig config = real_cluster();
  config.master.url = in_own_database(urls[0]);
  config.replicas.clear();
  Cluster cluster{config};
  RoutingSession db{cluster};
  const auto connection_of = [](Executor& runs) { return runs.query_one<std::int64_t>("SELECT CONNECTION_ID()"); };
  std::int64_t old_connection = 0;
  db.transaction([&](Transaction& transaction) {
    old_connection = connection_of(transaction);
    transaction.execute("INSERT INTO note (thread) VALUES (1)");
    config.master.url = in_own_database(sockets[0]);
    cluster.reconfigure(config);
    CHECK(connection_of(transaction) == old_connection);
    transaction.execute("INSERT INTO note (thread) VALUES (2)");
  });
  CHECK(db.query_one<int>("SELECT count(*) FROM note") == 2);
  const auto admin = admin_of(0);
  CHECK(eventually([&] { return connections_to(*admin, true) == 0; }, patience));
  CHECK(connections_to(*admin, false) > 0);
}
