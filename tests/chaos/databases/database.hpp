#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/driver/connection.hpp>
#include <rwsplit/error/flavor.hpp>

namespace rwsplit::chaos {

/// What the workloads run on, past the library: a master, and two replicas of it.
///
/// Thread safety: one thread. Blocking: on the database. Throws: `Error`, `std::runtime_error`.
class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  [[nodiscard]] virtual Flavor flavor() const noexcept = 0;
  /// For an application, with the present master.
  [[nodiscard]] virtual ClusterConfig configuration() const = 0;
  /// Another process has made that server the master.
  virtual void set_master(std::size_t server) = 0;
  /// To the master, as its administrator.
  [[nodiscard]] virtual std::unique_ptr<Connection> connect() const = 0;
  /// Every replica has what the master has now, and replicates.
  virtual void await_replicas() const = 0;

  /// Statements on the master.
  void run(const std::vector<std::string>& statements) const {
    const auto connection = connect();
    for (const auto& text : statements) static_cast<void>(connection->execute(text, {}));
  }
};

}  // namespace rwsplit::chaos
