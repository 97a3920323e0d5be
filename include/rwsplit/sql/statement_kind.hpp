#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// What a statement is, as far as its text tells.
enum class StatementKind : std::uint8_t {
  unknown,              ///< not understood; goes to the master
  read,                 ///< a plain read under every reading of the text: the only kind a replica may get
  locking_read,         ///< `SELECT … FOR UPDATE`, `LOCK IN SHARE MODE` and relatives
  write,                ///< changes rows
  ddl,                  ///< changes the schema; commits an open transaction on most servers
  transaction_control,  ///< BEGIN, COMMIT, ROLLBACK, SAVEPOINT, SET autocommit, SET TRANSACTION
  session_state,        ///< changes what later statements on the same connection mean
  call,                 ///< runs a stored procedure
  administration,       ///< acts on the server itself
  per_server,           ///< its answer describes the server that gives it
};

[[nodiscard]] constexpr std::string_view to_string(StatementKind kind) noexcept {
  switch (kind) {
    case StatementKind::unknown: return "unknown";
    case StatementKind::read: return "read";
    case StatementKind::locking_read: return "locking read";
    case StatementKind::write: return "write";
    case StatementKind::ddl: return "ddl";
    case StatementKind::transaction_control: return "transaction control";
    case StatementKind::session_state: return "session state";
    case StatementKind::call: return "call";
    case StatementKind::administration: return "administration";
    case StatementKind::per_server: return "per server";
  }
  return "unknown";
}

}  // namespace rwsplit
