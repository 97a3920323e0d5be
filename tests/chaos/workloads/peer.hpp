#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include <rwsplit/detail/mutex.hpp>

#include "chaos/databases/database.hpp"
#include "chaos/history/log.hpp"
#include "chaos/history/quantities.hpp"

namespace rwsplit::chaos {

/// A second process with a cluster of its own, that reads what tokens stand for. Ends with its input.
///
/// Thread safety: every member may be called by any thread; they take turns. Blocking: on the other process's answer.
/// Throws: `std::runtime_error` if that process is gone.
class Peer {
 public:
  /// It is this program once more, `rwsplit_chaos --peer`, on the servers of the environment or on an SQLite file.
  explicit Peer(std::string sqlite_file = {});
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer();

  /// A session of that number accepts the token and reads the register. True: it read; what it noted is in `take()`.
  bool read(SessionNumber session, TokenNumber token, Key key, const std::string& text);
  void point_to_master(std::size_t server);
  /// Past its cluster, always on the same connection to the master.
  void execute(std::string_view statement);
  /// The second process is no more.
  void kill() noexcept;
  /// What it noted since the last time.
  [[nodiscard]] Log take();

  /// What the second process does, from its input to its output.
  static int serve(Database& database);

 private:
  [[nodiscard]] std::string ask(const std::string& line) RWSPLIT_EXCLUDES(mutex_);
  void end() noexcept;

  detail::Mutex mutex_;
  ::pid_t process_{0};
  int to_{-1};
  int from_{-1};
};

}  // namespace rwsplit::chaos
