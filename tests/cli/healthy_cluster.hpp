#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/diagnosis.hpp"

// Facts of a cluster in which everything is as it should be, for tests that then break one thing.

namespace rwsplit::testing {

[[nodiscard]] inline doctor::ServerFacts healthy_server(Flavor flavor, int number) {
  const bool mysql = flavor == Flavor::mysql;
  const bool master = number == 1;
  doctor::ServerFacts server;
  server.probe = {.flavor = flavor,
                  .version = mysql ? "9.7.4" : "10.11.19-MariaDB-log",
                  .read_only = !master,
                  .applied = mysql ? "uuid1:1-5" : "0-1-5"};
  server.variables = {{"server_id", std::to_string(number)},
                      {"hostname", "db" + std::to_string(number)},
                      {"port", "3306"},
                      {"log_bin", "ON"},
                      {"binlog_format", "ROW"},
                      {"session_track_schema", "ON"},
                      {"session_track_system_variables", "time_zone,autocommit"},
                      {"wait_timeout", "28800"},
                      {"max_connections", "151"},
                      {"max_user_connections", "0"},
                      {"sql_mode", "STRICT_TRANS_TABLES"},
                      {"character_set_server", "utf8mb4"},
                      {"collation_server", "utf8mb4_general_ci"},
                      {mysql ? "transaction_isolation" : "tx_isolation", "REPEATABLE-READ"},
                      {"lower_case_table_names", "0"},
                      {"time_zone", "SYSTEM"},
                      {"system_time_zone", "UTC"}};
  if (mysql) {
    server.variables["server_uuid"] = "uuid" + std::to_string(number);
    server.variables["super_read_only"] = master ? "OFF" : "ON";
    server.variables["gtid_mode"] = "ON";
  } else {
    server.variables["gtid_binlog_state"] = "0-1-5";
  }
  if (!master) {
    server.probe.channels.push_back({.host = "db1",
                                     .port = 3306,
                                     .source_uuid = mysql ? "uuid1" : "",
                                     .source_id = 1,
                                     .receiving = true,
                                     .applying = true,
                                     .lag = std::chrono::seconds{0},
                                     .by_gtid = true});
  }
  server.account = "app@%";
  server.privileges = doctor::Privileges{"USAGE"};
  server.use = doctor::ConnectionUse{.working = 1, .idle = 2};
  server.clock = doctor::ClockReading{};
  server.time_zone = std::chrono::seconds{0};
  server.encrypted = true;
  return server;
}

[[nodiscard]] inline doctor::EngineFacts healthy_engine(Flavor flavor, int number) {
  doctor::EngineFacts engine;
  engine.name = number == 1 ? "master" : "replica" + std::to_string(number - 1);
  engine.role = number == 1 ? Role::master : Role::replica;
  engine.weight = number == 1 ? 0 : 1;
  engine.address = "db" + std::to_string(number) + ":3306";
  engine.server = healthy_server(flavor, number);
  return engine;
}

/// A master and two replicas.
[[nodiscard]] inline doctor::ClusterFacts healthy_cluster(Flavor flavor) {
  doctor::ClusterFacts facts;
  for (const int number : {1, 2, 3}) facts.engines.push_back(healthy_engine(flavor, number));
  return facts;
}

/// The findings of a kind.
[[nodiscard]] inline std::vector<doctor::Finding> of(doctor::Check check, const std::vector<doctor::Finding>& all) {
  std::vector<doctor::Finding> found;
  std::copy_if(all.begin(), all.end(), std::back_inserter(found),
               [&](const doctor::Finding& finding) { return finding.check == check; });
  return found;
}

}  // namespace rwsplit::testing
