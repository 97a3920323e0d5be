#pragma once

#include <memory>
#include <string>

#include <rwsplit/driver/url.hpp>

#include "bench/contestant.hpp"

namespace rwsplit::bench {

/// What a program does without a library: over the raw C API, each thread holds one connection to the master and one to
/// a replica, with its statements prepared, and chooses itself.
[[nodiscard]] std::unique_ptr<Contestant> hand_written_split(const Url& master, const Url& replica);

/// What the comparison ran with: the C library and the server, with their versions.
struct MysqlVersions {
  std::string client;
  std::string server;
};
[[nodiscard]] MysqlVersions mysql_versions(const Url& server);

}  // namespace rwsplit::bench
