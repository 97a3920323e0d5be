#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <unistd.h>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/session/routing_session.hpp>

/// The URLs of the command line (master first), else those of a SQLite database with `readers` read-only readers.
inline std::vector<std::string> demo_urls(int argc, char** argv, const std::string& name, std::size_t readers) {
  if (argc > 1) return {argv + 1, argv + argc};
  const auto file =
      std::filesystem::temp_directory_path() / ("rwsplit-" + std::to_string(::getuid()) + "-" + name + ".db");
  return std::vector<std::string>(readers + 1, "sqlite:" + file.string());
}

inline rwsplit::ClusterConfig demo_config(int argc, char** argv, const std::string& name) {
  const std::vector<std::string> urls = demo_urls(argc, argv, name, 2);
  rwsplit::ClusterConfig config{.master = {.url = urls[0]}};
  for (std::size_t i = 1; i < urls.size(); ++i) {
    config.replicas.push_back({.name = "replica" + std::to_string(i), .url = urls[i]});
  }
  return config;
}

/// Returns when every replica has `rows` rows in the table: real ones follow the master a moment later.
inline void await_replicas(rwsplit::Cluster& cluster, std::string_view table, std::size_t rows) {
  const std::string text = "SELECT count(*) FROM " + std::string{table};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  const auto has_rows = [&](rwsplit::RoutingSession& db, const std::string& engine) {
    try {
      return db.using_engine(engine).query_one<std::size_t>(rwsplit::runtime_sql(text)) == rows;
    } catch (const rwsplit::ServerError& error) {
      if (error.code() == rwsplit::Cond::no_such_table) return false;
      throw;
    }
  };
  for (const rwsplit::EngineStatistics& engine : cluster.statistics()) {
    rwsplit::RoutingSession db{cluster};
    while (!has_rows(db, engine.name)) {
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error{engine.name + " lags behind"};
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }
}
