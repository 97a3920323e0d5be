#include <string>

#include <fmt/format.h>

#include "cluster/reply_text.hpp"
#include "doctor/checks.hpp"
#include "doctor/remedies.hpp"

namespace rwsplit::doctor {

namespace {

using detail::means_on;

void check_accepts_writes(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  const bool super = means_on(server.variable("super_read_only"));
  if (means_on(server.variable("innodb_read_only"))) {
    findings.add(Severity::error, Check::master_read_only, engine,
                 "The master accepts no writes: innodb_read_only is ON. Every write fails, whatever the account may.",
                 "if this is the server that is to take the writes: take innodb_read_only out of its configuration "
                 "file and start it again; if another one has taken over, make that the master of the configuration");
    return;
  }
  if (!server.probe.read_only.value_or(false)) return;
  findings.add(Severity::error, Check::master_read_only, engine,
               fmt::format("The master accepts no writes: {} is ON. Every write fails, unless the account may pass it.",
                           super ? "super_read_only" : "read_only"),
               fmt::format("if this is the server that is to take the writes: {}; if another one has taken over, make "
                           "that the master of the configuration",
                           "SET GLOBAL read_only = OFF"));
}

void check_follows_nobody(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  if (server.probe.channels_hidden) {
    findings.add(
        Severity::note, Check::replication_hidden, engine,
        fmt::format("Whether the master follows another server is not known: the account {} may not see it.",
                    server.account),
        fmt::format("GRANT {} ON *.* TO {};", detail::channel_privilege(server.probe.flavor, server.probe.version),
                    account_in_statement(server)));
  }
  for (const detail::ReplicationChannel& channel : server.probe.channels) {
    findings.add(
        Severity::warning, Check::master_follows, engine,
        fmt::format("The master is itself a replica, of {}:{}: what is written there appears here without having "
                    "gone through this cluster, and may meet what is written here.",
                    channel.host, channel.port),
        fmt::format("make that server the master of the configuration, or end it: {} {}",
                    channel_statement(server, "STOP", channel), forget_channel(server, channel)));
  }
}

void check_binary_log(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  if (server.variables.count("log_bin") > 0 && !means_on(server.variable("log_bin"))) {
    findings.add(Severity::error, Check::no_binary_log, engine,
                 "The master writes no binary log: no replica can follow it.",
                 "write log_bin into its configuration file, start it again, and copy its data to the replicas anew");
    return;
  }
  const auto format = server.variables.find("binlog_format");
  if (format == server.variables.end() || format->second == "ROW") return;
  findings.add(Severity::warning, Check::statement_log, engine,
               fmt::format("binlog_format is {}: a statement whose result is not determined (UUID(), LIMIT without "
                           "ORDER BY) may do something else on the replicas.",
                           format->second),
               set_for_good(server, "binlog_format", "'ROW'"));
}

void check_gtid(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  const auto mode = server.variables.find("gtid_mode");
  if (mode == server.variables.end() || mode->second == "ON") return;
  findings.add(Severity::warning, Check::no_gtid, engine,
               fmt::format("gtid_mode is {}: writes have no position, so it cannot be told whether a replica has them; "
                           "a session that has written reads from the master.",
                           mode->second),
               "SET PERSIST enforce_gtid_consistency = ON; then on every server, one step after the other: SET PERSIST "
               "gtid_mode = OFF_PERMISSIVE; ON_PERMISSIVE; ON");
}

}  // namespace

void check_master(const EngineFacts& engine, const ServerFacts& server, const ClusterFacts& facts, Findings& findings) {
  check_accepts_writes(engine, server, findings);
  check_follows_nobody(engine, server, findings);
  if (facts.engines.size() == 1) return;  // without replicas nobody reads the binary log
  check_binary_log(engine, server, findings);
  check_gtid(engine, server, findings);
}

}  // namespace rwsplit::doctor
