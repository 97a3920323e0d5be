#include "chaos/databases/servers.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>
#include <sys/types.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "integration/real_cluster.hpp"
#include "support/eventually.hpp"

namespace rwsplit::chaos {
namespace {

using std::chrono::milliseconds;
using testing::patience;

/// For a replica to follow: a bulk write is much to apply on a busy machine.
constexpr std::chrono::seconds patience_with_replicas{180};

/// The first of these columns that a status has; empty without rows.
std::string column_of(const Reply& status, const std::vector<std::string_view>& names) {
  if (status.rows.row_count() == 0) return {};
  for (std::size_t column = 0; column < status.rows.column_count(); ++column) {
    for (const auto name : names) {
      if (status.rows.columns()[column].name != name) continue;
      return Codec<std::optional<std::string>>::decode(status.rows.at(0, column)).value_or("");
    }
  }
  return {};
}

/// What a replica says of itself, for whoever has to find out why it does not follow.
std::string replication_of(Connection& replica, bool is_mysql) {
  const auto status = replica.execute(is_mysql ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS", {});
  return fmt::format("receiving: {} {}, applying: {} {}, received: {}, has: {}, waits: {}",
                     column_of(status, {"Replica_IO_Running", "Slave_IO_Running"}),
                     column_of(status, {"Last_IO_Error"}),
                     column_of(status, {"Replica_SQL_Running", "Slave_SQL_Running"}),
                     column_of(status, {"Last_SQL_Error"}), column_of(status, {"Retrieved_Gtid_Set", "Gtid_IO_Pos"}),
                     column_of(status, {"Executed_Gtid_Set", "Gtid_Slave_Pos"}),
                     column_of(status, {"Replica_SQL_Running_State", "Slave_SQL_Running_State"}));
}

void run_command(const std::string& command) {
  // No other thread of this program writes the environment.
  if (std::system(command.c_str()) != 0) throw std::runtime_error{"`" + command + "` has failed"};
}

}  // namespace

Servers::Servers() : flavor_{testing::test_flavor()}, folder_{testing::environment("RWSPLIT_TEST_CLUSTER_DIR")} {
  if (testing::test_admin_urls().size() != count) throw std::runtime_error{"wanted: one master and two replicas"};
  while (testing::number_of(*admin(master_), "SELECT @@GLOBAL.read_only") != 0) {
    if (++master_ == count) throw std::runtime_error{"no server of the cluster takes writes"};
  }
}

std::vector<Servers::Index> Servers::replicas() const {
  std::vector<Index> others;
  for (Index server = 0; server < count; ++server) {
    if (server != master_) others.push_back(server);
  }
  return others;
}

ClusterConfig Servers::configuration() const {
  static const auto urls = testing::words_of("RWSPLIT_TEST_URLS");
  ClusterConfig config;
  config.master.url = urls.at(master_);
  for (const Index server : replicas()) {
    config.replicas.push_back({.name = fmt::format("server{}", server), .url = urls.at(server)});
  }
  config.pool.max_size = 16;
  config.read_timeout = milliseconds{1500};
  config.logger = std::make_shared<spdlog::logger>("none", std::make_shared<spdlog::sinks::null_sink_mt>());
  return config;
}

std::unique_ptr<Connection> Servers::admin(Index server) const { return testing::admin_of(server); }

void Servers::run(Index server, const std::vector<std::string>& statements) const {
  const auto connection = admin(server);
  for (const auto& text : statements) static_cast<void>(connection->execute(text, {}));
}

// ---- Processes ----

std::string Servers::node(Index server) const {
  return server == 0 ? std::string{"master"} : fmt::format("replica{}", server);
}

::pid_t Servers::process(Index server) const {
  std::ifstream file{folder_ + "/" + node(server) + "/mysqld.pid"};
  ::pid_t number = 0;
  file >> number;
  if (number <= 1) throw std::runtime_error{node(server) + " has no process"};
  return number;
}

void Servers::signal(Index server, int number) const {
  if (::kill(process(server), number) != 0) throw std::runtime_error{"cannot send a signal to " + node(server)};
}

void Servers::end(Index server, int number) const {
  const auto ending = process(server);
  signal(server, number);
  if (!testing::eventually([&] { return ::kill(ending, 0) != 0; }, patience)) {
    throw std::runtime_error{node(server) + " does not end"};
  }
}

void Servers::start(Index server) {
  run_command(fmt::format("{} start-node {} {}", RWSPLIT_TEST_CLUSTER_COMMAND, folder_, node(server)));
  set_writable(server, server == master_);
}

// ---- Replication ----

void Servers::stop_replication(Index replica, std::string_view what) const {
  run(replica, {fmt::format("STOP {} {}", is_mysql() ? "REPLICA" : "SLAVE", what)});
}

void Servers::start_replication(Index replica) const { run(replica, {is_mysql() ? "START REPLICA" : "START SLAVE"}); }

void Servers::delay(Index replica, int seconds) const {
  if (is_mysql()) {
    run(replica, {"STOP REPLICA SQL_THREAD", fmt::format("CHANGE REPLICATION SOURCE TO SOURCE_DELAY = {}", seconds),
                  "START REPLICA SQL_THREAD"});
  } else {
    run(replica, {"STOP SLAVE", fmt::format("CHANGE MASTER TO MASTER_DELAY = {}", seconds), "START SLAVE"});
  }
}

Position Servers::position(Index server) const {
  const auto connection = admin(server);
  const auto text =
      testing::text_of(*connection, is_mysql() ? "SELECT @@GLOBAL.gtid_executed" : "SELECT @@GLOBAL.gtid_binlog_pos");
  return Position::parse(flavor_, text).value();
}

void Servers::await(Index replica, const std::string& position) const {
  const auto connection = admin(replica);
  const auto wait = fmt::format("SELECT {}('{}', {})", is_mysql() ? "WAIT_FOR_EXECUTED_GTID_SET" : "MASTER_GTID_WAIT",
                                position, patience_with_replicas.count());
  if (testing::number_of(*connection, wait) == 0) return;
  throw std::runtime_error{
      fmt::format("{} does not follow to {} ({})", node(replica), position, replication_of(*connection, is_mysql()))};
}

void Servers::await_replicas() const {
  const auto reached = position(master_).to_string();
  for (const Index replica : replicas()) await(replica, reached);
}

void Servers::apply_received(Index replica) const {
  const auto connection = admin(replica);
  const auto status = connection->execute(is_mysql() ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS", {});
  const auto received = column_of(status, {"Retrieved_Gtid_Set", "Gtid_IO_Pos"});
  if (!received.empty()) await(replica, received);
}

void Servers::set_writable(Index server, bool writable) const {
  const std::string name = is_mysql() ? "super_read_only" : "read_only";
  run(server, {fmt::format("SET GLOBAL {} = {}", name, writable ? 0 : 1)});
  if (is_mysql() && writable) run(server, {"SET GLOBAL read_only = 0"});
}

void Servers::begin_as_master(Index server) {
  run(server, is_mysql() ? std::vector<std::string>{"STOP REPLICA", "RESET REPLICA ALL"}
                         : std::vector<std::string>{"STOP SLAVE", "RESET SLAVE ALL"});
  set_writable(server, true);
  master_ = server;
}

void Servers::follow_master(Index replica, bool was_master) const {
  const auto url = testing::test_admin_urls().at(master_);
  const auto port = url.port.value();
  const auto& password = url.password.reveal();  // of all accounts
  if (is_mysql()) {
    run(replica, {"STOP REPLICA",
                  fmt::format("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = {}, SOURCE_USER = "
                              "'repl', SOURCE_PASSWORD = '{}', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1, "
                              "SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 100000",
                              port, password),
                  "START REPLICA"});
    return;
  }
  run(replica, {"STOP SLAVE"});
  if (was_master) run(replica, {"SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos"});
  run(replica, {fmt::format("CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = {}, MASTER_USER = 'repl', "
                            "MASTER_PASSWORD = '{}', MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1",
                            port, password),
                "START SLAVE"});
}

// ---- Another master ----

void Servers::switch_over(Index next) {
  const Index old = master_;
  set_writable(old, false);
  await(next, position(old).to_string());
  begin_as_master(next);
  for (const Index replica : replicas()) follow_master(replica, replica == old);
}

void Servers::promote_best() {
  const auto survivors = replicas();
  for (const Index replica : survivors) {
    stop_replication(replica, "IO_THREAD");
    apply_received(replica);
  }
  const bool second = !position(survivors[0]).contains(position(survivors[1]));
  begin_as_master(survivors[second ? 1 : 0]);
  follow_master(survivors[second ? 0 : 1], false);
}

void Servers::rebuild(Index server, Index replica) {
  end(replica, SIGTERM);
  const auto from = folder_ + "/" + node(replica) + "/data";
  const auto to = folder_ + "/" + node(server) + "/data";
  // MySQL: auto.cnf has the server's uuid, which must be its own.
  run_command(fmt::format("rm -rf -- {1} && cp -a --reflink=auto --sparse=always -- {0} {1} && rm -f -- {1}/auto.cnf",
                          from, to));
  start(replica);
  start(server);
  start_replication(server);
}

}  // namespace rwsplit::chaos
