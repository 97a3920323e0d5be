#pragma once

#include <string>

#include <fmt/format.h>

#include "doctor/server_facts.hpp"

namespace rwsplit::doctor {

/// The same text for the same server, whatever name it is reached by; empty where that cannot be told.
[[nodiscard]] inline std::string server_identity(const ServerFacts& server) {
  const std::string_view uuid = server.variable("server_uuid");
  if (!uuid.empty()) return std::string{uuid};
  // MariaDB has none; several servers on one machine differ by port.
  const std::string_view host = server.variable("hostname");
  if (host.empty()) return {};
  return fmt::format("{}:{}#{}", host, server.variable("port"), server.variable("server_id"));
}

[[nodiscard]] inline bool is_same_server(const ServerFacts& one, const ServerFacts& other) {
  const std::string identity = server_identity(one);
  return !identity.empty() && identity == server_identity(other);
}

/// Whether the changes of this channel come from that server; false also where that cannot be told.
[[nodiscard]] inline bool comes_from(const detail::ReplicationChannel& channel, const ServerFacts& source) {
  if (!channel.source_uuid.empty()) return channel.source_uuid == source.variable("server_uuid");
  return channel.source_id != 0 && std::to_string(channel.source_id) == source.variable("server_id");
}

}  // namespace rwsplit::doctor
