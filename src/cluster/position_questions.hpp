#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <rwsplit/consistency/position.hpp>
#include <rwsplit/driver/connection.hpp>

namespace rwsplit::detail {

/// What a server says about its data.
struct ServerPosition {
  /// Visible to every read that begins now, for certain.
  Position has{};
  /// All that any read so far can have shown: more than `has` by what is being committed.
  Position shows{};
};

/// What became of waiting.
struct PositionWait {
  /// The replica says so, and its history proves it.
  bool reached{false};
  /// What it has now.
  Position has{};
};

/// What `ask_position` asks for, for those who ask more in the same query; `position_in` reads it. Empty for servers
/// without positions.
[[nodiscard]] std::string_view position_columns(Flavor flavor) noexcept;
/// From the first two columns of the first row.
[[nodiscard]] ServerPosition position_in(Flavor flavor, const ResultSet& rows);

/// Nothing of it for servers without positions. Blocking: one round trip. Throws: `ServerError`, `ConnectionError`.
[[nodiscard]] ServerPosition ask_position(Connection& connection);

/// Waits until the server has `required`, which must not be empty and of its flavor. Never to be sent to a master: a
/// MariaDB waits there for what it has written itself, until the limit.
///
/// On MariaDB the server compares sequence numbers alone, which after a failover with loss are those of other
/// transactions: only its `gtid_binlog_state` of afterwards proves that it has the right ones. Sources: consistency of
/// `MASTER_GTID_WAIT` measured on 10.11; a select list is evaluated from left to right, so that one statement is
/// enough.
///
/// A node of a Galera cluster waits until it has what the others had committed; it does not know a shorter limit than
/// its provider's.
///
/// Blocking: at most `limit` and a round trip. Throws: `ServerError`, `ConnectionError`.
[[nodiscard]] PositionWait wait_for_position(Connection& connection, const Position& required,
                                             std::chrono::milliseconds limit);

// The pure part.

/// What a MariaDB replica has applied: of all that its binary log's state names, what its replication has passed. The
/// log is written before the change is visible, and also by what is no replication.
[[nodiscard]] MariadbPosition applied_position(const MariadbPosition& binlog_state, const MariadbPosition& slave_pos);

/// `@@gtid_owned` as a set: `uuid:5#12:6#13` names transactions in progress with their threads.
[[nodiscard]] std::string without_owners(std::string_view gtid_owned);

}  // namespace rwsplit::detail
