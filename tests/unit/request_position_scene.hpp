#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <spdlog/logger.h>

#include <rwsplit/cluster/cluster.hpp>

#include "support/deliver.hpp"
#include "support/fake_cluster.hpp"

// A master and replicas that name positions as MariaDB does, in one domain.

namespace rwsplit::testing {

/// What the servers of one scene have. Thread safety: all members.
class PositionedServers {
 public:
  [[nodiscard]] std::string write() {
    const std::lock_guard lock{mutex_};
    ++written_;
    return newest();
  }
  /// The replicas apply everything.
  void catch_up() {
    const std::lock_guard lock{mutex_};
    applied_ = newest();
  }
  /// The master was replaced by one that has none of what was written.
  void lose_everything() {
    const std::lock_guard lock{mutex_};
    ++server_;
    written_ = 1;
  }

  [[nodiscard]] std::string on_master() const {
    const std::lock_guard lock{mutex_};
    return newest();
  }
  [[nodiscard]] std::string on_replica() const {
    const std::lock_guard lock{mutex_};
    return applied_;
  }

 private:
  [[nodiscard]] std::string newest() const { return "0-" + std::to_string(server_) + "-" + std::to_string(written_); }

  mutable std::mutex mutex_;
  int server_{1};
  std::uint64_t written_{1};
  std::string applied_{"0-1-1"};
};

/// `SELECT name` answers with the engine's name; whatever is no SELECT writes, but `UPDATE nothing`, which changes no
/// row, and `FAIL`, which the server refuses.
class PositionedConnection final : public Connection {
 public:
  PositionedConnection(std::shared_ptr<PositionedServers> servers, std::string name)
      : servers_{std::move(servers)}, name_{std::move(name)} {
    status_.tracks = true;
    identity_ = {.flavor = Flavor::mariadb, .version = "10.11.19-MariaDB", .origin = is_master() ? 1U : 0U};
  }

  [[nodiscard]] ReplySummary run(std::string_view text, std::span<const Value>, RowSink& rows) override {
    return deliver(answer_to(text), rows);
  }
  [[nodiscard]] Reply answer_to(std::string_view text) {
    status_.wrote = false;
    position_.clear();
    if (text.starts_with("SELECT MASTER_GTID_WAIT(")) return {.rows = row_of({"-1", slave_pos(), binlog_state()})};
    if (text.starts_with("SELECT CAST(@@GLOBAL.read_only")) return {.rows = one_text("0")};
    if (text.starts_with("SELECT @@GLOBAL.")) return {.rows = row_of({slave_pos(), binlog_state()})};
    if (text.starts_with("SELECT")) return {.rows = one_text(name_)};
    if (text == "FAIL") throw server_error(Cond::duplicate_key);
    if (text == "LOSE") {
      status_.usable = false;
      throw lost_error();
    }
    if (text == "UPDATE nothing") return {};
    if (status_.in_transaction) {
      has_written_ = true;
    } else {
      name_position();
    }
    return {.rows = {}, .summary = {.affected_rows = 1}};
  }
  [[nodiscard]] std::unique_ptr<Cursor> open_cursor(std::string_view, std::span<const Value>) override {
    throw server_error(Cond::syntax_error);  // nobody streams here
  }
  void begin(TransactionMode) override { status_.in_transaction = true; }
  void commit() override {
    status_.in_transaction = false;
    if (std::exchange(has_written_, false)) name_position();
  }
  void rollback() override { status_.in_transaction = has_written_ = false; }
  void ping() override {}
  void reset() override { rollback(); }
  [[nodiscard]] bool alive() noexcept override { return status_.usable; }
  [[nodiscard]] ConnectionStatus status() const noexcept override { return status_; }
  [[nodiscard]] std::string_view position() const noexcept override { return position_; }
  [[nodiscard]] const ServerIdentity& server() const noexcept override { return identity_; }

 private:
  [[nodiscard]] static ResultSet row_of(const std::vector<std::string>& values) {
    ResultSet rows{std::make_shared<ResultSet::Columns>(values.size())};
    for (const std::string& value : values) rows.push(Value::text(value));
    return rows;
  }
  [[nodiscard]] bool is_master() const noexcept { return name_ == "master"; }
  [[nodiscard]] std::string slave_pos() const { return is_master() ? "" : servers_->on_replica(); }
  [[nodiscard]] std::string binlog_state() const { return is_master() ? servers_->on_master() : slave_pos(); }
  void name_position() {
    position_ = servers_->write();
    status_.wrote = true;
  }

  std::shared_ptr<PositionedServers> servers_;
  std::string name_;
  ServerIdentity identity_;
  ConnectionStatus status_;
  std::string position_;
  bool has_written_{false};
};

class PositionedDriver final : public Driver {
 public:
  PositionedDriver(std::shared_ptr<PositionedServers> servers, std::string name)
      : servers_{std::move(servers)}, name_{std::move(name)} {}

  [[nodiscard]] std::string_view name() const noexcept override { return "positioned"; }
  void validate(const Url&) const override {}
  [[nodiscard]] std::unique_ptr<Connection> connect(const ConnectOptions&) override {
    return std::make_unique<PositionedConnection>(servers_, name_);
  }

 private:
  std::shared_ptr<PositionedServers> servers_;
  std::string name_;
};

/// Their cluster, of one process; another process has another one.
class PositionedCluster {
 public:
  explicit PositionedCluster(std::shared_ptr<PositionedServers> servers = std::make_shared<PositionedServers>(),
                             ClusterConfig config = {})
      : servers_{std::move(servers)}, cluster_{configured(servers_, std::move(config))} {}

  [[nodiscard]] Cluster& operator*() { return cluster_; }
  [[nodiscard]] Cluster* operator->() { return &cluster_; }
  [[nodiscard]] const std::shared_ptr<PositionedServers>& servers() const { return servers_; }

 private:
  [[nodiscard]] static ClusterConfig configured(const std::shared_ptr<PositionedServers>& servers,
                                                ClusterConfig config) {
    config.pool = calm_pool();
    config.logger = std::make_shared<spdlog::logger>("quiet");
    config.monitor.interval = std::chrono::milliseconds{0};
    config.master = {.url = "fake://master", .driver = std::make_shared<PositionedDriver>(servers, "master")};
    config.replicas = {{.name = "replica1",
                        .url = "fake://replica1",
                        .driver = std::make_shared<PositionedDriver>(servers, "replica1")}};
    return config;
  }

  std::shared_ptr<PositionedServers> servers_;
  Cluster cluster_;
};

}  // namespace rwsplit::testing
