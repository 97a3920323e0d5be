#pragma once

#include <signal.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <rwsplit/row/codecs.hpp>

#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"

namespace rwsplit::testing {

/// A replica's server process, killed or frozen on demand and running again when the object ends.
class MortalReplica {
 public:
  MortalReplica(std::size_t server, std::string node) : server_{server}, node_{std::move(node)} {}
  MortalReplica(const MortalReplica&) = delete;
  MortalReplica& operator=(const MortalReplica&) = delete;
  ~MortalReplica() {
    try {
      if (frozen_) thaw();
      if (dead_) revive();
    } catch (const std::exception& error) {
      WARN("the cluster is damaged, " << node_ << " does not come back: " << error.what());
    }
  }

  /// It answers nothing any more, and closes nothing.
  void freeze() {
    frozen_ = true;
    REQUIRE(::kill(process(), SIGSTOP) == 0);
  }
  void thaw() {
    static_cast<void>(::kill(process(), SIGCONT));
    frozen_ = false;
  }

  void kill() {
    const ::pid_t process = this->process();
    dead_ = true;
    REQUIRE(::kill(process, SIGKILL) == 0);
    REQUIRE(eventually([&] { return ::kill(process, 0) != 0; }, patience));
  }

  void revive() {
    const auto command = std::string{RWSPLIT_TEST_CLUSTER_COMMAND} + " start-node " +
                         environment("RWSPLIT_TEST_CLUSTER_DIR") + " " + node_;
    // No other thread of this program reads or writes the environment.
    if (std::system(command.c_str()) != 0) throw std::runtime_error{"`" + command + "` has failed"};
    dead_ = false;
    if (!eventually([&] { return follows(); }, patience)) throw std::runtime_error{node_ + " does not replicate again"};
  }

 private:
  [[nodiscard]] ::pid_t process() const {
    std::ifstream file{environment("RWSPLIT_TEST_CLUSTER_DIR") + "/" + node_ + "/mysqld.pid"};
    ::pid_t process = 0;
    file >> process;
    if (process <= 1) throw std::runtime_error{node_ + " does not run"};
    return process;
  }

  // Replication resumes by itself on both servers.
  [[nodiscard]] bool follows() const {
    const bool mysql = test_flavor() == Flavor::mysql;
    const auto reply = admin_of(server_)->execute(mysql ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS", {});
    int running = 0;
    for (std::size_t column = 0; column < reply.rows.column_count(); ++column) {
      const std::string_view name{reply.rows.columns()[column].name};
      const bool tells = name == "Replica_IO_Running" || name == "Replica_SQL_Running" || name == "Slave_IO_Running" ||
                         name == "Slave_SQL_Running";
      if (tells && Codec<std::string>::decode(reply.rows.at(0, column)) == "Yes") ++running;
    }
    return running == 2;
  }

  std::size_t server_;
  std::string node_;
  bool dead_{false};
  bool frozen_{false};
};

}  // namespace rwsplit::testing
