#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/driver/mysql_driver.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/row/codecs.hpp>

#include "support/corpus_file.hpp"
#include "support/test_servers.hpp"

// The stage for `Truth`: a database that the corpora speak of, an account without any right to pass `read_only`, and
// connections of it.

namespace rwsplit::testing {

/// A server, by its place in the environment's lists.
enum class Server : std::size_t { master = 0, replica = 1 };

class TruthScene {
 public:
  static constexpr std::string_view database = "redteam";

  /// Makes the database and the account anew. Blocking: until the replica has both.
  explicit TruthScene(std::string schema_file) : schema_file_{std::move(schema_file)} { build(); }
  TruthScene(const TruthScene&) = delete;
  TruthScene& operator=(const TruthScene&) = delete;
  ~TruthScene() {
    try {
      const auto master = admin(Server::master);
      run(*master, "DROP DATABASE IF EXISTS " + std::string{database});
      run(*master, "DROP USER IF EXISTS judge@'%'");
    } catch (const Error&) {
      return;  // the servers are thrown away anyway
    }
  }

  [[nodiscard]] static bool mariadb() { return test_flavor() == Flavor::mariadb; }

  [[nodiscard]] static std::unique_ptr<Connection> admin(Server server) { return connect(url_of(server, "admin", "")); }

  /// The unprivileged account, in the database.
  [[nodiscard]] static std::unique_ptr<Connection> judge(Server server) {
    return connect(url_of(server, "judge", std::string{database}));
  }

  static void run(Connection& connection, std::string_view text) { static_cast<void>(connection.execute(text, {})); }

  /// Waits until the replica has everything.
  static void await_replica() {
    const auto master = admin(Server::master);
    const auto position =
        text_in(*master, mariadb() ? "SELECT @@GLOBAL.gtid_binlog_pos" : "SELECT @@GLOBAL.gtid_executed");
    const auto wait =
        (mariadb() ? "SELECT MASTER_GTID_WAIT('" : "SELECT WAIT_FOR_EXECUTED_GTID_SET('") + position + "', 60)";
    if (text_in(*admin(Server::replica), wait) != "0") throw std::runtime_error{"the replica does not follow"};
  }

  /// The first cell of the answer as text.
  [[nodiscard]] static std::string text_in(Connection& connection, std::string_view query) {
    const auto reply = connection.execute(query, {});
    const auto value = reply.rows.at(0, 0);
    return value.has_bytes() ? std::string{value.as_bytes()} : std::to_string(Codec<std::int64_t>::decode(value));
  }

 private:
  // Over the unix socket: a first login of MySQL's default method wants a safe channel.
  static Url url_of(Server server, std::string user, std::string path) {
    auto url = test_socket_urls().at(static_cast<std::size_t>(server));
    url.user = std::move(user);
    url.path = std::move(path);
    return url;
  }

  static std::unique_ptr<Connection> connect(Url url) {
    ConnectOptions options;
    options.url = std::move(url);
    options.engine = "truth";
    options.connect_timeout = std::chrono::seconds{60};
    options.read_timeout = std::chrono::seconds{90};  // longer than a wait for the replica
    return mysql_driver()->connect(options);
  }

  void build() const {
    const auto master = admin(Server::master);
    run(*master, "DROP DATABASE IF EXISTS " + std::string{database});
    run(*master, "CREATE DATABASE " + std::string{database} + " CHARACTER SET utf8mb4");
    run(*master, "DROP USER IF EXISTS judge@'%'");
    run(*master, "CREATE USER judge@'%' IDENTIFIED BY 'rwsplit-test-only'");
    run(*master, "GRANT ALL ON " + std::string{database} + ".* TO judge@'%'");
    run(*master, "GRANT PROCESS, FILE, RELOAD, SHOW DATABASES, REPLICATION CLIENT ON *.* TO judge@'%'");
    run(*master, "GRANT SELECT ON mysql.* TO judge@'%'");
    if (!mariadb()) run(*master, "GRANT SELECT ON performance_schema.* TO judge@'%'");
    run(*master, "USE " + std::string{database});
    for (const auto& statement : statements_for(mariadb() ? "mariadb" : "mysql", schema_file_)) {
      run(*master, statement.text);
    }
    if (mariadb()) show_metadata_locks(*master);
    await_replica();
  }

  static void show_metadata_locks(Connection& master) {
    const auto known = master.execute(
        "SELECT 1 FROM information_schema.plugins WHERE plugin_name = 'METADATA_LOCK_INFO' AND plugin_status = "
        "'ACTIVE'",
        {});
    if (!known.rows.empty()) return;
    run(master, "SET sql_log_bin = 0");
    run(master, "INSTALL SONAME 'metadata_lock_info'");
    run(master, "SET sql_log_bin = 1");
  }

  std::string schema_file_;
};

}  // namespace rwsplit::testing
