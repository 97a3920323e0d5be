#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/driver/mysql_driver.hpp>
#include <rwsplit/row/codecs.hpp>

#include "support/test_servers.hpp"

// What the tests of the whole library share: the cluster's configuration, and ways around the library to set it up.

namespace rwsplit::testing {

/// A limit that only a broken run reaches, also with sanitizers on a busy machine.
inline constexpr std::chrono::seconds patience{60};

[[nodiscard]] inline std::vector<std::string> words_of(const char* variable) {
  std::istringstream input{environment(variable)};
  std::vector<std::string> words;
  for (std::string word; input >> word;) words.push_back(word);
  return words;
}

/// The servers of the environment as `master`, `replica1` (weight 1), `replica2` (weight 2); their `@@server_id` is
/// 1, 2, 3.
[[nodiscard]] inline ClusterConfig real_cluster() {
  const auto urls = words_of("RWSPLIT_TEST_URLS");
  if (urls.size() != 3) throw std::runtime_error{"these tests want one master and two replicas"};
  ClusterConfig config{.master = {.url = urls[0]},
                       .replicas = {{.name = "replica1", .url = urls[1], .weight = 1},
                                    {.name = "replica2", .url = urls[2], .weight = 2}}};
  config.logger = std::make_shared<spdlog::logger>("none", std::make_shared<spdlog::sinks::null_sink_mt>());
  config.pool.acquire_timeout = patience;
  config.connect_timeout = patience;
  return config;
}

/// A connection with every privilege to a server (0 is the master), outside any pool.
[[nodiscard]] inline std::unique_ptr<Connection> admin_of(std::size_t server) {
  ConnectOptions options;
  options.url = test_admin_urls().at(server);
  options.engine = "admin";
  options.connect_timeout = patience;
  return mysql_driver()->connect(options);
}

inline void run_each(Connection& connection, const std::vector<std::string_view>& statements) {
  for (const auto text : statements) static_cast<void>(connection.execute(text, {}));
}

[[nodiscard]] inline std::string text_of(Connection& connection, std::string_view query) {
  const auto reply = connection.execute(query, {});
  return Codec<std::string>::decode(reply.rows.at(0, 0));
}

[[nodiscard]] inline std::int64_t number_of(Connection& connection, std::string_view query) {
  const auto reply = connection.execute(query, {});
  return Codec<std::int64_t>::decode(reply.rows.at(0, 0));
}

/// Waits until both replicas have everything that the master has committed so far.
inline void await_replicas() {
  const bool mariadb = test_flavor() == Flavor::mariadb;
  const auto master = admin_of(0);
  const auto position = text_of(*master, mariadb ? "SELECT @@GLOBAL.gtid_binlog_pos" : "SELECT @@GLOBAL.gtid_executed");
  const std::string wait = (mariadb ? "SELECT MASTER_GTID_WAIT('" : "SELECT WAIT_FOR_EXECUTED_GTID_SET('") + position +
                           "', " + std::to_string(patience.count()) + ")";
  for (std::size_t server = 1; server < test_admin_urls().size(); ++server) {
    if (number_of(*admin_of(server), wait) != 0) throw std::runtime_error{"a replica does not follow the master"};
  }
}

}  // namespace rwsplit::testing
