#include "doctor/remedies.hpp"

#include <cstddef>

#include <fmt/format.h>

#include "driver/server_release.hpp"

namespace rwsplit::doctor {

namespace {

using detail::Release;

constexpr Release first_with_persist{8, 0, 0};         // MySQL
constexpr Release first_with_replica_words{8, 0, 22};  // MySQL

[[nodiscard]] bool is_mysql_since(const ServerFacts& server, Release release) noexcept {
  return server.probe.flavor == Flavor::mysql && detail::release_of(server.probe.version) >= release;
}

/// The end of a statement about this channel.
[[nodiscard]] std::string for_channel(const ServerFacts& server, const detail::ReplicationChannel& channel) {
  if (channel.name.empty() || server.probe.flavor != Flavor::mysql) return {};
  return fmt::format(" FOR CHANNEL {}", quoted(channel.name));
}

/// MariaDB names the channel before the rest.
[[nodiscard]] std::string named_first(const ServerFacts& server, const detail::ReplicationChannel& channel) {
  if (channel.name.empty() || server.probe.flavor == Flavor::mysql) return {};
  return " " + quoted(channel.name);
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string result{"'"};
  for (const char c : text) {
    if (c == '\'' || c == '\\') result.push_back(c);
    result.push_back(c);
  }
  return result + "'";
}

std::string set_for_good(const ServerFacts& server, std::string_view name, std::string_view value) {
  if (is_mysql_since(server, first_with_persist)) return fmt::format("SET PERSIST {} = {};", name, value);
  return fmt::format("SET GLOBAL {} = {}; and the same in the server's configuration file, for its next start", name,
                     value);
}

std::string account_in_statement(const ServerFacts& server) {
  const std::size_t at = server.account.rfind('@');
  if (at == std::string::npos) return "the account";
  return quoted(server.account.substr(0, at)) + "@" + quoted(server.account.substr(at + 1));
}

std::string channel_statement(const ServerFacts& server, std::string_view verb,
                              const detail::ReplicationChannel& channel) {
  const bool replica_words = is_mysql_since(server, first_with_replica_words);
  return fmt::format("{} {}{}{};", verb, replica_words ? "REPLICA" : "SLAVE", named_first(server, channel),
                     for_channel(server, channel));
}

std::string forget_channel(const ServerFacts& server, const detail::ReplicationChannel& channel) {
  const bool replica_words = is_mysql_since(server, first_with_replica_words);
  return fmt::format("RESET {}{} ALL{};", replica_words ? "REPLICA" : "SLAVE", named_first(server, channel),
                     for_channel(server, channel));
}

std::string_view show_channels(const ServerFacts& server) {
  if (server.probe.flavor == Flavor::mariadb) return "SHOW ALL SLAVES STATUS";
  return is_mysql_since(server, first_with_replica_words) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
}

std::string change_source(const ServerFacts& server, std::string_view options,
                          const detail::ReplicationChannel& channel) {
  const bool replica_words = is_mysql_since(server, {8, 0, 23});
  return fmt::format("CHANGE {}{} TO {}{}{};", replica_words ? "REPLICATION SOURCE" : "MASTER",
                     named_first(server, channel), replica_words ? "SOURCE_" : "MASTER_", options,
                     for_channel(server, channel));
}

}  // namespace rwsplit::doctor
