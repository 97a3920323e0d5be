#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <rwsplit/driver/connection.hpp>
#include <rwsplit/error/flavor.hpp>
#include <rwsplit/routing/role.hpp>

#include "cluster/replication_channel.hpp"

namespace rwsplit::detail {

/// What a server says about its part in a cluster.
struct EngineProbe {
  Flavor flavor{Flavor::unknown};
  std::string version{};
  /// Nothing: SQLite, where each connection is what it was opened as.
  std::optional<bool> read_only{};
  /// The position (GTID) up to which it has the changes: `gtid_executed`, or on MariaDB `gtid_slave_pos` of a replica
  /// and `gtid_binlog_pos` of a master. Empty where there is none.
  std::string applied{};
  /// True: the account may not see the channels, so that role and lag are not known.
  bool channels_hidden{false};
  /// Empty: it follows nobody, if they are not hidden.
  std::vector<ReplicationChannel> channels{};
};

/// What it works as; a server that follows nobody and accepts no writes is neither.
[[nodiscard]] std::optional<Role> role_of(const EngineProbe& probe) noexcept;

/// How far it is behind: the worst of its channels, and nothing as soon as one cannot tell, or without any. 0 for
/// SQLite, whose readers share the writer's file.
[[nodiscard]] std::optional<std::chrono::seconds> lag_of(const EngineProbe& probe) noexcept;

/// The channels that it follows; nothing: the account may not see them. None where there is no replication.
///
/// Blocking: one round trip. Throws: `ServerError`, `ConnectionError`.
[[nodiscard]] std::optional<std::vector<ReplicationChannel>> ask_channels(Connection& connection);

/// Asks; an account without a privilege for it learns everything but the channels.
///
/// Blocking: two round trips. Throws: `ServerError`, `ConnectionError`.
[[nodiscard]] EngineProbe probe(Connection& connection);

/// The privilege by which an account sees the channels of such a server.
[[nodiscard]] std::string_view channel_privilege(Flavor flavor, std::string_view version) noexcept;

}  // namespace rwsplit::detail
