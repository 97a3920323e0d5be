#include "doctor/server_questions.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <utility>

#include <rwsplit/error/server_error.hpp>

#include "cluster/heartbeat.hpp"
#include "cluster/lag.hpp"
#include "cluster/replica_questions.hpp"
#include "cluster/reply_text.hpp"

namespace rwsplit::doctor {

namespace {

using detail::NamedRow;
using std::chrono::milliseconds;
using std::chrono::system_clock;

[[nodiscard]] std::string lower_case(std::string text) {
  for (char& c : text) {
    if ('A' <= c && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// A value of the first row; empty for NULL or no row.
[[nodiscard]] std::string cell(const Reply& reply, std::size_t column) {
  return detail::cell(reply.rows, 0, column).value_or("");
}

void read_variables(Connection& connection, ServerFacts& facts) {
  const Reply reply = connection.execute("SHOW GLOBAL VARIABLES", {});
  for (std::size_t row = 0; row < reply.rows.row_count(); ++row) {
    facts.variables[lower_case(detail::cell(reply.rows, row, 0).value_or(""))] =
        detail::cell(reply.rows, row, 1).value_or("");
  }
}

void read_privileges(Connection& connection, ServerFacts& facts) {
  const Reply reply = connection.execute("SHOW GRANTS", {});
  std::vector<std::string> lines;
  for (std::size_t row = 0; row < reply.rows.row_count(); ++row) {
    lines.push_back(detail::cell(reply.rows, row, 0).value_or(""));
  }
  facts.privileges = Privileges::from(lines);
}

void read_account(Connection& connection, ServerFacts& facts) {
  facts.account = cell(connection.execute("SELECT CURRENT_USER()", {}), 0);
}

void read_clock(Connection& connection, ServerFacts& facts) {
  const auto before = system_clock::now();
  const Reply reply =
      connection.execute("SELECT UNIX_TIMESTAMP(NOW(6)), TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())", {});
  const auto half = (system_clock::now() - before) / 2;
  const auto here = std::chrono::floor<milliseconds>((before + half).time_since_epoch());
  facts.clock = {.ahead = time_in(cell(reply, 0)) - here, .uncertainty = std::chrono::ceil<milliseconds>(half)};
  facts.time_zone = std::chrono::seconds{std::strtol(cell(reply, 1).c_str(), nullptr, 10)};
}

void read_encryption(Connection& connection, ServerFacts& facts) {
  facts.encrypted = !cell(connection.execute("SHOW SESSION STATUS LIKE 'Ssl_cipher'", {}), 1).empty();
}

/// Without the privilege PROCESS an account sees its own connections only, and these are all that count here.
void read_use(Connection& connection, const std::string& user, ServerFacts& facts) {
  const Reply reply = connection.execute("SHOW PROCESSLIST", {});
  const std::string self = std::to_string(connection.server().connection_id);
  ConnectionUse use;
  for (std::size_t i = 0; i < reply.rows.row_count(); ++i) {
    const NamedRow row{reply.rows, i};
    if (row.text("User") != user || row.text("Id") == self) continue;
    ++(row.text("Command") == "Sleep" ? use.idle : use.working);
  }
  facts.use = use;
}

void read_heartbeat(Connection& connection, const std::string& table, ServerFacts& facts) {
  HeartbeatReading reading{.table = table};
  try {
    const Reply reply = connection.execute("SELECT " + detail::heartbeat_age(table), {});
    const auto age = detail::cell(reply.rows, 0, 0);
    if (age) reading.age = milliseconds{std::strtoll(age->c_str(), nullptr, 10) / 1000};
  } catch (const ServerError& error) {
    reading.error = error.code().value();
  }
  facts.heartbeat = std::move(reading);
}

/// As the monitor measures it.
void read_lag(Connection& connection, const std::string& heartbeat_table, ServerFacts& facts) {
  detail::ReplicaQuestions questions;
  const detail::ReplicaAnswer answer = questions.ask(connection, heartbeat_table);
  facts.lag = detail::lag_of({.heartbeat = answer.heartbeat, .applier = answer.applier});
  if (facts.probe.flavor == Flavor::mysql) facts.sees_timestamps = questions.has_timestamps();
}

void read_sqlite(Connection& connection, ServerFacts& facts) {
  facts.variables["journal_mode"] = lower_case(cell(connection.execute("PRAGMA journal_mode", {}), 0));
  facts.variables["file"] = cell(connection.execute("PRAGMA database_list", {}), 2);
}

/// Asks one thing; what the server refuses is noted.
template <class Question>
void ask(ServerFacts& facts, std::string_view what, Question question) {
  try {
    question();
  } catch (const ServerError& error) {
    facts.unanswered.push_back({.what = std::string{what}, .error = error.code().value()});
  }
}

void ask_database_server(Connection& connection, const std::string& user, ServerFacts& facts) {
  ask(facts, "the settings", [&] { read_variables(connection, facts); });
  ask(facts, "the name of the account", [&] { read_account(connection, facts); });
  ask(facts, "the privileges of the account", [&] { read_privileges(connection, facts); });
  ask(facts, "the time", [&] { read_clock(connection, facts); });
  ask(facts, "whether the connection is encrypted", [&] { read_encryption(connection, facts); });
  ask(facts, "the connections of the account", [&] { read_use(connection, user, facts); });
}

}  // namespace

milliseconds time_in(const std::string& text) {
  constexpr double most = 1e11;  // beyond the year 5000; what does not fit must not be computed with
  const double seconds = std::strtod(text.c_str(), nullptr);
  const bool is_time = seconds > 0 && seconds < most;  // neither is true of what is no number
  return is_time ? milliseconds{std::llround(seconds * 1000)} : milliseconds{0};
}

ServerFacts ask_server(Connection& connection, const std::string& user, const std::string& heartbeat_table) {
  ServerFacts facts{.probe = {.flavor = connection.server().flavor, .version = connection.server().version}};
  ask(facts, "the state of replication", [&] { facts.probe = detail::probe(connection); });
  switch (facts.probe.flavor) {
    case Flavor::mysql:
    case Flavor::mariadb:
      ask_database_server(connection, user, facts);
      if (!heartbeat_table.empty()) read_heartbeat(connection, heartbeat_table, facts);
      if (!facts.probe.channels.empty()) {
        ask(facts, "how far it is behind", [&] { read_lag(connection, heartbeat_table, facts); });
      }
      break;
    case Flavor::sqlite: ask(facts, "the settings", [&] { read_sqlite(connection, facts); }); break;
    case Flavor::unknown: break;
  }
  return facts;
}

}  // namespace rwsplit::doctor
