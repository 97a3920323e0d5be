#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/consistency/position.hpp>
#include <rwsplit/driver/connection.hpp>
#include <rwsplit/error/flavor.hpp>

#include "chaos/databases/database.hpp"

namespace rwsplit::chaos {

/// The three servers of a test cluster, past the library: which of them is the master, and everything that can be done
/// to them. Any of them may become the master.
///
/// Thread safety: one thread. Blocking: on servers, with a limit that only a broken run reaches. Throws: `Error`,
/// `std::runtime_error`; the cluster is of no use then.
class Servers final : public Database {
 public:
  using Index = std::size_t;
  static constexpr Index count = 3;

  /// From the environment, see `tests/support/cluster run`. The master is the one that takes writes.
  Servers();

  [[nodiscard]] Flavor flavor() const noexcept override { return flavor_; }
  [[nodiscard]] Index master() const noexcept { return master_; }
  [[nodiscard]] std::vector<Index> replicas() const;
  [[nodiscard]] ClusterConfig configuration() const override;
  void set_master(Index server) noexcept override { master_ = server; }
  [[nodiscard]] std::unique_ptr<Connection> connect() const override { return admin(master_); }
  void await_replicas() const override;

  /// Statements of an administrator.
  using Database::run;
  void run(Index server, const std::vector<std::string>& statements) const;

  void signal(Index server, int number) const;
  /// Ends its process: SIGTERM, SIGKILL.
  void end(Index server, int number) const;
  /// Its process runs again, with the role it had.
  void start(Index server);

  /// `what`: `SQL_THREAD`, `IO_THREAD`, or empty for both.
  void stop_replication(Index replica, std::string_view what) const;
  void start_replication(Index replica) const;
  /// What arrives is applied so many seconds late.
  void delay(Index replica, int seconds) const;

  /// Another master, with everything that the present one has.
  void switch_over(Index next);
  /// The master is dead: the replica that has most takes its place, the other one follows it.
  void promote_best();
  /// Its data has a branch that nobody else has: it becomes a copy of a replica, which is stopped meanwhile.
  void rebuild(Index server, Index replica);

 private:
  [[nodiscard]] std::unique_ptr<Connection> admin(Index server) const;
  [[nodiscard]] bool is_mysql() const noexcept { return flavor_ == Flavor::mysql; }
  [[nodiscard]] std::string node(Index server) const;
  [[nodiscard]] ::pid_t process(Index server) const;
  [[nodiscard]] Position position(Index server) const;
  void await(Index replica, const std::string& position) const;
  void apply_received(Index replica) const;
  void set_writable(Index server, bool writable) const;
  void begin_as_master(Index server);
  void follow_master(Index replica, bool was_master) const;

  Flavor flavor_;
  std::string folder_;
  Index master_{0};
};

}  // namespace rwsplit::chaos
