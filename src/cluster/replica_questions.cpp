#include "cluster/replica_questions.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <rwsplit/error/condition.hpp>
#include <rwsplit/error/server_error.hpp>

#include "cluster/engine_probe.hpp"
#include "cluster/heartbeat.hpp"
#include "cluster/position_questions.hpp"
#include "cluster/reply_text.hpp"

namespace rwsplit::detail {

namespace {

using std::chrono::microseconds;

constexpr unsigned longest_heartbeat_pause = 64;

// So that the tables' timestamps and NOW() mean the same also in the hour that a summer time repeats.
constexpr std::string_view same_clock = "SET time_zone = '+00:00'";

// A row for each channel. The column after the states: whether all that was received is applied. The last two: the age
// of what the workers apply, and of what their coordinator holds back, NULL while there is none. Group Replication's
// recovery channel runs only while a member joins. Source: MySQL manual, "Performance Schema Replication Tables".
constexpr std::string_view mysql_timestamps =
    "SELECT c.SERVICE_STATE, a.SERVICE_STATE, GTID_SUBSET(c.RECEIVED_TRANSACTION_SET, @@GLOBAL.gtid_executed),"
    " (SELECT TIMESTAMPDIFF(MICROSECOND, MIN(w.APPLYING_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP), NOW(6))"
    " FROM performance_schema.replication_applier_status_by_worker w"
    " WHERE w.CHANNEL_NAME = c.CHANNEL_NAME AND w.APPLYING_TRANSACTION <> ''),"
    " (SELECT TIMESTAMPDIFF(MICROSECOND, MIN(o.PROCESSING_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP), NOW(6))"
    " FROM performance_schema.replication_applier_status_by_coordinator o"
    " WHERE o.CHANNEL_NAME = c.CHANNEL_NAME AND o.PROCESSING_TRANSACTION <> '')"
    " FROM performance_schema.replication_connection_status c"
    " JOIN performance_schema.replication_applier_status a ON a.CHANNEL_NAME = c.CHANNEL_NAME"
    " WHERE c.CHANNEL_NAME <> 'group_replication_recovery'";

// The clock of the server that wrote may run ahead.
[[nodiscard]] std::optional<microseconds> age_in(const std::optional<std::string>& text) {
  if (!text || text->empty()) return std::nullopt;
  std::int64_t age = 0;
  const char* const end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, age);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return microseconds{std::max<std::int64_t>(age, 0)};
}

[[nodiscard]] bool is_on(const ResultSet& rows, std::size_t row, std::size_t column) {
  return cell(rows, row, column) == "ON";
}

/// The oldest change that is being worked on; 0 if nothing is left to do.
[[nodiscard]] std::optional<microseconds> applier_age(const ResultSet& rows, std::size_t row) {
  if (cell(rows, row, 2) == "1") return microseconds{0};
  const auto worker = age_in(cell(rows, row, 3));
  const auto coordinator = age_in(cell(rows, row, 4));
  if (!worker || !coordinator) return worker ? worker : coordinator;
  return std::max(worker, coordinator);
}

/// The worst of several; not known as soon as one is not.
template <class Duration>
void add_worst(std::optional<Duration>& worst, std::optional<Duration> next, bool first) {
  if (first) {
    worst = next;
  } else if (worst) {
    worst = next ? std::max(worst, next) : std::nullopt;
  }
}

}  // namespace

ReplicaAnswer ReplicaQuestions::ask(Connection& connection, std::string_view heartbeat_table) {
  ReplicaAnswer answer;
  ask_position(connection, heartbeat_table, answer);
  ask_replication(connection, answer);
  return answer;
}

void ReplicaQuestions::ask_position(Connection& connection, std::string_view heartbeat_table, ReplicaAnswer& answer) {
  if (heartbeat_pause_ > 0) {
    --heartbeat_pause_;
  } else if (!heartbeat_table.empty() && ask_with_heartbeat(connection, heartbeat_table, answer)) {
    return;
  }
  answer.has = detail::ask_position(connection).has;
}

bool ReplicaQuestions::ask_with_heartbeat(Connection& connection, std::string_view table, ReplicaAnswer& answer) {
  const Flavor flavor = connection.server().flavor;
  const std::string text = "SELECT " + std::string{position_columns(flavor)} + ", " + heartbeat_age(table);
  try {
    const Reply reply = connection.execute(text, {});
    answer.has = position_in(flavor, reply.rows).has;
    answer.heartbeat = age_in(cell(reply.rows, 0, 2));
    next_heartbeat_pause_ = 1;
    return true;
  } catch (const ServerError& error) {
    // The table is not there yet, or not for this account: the position is more important than the reason.
    if (!error.connection_usable()) throw;
    heartbeat_pause_ = next_heartbeat_pause_;
    next_heartbeat_pause_ = std::min(next_heartbeat_pause_ * 2, longest_heartbeat_pause);
    return false;
  }
}

void ReplicaQuestions::ask_replication(Connection& connection, ReplicaAnswer& answer) {
  const bool may_have_timestamps = source_ == Source::unknown && connection.server().flavor == Flavor::mysql;
  if (may_have_timestamps || source_ == Source::timestamps) {
    if (ask_timestamps(connection, answer)) return;
    source_ = Source::channels;
  }
  if (source_ != Source::hidden) source_ = ask_channels(connection, answer) ? Source::channels : Source::hidden;
}

bool ReplicaQuestions::ask_timestamps(Connection& connection, ReplicaAnswer& answer) {
  try {
    if (source_ == Source::unknown) static_cast<void>(connection.execute(same_clock, {}));
    const Reply reply = connection.execute(mysql_timestamps, {});
    for (std::size_t row = 0; row < reply.rows.row_count(); ++row) {
      const bool runs = is_on(reply.rows, row, 0) && is_on(reply.rows, row, 1);
      answer.applying = answer.applying && runs;
      add_worst(answer.applier, runs ? applier_age(reply.rows, row) : std::nullopt, row == 0);
    }
    if (reply.rows.empty()) return false;
    source_ = Source::timestamps;
    return true;
  } catch (const ServerError& error) {
    // Denied, or a version without these columns: there is another way to ask.
    if (!error.connection_usable()) throw;
    return false;
  }
}

bool ReplicaQuestions::ask_channels(Connection& connection, ReplicaAnswer& answer) {
  const auto channels = detail::ask_channels(connection);
  if (!channels) return false;
  for (const ReplicationChannel& channel : *channels) {
    answer.applying = answer.applying && channel.receiving && channel.applying;
    add_worst(answer.estimate, channel.lag, &channel == &channels->front());
  }
  return true;
}

}  // namespace rwsplit::detail
