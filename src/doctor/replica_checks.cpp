#include <string>
#include <string_view>

#include <fmt/format.h>

#include "cluster/reply_text.hpp"
#include "doctor/checks.hpp"
#include "doctor/errant_transactions.hpp"
#include "doctor/remedies.hpp"
#include "doctor/server_identity.hpp"

namespace rwsplit::doctor {

namespace {

using detail::means_on;
using detail::ReplicationChannel;

/// One channel of one replica, and where its findings go.
struct Stream {
  const EngineFacts& engine;
  const ServerFacts& server;
  const ReplicationChannel& channel;
  Findings& findings;
};

void check_refuses_writes(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  const bool knows_super = server.variables.count("super_read_only") > 0;
  const std::string_view name = knows_super ? "super_read_only" : "read_only";
  if (!server.probe.read_only.value_or(true)) {
    findings.add(
        Severity::error, Check::replica_writable, engine,
        "The replica accepts writes: read_only is OFF. One that gets there by mistake is carried out, and from "
        "then on its data differ from the master's.",
        set_for_good(server, name, "ON"));
  } else if (knows_super && !means_on(server.variable(name))) {
    findings.add(Severity::warning, Check::privileged_writes, engine,
                 "super_read_only is OFF: accounts with SUPER or CONNECTION_ADMIN, and procedures that run with their "
                 "rights, can still write on the replica.",
                 set_for_good(server, name, "ON"));
  }
}

void check_running(const Stream& stream) {
  const auto& [engine, server, channel, findings] = stream;
  if (channel.receiving && channel.applying) return;
  const std::string_view what = !channel.receiving && !channel.applying ? "neither receives nor applies changes"
                                : channel.receiving                     ? "receives changes and does not apply them"
                                                                        : "does not receive changes";
  const std::uint32_t error = channel.apply_error != 0 ? channel.apply_error : channel.receive_error;
  const std::string start = channel_statement(server, "START", channel);
  if (error == 0) {
    findings.add(Severity::error, Check::replication_stopped, engine,
                 fmt::format("The replica {}: its data grow old, and reads that go there with it.", what), start);
    return;
  }
  const std::string_view detail = channel.apply_error != 0 ? "Last_SQL_Error" : "Last_IO_Error";
  findings.add(Severity::error, Check::replication_error, engine,
               fmt::format("The replica {}: it met error {}. Its data grow old.", what, error),
               fmt::format("read {} in {}, mend the cause, then: {}", detail, show_channels(server), start));
}

void check_lag(const Stream& stream, const Expectations& expectations) {
  const auto& [engine, server, channel, findings] = stream;
  if (channel.delay.count() > 0) {
    findings.add(engine.weight > 0 ? Severity::warning : Severity::note, Check::delayed, engine,
                 fmt::format("The replica stays {} s behind on purpose{}.", channel.delay.count(),
                             engine.weight > 0 ? ", and has a share of the reads: they are that old" : ""),
                 fmt::format("weight = 0 keeps automatic reads away from it; or: {} {} {}",
                             channel_statement(server, "STOP", channel), change_source(server, "DELAY = 0", channel),
                             channel_statement(server, "START", channel)));
  }
  if (!channel.receiving || !channel.applying) return;
  if (!channel.lag) {
    findings.add(Severity::note, Check::lag_unknown, engine,
                 "Replication runs, and the server cannot tell how far it is behind.",
                 fmt::format("ask again; if it stays so, look at {}", show_channels(server)));
  } else if (*channel.lag - channel.delay > expectations.max_lag) {
    findings.add(Severity::warning, Check::lagging, engine,
                 fmt::format("The replica is {} s behind: so old is what is read there.", channel.lag->count()),
                 "look for a long statement or missing indexes on it (SHOW PROCESSLIST), for a slow disk, and whether "
                 "it applies changes in parallel; weight = 0 keeps reads away meanwhile");
  }
}

/// The replica of this cluster that the channel follows, or null.
[[nodiscard]] const EngineFacts* followed_replica(const Stream& stream, const ClusterFacts& facts) {
  for (const EngineFacts& other : facts.engines) {
    if (other.role == Role::replica && &other != &stream.engine && other.server &&
        comes_from(stream.channel, *other.server)) {
      return &other;
    }
  }
  return nullptr;
}

void check_source(const Stream& stream, const ClusterFacts& facts) {
  const auto& [engine, server, channel, findings] = stream;
  const EngineFacts& master = facts.engines.front();
  const bool known = !channel.source_uuid.empty() || channel.source_id != 0;
  if (!known || !master.server || comes_from(channel, *master.server)) return;
  if (const EngineFacts* const between = followed_replica(stream, facts)) {
    findings.add(
        Severity::note, Check::chained, engine,
        fmt::format("The replica follows {}, not the master: its lag comes on top of the other's, and it stops "
                    "when the other one does.",
                    between->name),
        "nothing, if it is meant to be so; else let it follow the master");
    return;
  }
  findings.add(Severity::error, Check::foreign_source, engine,
               fmt::format("The replica follows {}:{}, which is not the master of this configuration ({}): what the "
                           "application writes does not come here from there.",
                           channel.host, channel.port, master.address),
               "correct the URL of the master or of the replica, or let it follow the right server");
}

void check_position(const Stream& stream) {
  const auto& [engine, server, channel, findings] = stream;
  if (channel.by_gtid) return;
  const std::string_view option = server.probe.flavor == Flavor::mariadb ? "USE_GTID = slave_pos" : "AUTO_POSITION = 1";
  findings.add(Severity::warning, Check::no_gtid, engine,
               "The replica follows file and offset of the binary log, not positions (GTID): what it has cannot be "
               "compared with what a session has written, and after a failover it cannot find its place.",
               fmt::format("{} {} {}", channel_statement(server, "STOP", channel),
                           change_source(server, option, channel), channel_statement(server, "START", channel)));
}

void check_errant(const EngineFacts& engine, const ServerFacts& server, const ServerFacts& master, Findings& findings) {
  if (!has_errant_transactions(server, master)) return;
  findings.add(Severity::error, Check::errant_transactions, engine,
               "The replica has changes of its own, which the master has not: somebody has written there. Its data "
               "differ, and it cannot become the master without spreading or losing them.",
               "compare its data with the master's; then copy the master's to it anew, or, if they are the same, give "
               "the master empty transactions with these positions");
}

void check_hidden(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  findings.add(
      Severity::warning, Check::replication_hidden, engine,
      fmt::format("The account {} may not see the state of replication: lag and broken replication cannot be "
                  "noticed, and reads may wait in vain for a replica that has stopped, up to the option "
                  "consistency_wait.",
                  server.account),
      fmt::format("on the master: GRANT {} ON *.* TO {};",
                  detail::channel_privilege(server.probe.flavor, server.probe.version), account_in_statement(server)));
}

void check_timestamps(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  if (server.sees_timestamps.value_or(true) || server.lag) return;
  findings.add(
      Severity::note, Check::coarse_lag, engine,
      fmt::format("The account {} may not see the timestamps of replication: lag is known in whole seconds only.",
                  server.account),
      fmt::format("on the master: GRANT SELECT ON performance_schema.* TO {}; or name a table in "
                  "monitor.heartbeat_table",
                  account_in_statement(server)));
}

void check_commit_order(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  const std::string_view name = server.variables.count("replica_preserve_commit_order") > 0
                                    ? "replica_preserve_commit_order"
                                    : "slave_preserve_commit_order";
  const auto found = server.variables.find(name);
  if (found == server.variables.end() || means_on(found->second)) return;
  const auto workers = detail::number_in(server.variable("replica_parallel_workers"));
  if (workers && *workers <= 1) return;
  const ReplicationChannel unnamed;
  findings.add(Severity::warning, Check::commit_order, engine,
               fmt::format("{} is OFF: the replica may show a change before one that was made earlier, so what is "
                           "read there may never have been so on the master.",
                           name),
               fmt::format("{} {} {}", channel_statement(server, "STOP", unnamed), set_for_good(server, name, "ON"),
                           channel_statement(server, "START", unnamed)));
}

void check_replica_log(const EngineFacts& engine, const ServerFacts& server, Findings& findings) {
  if (server.probe.flavor != Flavor::mariadb) return;
  const auto found = server.variables.find("log_slave_updates");
  if (found == server.variables.end() || means_on(found->second)) return;
  findings.add(Severity::warning, Check::replica_log, engine,
               "log_slave_updates is OFF: the replica keeps no record of which server a change came from. After "
               "another server became the master, reads that need a write of the one before go to the master.",
               "write log_bin and log_slave_updates into its configuration file, and start it again");
}

void check_follows(const EngineFacts& engine, const ServerFacts& server, const EngineFacts& master,
                   Findings& findings) {
  if (!server.probe.channels.empty()) return;
  const ReplicationChannel unnamed;
  const bool mariadb = server.probe.flavor == Flavor::mariadb;
  findings.add(Severity::error, Check::not_replicating, engine,
               "The replica follows no server: what is written on the master never arrives.",
               fmt::format("give it a copy of the master's data, then: {} {}",
                           change_source(server,
                                         mariadb ? "HOST = '...', MASTER_USE_GTID = slave_pos"
                                                 : "HOST = '...', SOURCE_AUTO_POSITION = 1",
                                         unnamed),
                           channel_statement(server, "START", unnamed)) +
                   fmt::format(" (the master is {})", master.address));
}

}  // namespace

void check_replica(const EngineFacts& engine, const ServerFacts& server, const ClusterFacts& facts,
                   const Expectations& expectations, Findings& findings) {
  const EngineFacts& master = facts.engines.front();
  if (master.server && is_same_server(server, *master.server)) return;  // the master is no replica: that is said
  check_refuses_writes(engine, server, findings);
  if (server.probe.channels_hidden) {
    check_hidden(engine, server, findings);
  } else {
    check_follows(engine, server, master, findings);
  }
  check_timestamps(engine, server, findings);
  check_commit_order(engine, server, findings);
  check_replica_log(engine, server, findings);
  for (const ReplicationChannel& channel : server.probe.channels) {
    const Stream stream{engine, server, channel, findings};
    check_running(stream);
    check_lag(stream, expectations);
    check_source(stream, facts);
    check_position(stream);
  }
  if (master.server) check_errant(engine, server, *master.server, findings);
}

}  // namespace rwsplit::doctor
