#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit::doctor {

/// What is looked at; the names are for programs, and stay as they are.
enum class Check : std::uint8_t {
  unreachable,          ///< no connection can be opened
  unanswered,           ///< the server did not tell something
  plain_text,           ///< an unencrypted connection to another machine
  wrong_dialect,        ///< `dialects` leaves out the server that is really there
  master_read_only,     ///< the master accepts no writes
  master_follows,       ///< the master is somebody's replica
  no_binary_log,        ///< the master writes none
  statement_log,        ///< the binary log is not in rows
  no_gtid,              ///< positions are not known
  replica_writable,     ///< a replica accepts writes
  privileged_writes,    ///< a replica accepts writes of privileged accounts
  replication_hidden,   ///< the account may not see it
  not_replicating,      ///< a replica follows nobody
  replication_stopped,  ///< a part of it is not running
  replication_error,    ///< a part of it met an error
  lagging,              ///< a replica is far behind
  coarse_lag,           ///< the lag is known in whole seconds only
  heartbeat,            ///< the configured heartbeat is not there, or nobody writes it
  commit_order,         ///< a replica may show a later change before an earlier one
  replica_log,          ///< a replica forgets which server a change came from
  lag_unknown,          ///< the server cannot tell how far it is behind
  delayed,              ///< a replica stays behind on purpose
  foreign_source,       ///< a replica follows a server that is not in the cluster
  chained,              ///< a replica follows another replica
  errant_transactions,  ///< a replica has changes that the master has not
  powerful_account,     ///< the account can do more than it needs
  session_tracking,     ///< the server does not tell of changes to a session
  wait_timeout,         ///< the server closes connections before the pool does
  max_connections,      ///< the pools may open more than the server accepts
  same_server,          ///< two names for one server
  same_server_id,       ///< two servers with one `server_id`
  clock,                ///< clocks differ
  time_zone,            ///< sessions are in different time zones
  different_setting,    ///< a setting that changes the meaning of statements differs
  different_version,    ///< a replica is older than the master
  different_flavor,     ///< MySQL and MariaDB in one cluster
  journal_mode,         ///< SQLite without its write-ahead log
  different_file,       ///< SQLite engines on different files
};

[[nodiscard]] constexpr std::string_view to_string(Check check) noexcept {
  switch (check) {
    case Check::unreachable: return "unreachable";
    case Check::unanswered: return "unanswered";
    case Check::plain_text: return "plain_text";
    case Check::wrong_dialect: return "wrong_dialect";
    case Check::master_read_only: return "master_read_only";
    case Check::master_follows: return "master_follows";
    case Check::no_binary_log: return "no_binary_log";
    case Check::statement_log: return "statement_log";
    case Check::no_gtid: return "no_gtid";
    case Check::replica_writable: return "replica_writable";
    case Check::privileged_writes: return "privileged_writes";
    case Check::replication_hidden: return "replication_hidden";
    case Check::not_replicating: return "not_replicating";
    case Check::replication_stopped: return "replication_stopped";
    case Check::replication_error: return "replication_error";
    case Check::lagging: return "lagging";
    case Check::coarse_lag: return "coarse_lag";
    case Check::heartbeat: return "heartbeat";
    case Check::commit_order: return "commit_order";
    case Check::replica_log: return "replica_log";
    case Check::lag_unknown: return "lag_unknown";
    case Check::delayed: return "delayed";
    case Check::foreign_source: return "foreign_source";
    case Check::chained: return "chained";
    case Check::errant_transactions: return "errant_transactions";
    case Check::powerful_account: return "powerful_account";
    case Check::session_tracking: return "session_tracking";
    case Check::wait_timeout: return "wait_timeout";
    case Check::max_connections: return "max_connections";
    case Check::same_server: return "same_server";
    case Check::same_server_id: return "same_server_id";
    case Check::clock: return "clock";
    case Check::time_zone: return "time_zone";
    case Check::different_setting: return "different_setting";
    case Check::different_version: return "different_version";
    case Check::different_flavor: return "different_flavor";
    case Check::journal_mode: return "journal_mode";
    case Check::different_file: return "different_file";
  }
  return "unknown";
}

}  // namespace rwsplit::doctor
