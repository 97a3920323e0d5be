#include <algorithm>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cluster/reply_text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedies.hpp"
#include "driver/server_release.hpp"

namespace rwsplit::doctor {

namespace {

using detail::means_on;
using detail::number_in;
using std::chrono::milliseconds;

constexpr milliseconds largest_clock_difference{1000};
constexpr detail::Release first_without_power_of_super{10, 11,
                                                       0};  // MariaDB: READ_ONLY ADMIN is no part of it any more

[[nodiscard]] std::string text_of(milliseconds duration) {
  const auto count = duration.count();
  return count % 1000 == 0 ? fmt::format("{} s", count / 1000)
                           : fmt::format("{:.1f} s", static_cast<double>(count) / 1e3);
}

void check_answers(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  for (const Unanswered& question : server.unanswered) {
    findings.add(Severity::note, Check::unanswered, engine,
                 fmt::format("The server did not tell {} (error {}), so nothing that depends on it was checked.",
                             question.what, question.error),
                 fmt::format("let an account with more privileges examine it, or look up error {} in its manual",
                             question.error));
  }
}

void check_encryption(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  if (engine.on_this_machine || server.encrypted.value_or(true)) return;
  findings.add(Severity::error, Check::plain_text, engine,
               fmt::format("The connection to {} is not encrypted: whoever is on the way can read and change "
                           "statements and rows.",
                           engine.address),
               "take tls=disabled out of its URL, and name the certificate authority with tls_ca=/path/ca.pem");
}

void check_dialect(const EngineFacts& engine, const ServerFacts& server, const ClusterFacts& facts,
                   Findings& findings) {
  const Dialect spoken = server.probe.flavor == Flavor::mariadb ? Dialect::mariadb
                         : server.probe.flavor == Flavor::mysql ? Dialect::mysql
                                                                : Dialect::sqlite;
  if (!facts.dialects || facts.dialects->has(spoken)) return;
  findings.add(Severity::error, Check::wrong_dialect, engine,
               fmt::format("The option dialects leaves out {}, and that is what answers: a statement that only {} "
                           "takes for a write may be sent to a replica.",
                           to_string(spoken), to_string(spoken)),
               fmt::format("add \"{}\" to dialects, or leave the option out", to_string(spoken)));
}

void check_clock(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  if (!server.clock) return;
  const bool ahead = server.clock->ahead.count() > 0;
  const milliseconds difference = ahead ? server.clock->ahead : -server.clock->ahead;
  if (difference - server.clock->uncertainty <= largest_clock_difference) return;
  findings.add(Severity::warning, Check::clock, engine,
               fmt::format("The server's clock is {} {} that of this machine: NOW() depends on where it is asked, "
                           "and times in logs cannot be compared.",
                           text_of(difference), ahead ? "ahead of" : "behind"),
               "let chrony or another time service set the clocks of both machines");
}

void check_tracking(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  if (server.variables.count("session_track_schema") > 0 && !means_on(server.variable("session_track_schema"))) {
    findings.add(Severity::warning, Check::session_tracking, engine,
                 "session_track_schema is OFF: a change of the current database inside a procedure goes unnoticed, "
                 "and statements prepared for the one before are used on.",
                 set_for_good(server, "session_track_schema", "ON"));
  }
  const auto tracked = server.variables.find("session_track_system_variables");
  if (tracked == server.variables.end() || !tracked->second.empty()) return;
  findings.add(Severity::warning, Check::session_tracking, engine,
               "session_track_system_variables is empty: a change of the character set goes unnoticed, and on MariaDB "
               "so does a write that reached a replica.",
               set_for_good(server, "session_track_system_variables",
                            "'autocommit,character_set_client,character_set_connection,character_set_results,"
                            "time_zone'"));
}

// The examination writes nothing: whether the account may, only the heartbeat's age can tell.
void check_heartbeat(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  constexpr milliseconds oldest{60'000};
  if (!server.heartbeat) return;
  const HeartbeatReading& heartbeat = *server.heartbeat;
  if (heartbeat.error != 0) {
    findings.add(
        Severity::warning, Check::heartbeat, engine,
        fmt::format("The table {} of monitor.heartbeat_table cannot be read (error {}): replicas' lag is known "
                    "less well.",
                    heartbeat.table, heartbeat.error),
        fmt::format("on the master: CREATE TABLE {} (id INT UNSIGNED NOT NULL PRIMARY KEY, beat DATETIME(6) "
                    "NOT NULL); GRANT SELECT, INSERT, UPDATE ON {} TO {};",
                    heartbeat.table, heartbeat.table, account_in_statement(server)));
  } else if (!heartbeat.age || *heartbeat.age > oldest) {
    findings.add(Severity::note, Check::heartbeat, engine,
                 fmt::format("{} {}: no program with this configuration runs, its account may not write there, or the "
                             "replica is that far behind.",
                             heartbeat.table,
                             heartbeat.age ? "has not been written for more than a minute" : "was never written"),
                 fmt::format("start the program; else on the master: GRANT SELECT, INSERT, UPDATE ON {} TO {};",
                             heartbeat.table, account_in_statement(server)));
  }
}

void check_wait_timeout(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  const auto limit = number_in(server.variable("wait_timeout"));
  if (!limit) return;
  constexpr std::uint64_t year = 31'536'000;  // the most that servers take
  const std::chrono::seconds patience{static_cast<std::int64_t>(std::min(*limit, year))};
  const PoolOptions& pool = engine.pool;
  if (pool.max_lifetime.count() > 0 && pool.max_lifetime <= patience) return;
  const bool kept_alive = pool.keep_alive.count() > 0 && pool.keep_alive < patience;
  const std::string lifetime =
      pool.max_lifetime.count() > 0 ? fmt::format("after {}", text_of(pool.max_lifetime)) : "never";
  findings.add(
      kept_alive ? Severity::note : Severity::warning, Check::wait_timeout, engine,
      fmt::format("The server closes a connection that was idle for {} (wait_timeout), and the pool replaces it {} "
                  "(max_lifetime): {}.",
                  text_of(patience), lifetime,
                  kept_alive
                      ? fmt::format("only the ping after {} (keep_alive) keeps it open", text_of(pool.keep_alive))
                      : "statements that come after a pause meet dead connections and wait for new ones"),
      fmt::format("set pool.max_lifetime below {}, or: {}", text_of(patience),
                  set_for_good(server, "wait_timeout",
                               pool.max_lifetime.count() > 0 ? fmt::format("{}", pool.max_lifetime.count() / 1000 + 60)
                                                             : "28800")));
}

[[nodiscard]] std::vector<std::string_view> power_of(const ServerFacts& server) {
  std::vector<std::string_view> held;
  if (!server.privileges) return held;
  if (server.privileges->has_all()) return {"ALL PRIVILEGES"};
  for (const std::string_view name : {"SUPER", "CONNECTION_ADMIN", "READ_ONLY ADMIN", "READ ONLY ADMIN"}) {
    if (server.privileges->has(name)) held.push_back(name);
  }
  return held;
}

/// Whether an account with one of these may write on a server that is read-only.
[[nodiscard]] bool passes_read_only(const ServerFacts& server, const std::vector<std::string_view>& power) {
  const bool super_alone = power.size() == 1 && power.front() == "SUPER";
  if (server.probe.flavor == Flavor::mysql) return !means_on(server.variable("super_read_only"));
  return !super_alone || detail::release_of(server.probe.version) < first_without_power_of_super;
}

void check_account(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  const auto power = power_of(server);
  if (power.empty()) return;
  const std::string names = fmt::format("{}", fmt::join(power, ", "));
  const bool writes = engine.role == Role::replica && passes_read_only(server, power);
  findings.add(
      writes ? Severity::warning : Severity::note, Check::powerful_account, engine,
      fmt::format("The account {} has {} on the whole server: {}.", server.account, names,
                  writes ? "read_only does not stop it, so nothing but the session's own belt keeps a "
                           "misdirected write from this replica"
                         : "more than an application needs, and it writes where nothing but read_only forbids it"),
      fmt::format("on the master: REVOKE {} ON *.* FROM {}; and grant what it needs on its own database", names,
                  account_in_statement(server)));
}

}  // namespace

void check_server(const EngineFacts& engine, const ServerFacts& server, const ClusterFacts& facts, Findings& findings) {
  check_answers(engine, server, findings);
  check_dialect(engine, server, facts, findings);
  if (!is_server(server.probe.flavor)) return;
  check_encryption(engine, server, findings);
  check_account(engine, server, findings);
  check_tracking(engine, server, findings);
  check_heartbeat(engine, server, findings);
  check_wait_timeout(engine, server, findings);
  check_clock(engine, server, findings);
}

}  // namespace rwsplit::doctor
