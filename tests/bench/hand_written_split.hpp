#pragma once

#include <memory>
#include <string>
#include <vector>

#include <rwsplit/driver/url.hpp>

#include "bench/contestant.hpp"

namespace rwsplit::bench {

/// What a program does without a library: over the raw C API, each thread holds one connection to the master and one to
/// each of `replicas`, with its statements prepared, and chooses itself: each unit of work reads from the next replica.
[[nodiscard]] std::unique_ptr<Contestant> hand_written_split(const Url& master, const std::vector<Url>& replicas);

/// What the comparison ran with: the C library and the server, with their versions.
struct MysqlVersions {
  std::string client;
  std::string server;
};
[[nodiscard]] MysqlVersions mysql_versions(const Url& server);

}  // namespace rwsplit::bench
