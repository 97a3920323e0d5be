#include "cluster/engine_probe.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include <rwsplit/error/condition.hpp>
#include <rwsplit/error/server_error.hpp>

#include "cluster/reply_text.hpp"
#include "driver/server_release.hpp"

namespace rwsplit::detail {

namespace {

using std::chrono::seconds;

// Two statements per flavor. `SHOW ALL SLAVES STATUS` has a row for each channel, as MySQL's statement always does.
constexpr std::string_view mysql_state = "SELECT @@GLOBAL.read_only, @@GLOBAL.gtid_executed";
constexpr std::string_view mariadb_state =
    "SELECT @@GLOBAL.read_only, @@GLOBAL.gtid_binlog_pos, @@GLOBAL.gtid_slave_pos";
constexpr std::string_view mysql_channels = "SHOW REPLICA STATUS";
constexpr std::string_view old_mysql_channels = "SHOW SLAVE STATUS";
constexpr std::string_view mariadb_channels = "SHOW ALL SLAVES STATUS";

constexpr Release first_with_replica_words{8, 0, 22};      // MySQL
constexpr Release first_with_monitor_privilege{10, 5, 0};  // MariaDB

[[nodiscard]] std::string_view channels_statement(Flavor flavor, std::string_view version) noexcept {
  if (flavor == Flavor::mariadb) return mariadb_channels;
  return release_of(version) < first_with_replica_words ? old_mysql_channels : mysql_channels;
}

[[nodiscard]] bool is_yes(const std::optional<std::string>& text) { return text == "Yes"; }

template <class Number>
[[nodiscard]] Number number_or_zero(const std::optional<std::string>& text) noexcept {
  const auto number = number_in(text.value_or(""));
  return number && *number <= std::numeric_limits<Number>::max() ? static_cast<Number>(*number) : Number{0};
}

// A negative number would be a clock that runs ahead; it means "not behind".
[[nodiscard]] std::optional<seconds> seconds_in(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return seconds{number_or_zero<std::uint32_t>(text)};
}

[[nodiscard]] bool follows_gtid(const NamedRow& row) {
  if (const auto mariadb = row.text("Using_Gtid")) return means_on(*mariadb);
  return row.text("Auto_Position") == "1";
}

[[nodiscard]] ReplicationChannel channel_in(const NamedRow& row) {
  return {.name = row.text("Channel_Name", "Connection_name").value_or(""),
          .host = row.text("Source_Host", "Master_Host").value_or(""),
          .port = number_or_zero<std::uint16_t>(row.text("Source_Port", "Master_Port")),
          .source_uuid = row.text("Source_UUID", "Master_UUID").value_or(""),
          .source_id = number_or_zero<std::uint64_t>(row.text("Source_Server_Id", "Master_Server_Id")),
          .receiving = is_yes(row.text("Replica_IO_Running", "Slave_IO_Running")),
          .applying = is_yes(row.text("Replica_SQL_Running", "Slave_SQL_Running")),
          .receive_error = number_or_zero<std::uint32_t>(row.text("Last_IO_Errno")),
          .apply_error = number_or_zero<std::uint32_t>(row.text("Last_SQL_Errno")),
          .lag = seconds_in(row.text("Seconds_Behind_Source", "Seconds_Behind_Master")),
          .delay = seconds{number_or_zero<std::uint32_t>(row.text("SQL_Delay"))},
          .by_gtid = follows_gtid(row)};
}

void read_channels(Connection& connection, EngineProbe& result) {
  auto channels = ask_channels(connection);
  result.channels_hidden = !channels;
  if (channels) result.channels = std::move(*channels);
}

// A master that was a replica before keeps its old `gtid_slave_pos`: only who follows somebody is judged by it.
[[nodiscard]] std::string mariadb_position(const Reply& state, const EngineProbe& result) {
  const bool replica = !result.channels.empty() || (result.channels_hidden && result.read_only.value_or(false));
  return cell(state.rows, 0, replica ? 2 : 1).value_or("");
}

// A set of GTIDs has a line for each source; a line break is no part of it.
[[nodiscard]] std::string in_one_line(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  return text;
}

void probe_server(Connection& connection, EngineProbe& result) {
  const bool mariadb = result.flavor == Flavor::mariadb;
  const Reply state = connection.execute(mariadb ? mariadb_state : mysql_state, {});
  if (state.rows.empty()) return;
  result.read_only = means_on(cell(state.rows, 0, 0).value_or(""));
  read_channels(connection, result);
  result.applied = mariadb ? mariadb_position(state, result) : in_one_line(cell(state.rows, 0, 1).value_or(""));
}

}  // namespace

std::optional<Role> role_of(const EngineProbe& probe) noexcept {
  if (!probe.channels.empty()) return Role::replica;
  if (probe.channels_hidden || !probe.read_only || *probe.read_only) return std::nullopt;
  return Role::master;
}

std::optional<seconds> lag_of(const EngineProbe& probe) noexcept {
  if (probe.channels.empty() && probe.flavor != Flavor::sqlite) return std::nullopt;
  seconds worst{0};
  for (const ReplicationChannel& channel : probe.channels) {
    if (!channel.lag) return std::nullopt;
    worst = std::max(worst, *channel.lag);
  }
  return worst;
}

std::optional<std::vector<ReplicationChannel>> ask_channels(Connection& connection) {
  const ServerIdentity& server = connection.server();
  std::vector<ReplicationChannel> channels;
  try {
    const Reply reply = connection.execute(channels_statement(server.flavor, server.version), {});
    for (std::size_t i = 0; i < reply.rows.row_count(); ++i) channels.push_back(channel_in(NamedRow{reply.rows, i}));
  } catch (const ServerError& error) {
    if (error.code() != Cond::access_denied) throw;
    return std::nullopt;
  }
  return channels;
}

EngineProbe probe(Connection& connection) {
  EngineProbe result{.flavor = connection.server().flavor, .version = connection.server().version};
  switch (result.flavor) {
    case Flavor::mysql:
    case Flavor::mariadb: probe_server(connection, result); break;
    case Flavor::sqlite:
    case Flavor::unknown: break;
  }
  return result;
}

std::string_view channel_privilege(Flavor flavor, std::string_view version) noexcept {
  const bool monitor = flavor == Flavor::mariadb && release_of(version) >= first_with_monitor_privilege;
  return monitor ? "SLAVE MONITOR" : "REPLICATION CLIENT";
}

}  // namespace rwsplit::detail
