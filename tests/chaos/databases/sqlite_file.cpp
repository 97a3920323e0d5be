#include "chaos/databases/sqlite_file.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>

#include <rwsplit/driver/sqlite_driver.hpp>
#include <rwsplit/driver/url.hpp>

namespace rwsplit::chaos {
namespace {

// One writes at a time, so everybody queues for it: limits that only a broken run reaches, also with sanitizers.
constexpr std::chrono::seconds patience{60};

std::string url_of(const std::string& path) {
  return fmt::format("sqlite:{}?busy_timeout={}s", path, patience.count());
}

}  // namespace

SqliteFile::SqliteFile(std::string path) : path_{std::move(path)} {}

ClusterConfig SqliteFile::configuration() const {
  ClusterConfig config;
  const auto url = url_of(path_);
  config.master.url = url;
  config.replicas = {{.name = "reader1", .url = url}, {.name = "reader2", .url = url}};
  config.pool.max_size = 16;
  config.pool.acquire_timeout = patience;
  config.connect_timeout = patience;
  config.logger = std::make_shared<spdlog::logger>("none", std::make_shared<spdlog::sinks::null_sink_mt>());
  return config;
}

void SqliteFile::set_master(std::size_t) { throw std::logic_error{"an SQLite database has one master"}; }

std::unique_ptr<Connection> SqliteFile::connect() const {
  ConnectOptions options;
  options.url = Url::parse(url_of(path_));
  options.engine = "admin";
  options.connect_timeout = patience;
  return sqlite_driver()->connect(options);
}

}  // namespace rwsplit::chaos
