#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <spdlog/logger.h>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/server_error.hpp>

#include "support/fake_driver.hpp"

namespace rwsplit::testing {

/// A result of one row and one column.
[[nodiscard]] inline ResultSet one_text(std::string_view value) {
  ResultSet rows{std::make_shared<ResultSet::Columns>(ResultSet::Columns{{.name = "value", .type = "VARCHAR"}})};
  rows.push(Value::text(value));
  return rows;
}
/// A result of one column with the numbers from 1 to `count`.
[[nodiscard]] inline ResultSet numbers(std::int64_t count) {
  ResultSet rows{std::make_shared<ResultSet::Columns>(ResultSet::Columns{{.name = "number", .type = "BIGINT"}})};
  for (std::int64_t i = 1; i <= count; ++i) rows.push(Value::integer(i));
  return rows;
}

/// As a driver tells of a connection that broke while it waited for the reply.
[[nodiscard]] inline ConnectionError lost_error(Outcome outcome = Outcome::outcome_unknown) {
  return ConnectionError{ErrorInfo{.code = library_code(Cond::connection_lost),
                                   .outcome = outcome,
                                   .what = "the connection was lost",
                                   .connection_usable = false,
                                   .transaction_over = true}};
}
[[nodiscard]] inline ServerError server_error(Cond condition, bool transaction_over = false) {
  return ServerError{ErrorInfo{.code = library_code(condition),
                               .outcome = transaction_over ? Outcome::rolled_back : Outcome::statement_failed,
                               .retry = transaction_over ? Retry::transaction : Retry::never,
                               .what = "the server refused the statement",
                               .transaction_over = transaction_over}};
}

/// As a driver tells of a write that a read-only server has refused.
[[nodiscard]] inline ServerError refused_as_write() {
  return ServerError{ErrorInfo{.code = library_code(Cond::read_only),
                               .outcome = Outcome::not_executed,
                               .retry = Retry::new_connection,
                               .what = "the server accepts no writes"}};
}

/// PoolOptions with which nothing happens by the clock.
[[nodiscard]] inline PoolOptions calm_pool(std::chrono::milliseconds acquire_timeout = std::chrono::seconds{20}) {
  const std::chrono::milliseconds off{0};
  return {.max_size = 4,
          .acquire_timeout = acquire_timeout,
          .idle_timeout = off,
          .max_lifetime = off,
          .keep_alive = off,
          .min_backoff = std::chrono::milliseconds{1},
          .max_backoff = std::chrono::milliseconds{2}};
}

/// A cluster of fake servers that behave like MySQL as far as sessions can tell: they understand BEGIN, COMMIT,
/// ROLLBACK and autocommit as text, DDL commits, and a SELECT answers with the engine's name.
class FakeCluster {
 public:
  using Script = FakeDriver::Script;

  /// `before` runs when the drivers exist and nothing is connected yet.
  explicit FakeCluster(std::size_t replicas = 2, ClusterConfig config = {},
                       const std::function<void(FakeCluster&)>& before = {}) {
    config.pool = config.pool.acquire_timeout == PoolOptions{}.acquire_timeout ? calm_pool() : config.pool;
    if (!config.logger) config.logger = std::make_shared<spdlog::logger>("quiet");
    if (config.monitor == MonitorOptions{}) config.monitor.interval = std::chrono::milliseconds{0};
    config.master.url = "fake://master";
    config.master.driver = add("master");
    config.replicas.resize(replicas);
    for (std::size_t i = 0; i < replicas; ++i) {
      EngineConfig& replica = config.replicas[i];
      if (replica.name.empty()) replica.name = "replica" + std::to_string(i + 1);
      replica.url = "fake://" + replica.name;
      replica.driver = add(replica.name);
    }
    if (before) before(*this);
    cluster_.emplace(std::move(config));
  }
  FakeCluster(const FakeCluster&) = delete;
  FakeCluster& operator=(const FakeCluster&) = delete;

  [[nodiscard]] Cluster& operator*() { return *cluster_; }
  [[nodiscard]] Cluster* operator->() { return &*cluster_; }
  [[nodiscard]] FakeDriver& driver(std::size_t engine) { return *drivers_[engine]; }
  [[nodiscard]] FakeDriver& master() { return driver(0); }
  [[nodiscard]] std::uint64_t statements(EngineIndex engine) { return cluster_->engine(engine).statements(); }

  /// What one statement does from now on; on the master unless said otherwise.
  void on(const std::string& text, Script script, std::size_t engine = 0) {
    const std::lock_guard lock{scripts_->mutex};
    scripts_->by_text[engine][text] = std::move(script);
  }
  /// One statement throws from now on.
  template <class AnyError>
  void fail(const std::string& text, AnyError error, std::size_t engine = 0) {
    on(
        text,
        [error](FakeCall& call) -> Reply {
          if (!error.connection_usable()) call.status.usable = false;
          throw AnyError{error};
        },
        engine);
  }

 private:
  struct Scripts {
    std::mutex mutex;
    std::map<std::size_t, std::map<std::string, Script, std::less<>>> by_text;
  };

  std::shared_ptr<FakeDriver> add(const std::string& name) {
    const std::size_t engine = drivers_.size();
    drivers_.push_back(std::make_shared<FakeDriver>());
    drivers_.back()->on_call([scripts = scripts_, engine, name](FakeCall& call) {
      Script script;
      {
        const std::lock_guard lock{scripts->mutex};
        const auto found = scripts->by_text[engine].find(call.text);
        if (found != scripts->by_text[engine].end()) script = found->second;
      }
      return script ? script(call) : behave(call, name);
    });
    return drivers_.back();
  }

  [[nodiscard]] static Reply behave(FakeCall& call, const std::string& name) {
    const auto starts = [&](std::string_view word) { return call.text.substr(0, word.size()) == word; };
    if (starts("SET autocommit")) {
      call.status.autocommit = call.text.back() == '1';
      return {};
    }
    if (starts("BEGIN") || starts("START TRANSACTION")) call.status.in_transaction = true;
    if (call.text == "COMMIT" || call.text == "ROLLBACK" || starts("CREATE TABLE")) {
      call.status.in_transaction = false;
      return {};
    }
    if (!call.status.autocommit) call.status.in_transaction = true;
    if (starts("SELECT")) return {.rows = one_text(name)};
    return {.rows = {}, .summary = {.affected_rows = 1, .last_insert_id = 7}};
  }

  std::shared_ptr<Scripts> scripts_{std::make_shared<Scripts>()};
  std::vector<std::shared_ptr<FakeDriver>> drivers_;
  std::optional<Cluster> cluster_;
};

}  // namespace rwsplit::testing
