#pragma once

#include <cstdint>
#include <string_view>

#include <rwsplit/detail/enum_set.hpp>

namespace rwsplit {

/// What a statement leaves on its connection, or takes from it.
enum class SessionEffect : std::uint8_t {
  setting,                     ///< SET NAMES, SET sql_mode = …: can be made the same on another connection
  current_schema,              ///< USE
  role,                        ///< SET ROLE
  autocommit,                  ///< SET autocommit = …
  next_transaction,            ///< SET TRANSACTION without SESSION: meant for the transaction that begins next
  user_variable,               ///< SET @a = …, @a := …, INTO @a
  user_lock,                   ///< GET_LOCK
  user_lock_released,          ///< RELEASE_LOCK
  user_locks_released,         ///< RELEASE_ALL_LOCKS
  table_lock,                  ///< LOCK TABLES, FLUSH TABLES … WITH READ LOCK
  table_lock_released,         ///< UNLOCK TABLES
  temporary_table,             ///< CREATE TEMPORARY TABLE
  temporary_table_dropped,     ///< DROP TEMPORARY TABLE
  handler,                     ///< HANDLER … OPEN
  handler_closed,              ///< HANDLER … CLOSE
  prepared_statement,          ///< text PREPARE
  prepared_statement_dropped,  ///< DEALLOCATE PREPARE, DROP PREPARE
  found_rows,                  ///< SQL_CALC_FOUND_ROWS, for the next FOUND_ROWS()
  last_insert_id,              ///< LAST_INSERT_ID(expression)
  xa_transaction,              ///< XA START, END, PREPARE: the branch belongs to the connection until it is prepared
  attached_database,           ///< ATTACH, DETACH (SQLite)
  anything,                    ///< EXECUTE and other text that may leave whatever it likes
};

/// A set of effects.
using SessionEffects = detail::EnumSet<SessionEffect, std::uint32_t>;

[[nodiscard]] constexpr std::string_view to_string(SessionEffect effect) noexcept {
  switch (effect) {
    case SessionEffect::setting: return "setting";
    case SessionEffect::current_schema: return "current_schema";
    case SessionEffect::role: return "role";
    case SessionEffect::autocommit: return "autocommit";
    case SessionEffect::next_transaction: return "next_transaction";
    case SessionEffect::user_variable: return "user_variable";
    case SessionEffect::user_lock: return "user_lock";
    case SessionEffect::user_lock_released: return "user_lock_released";
    case SessionEffect::user_locks_released: return "user_locks_released";
    case SessionEffect::table_lock: return "table_lock";
    case SessionEffect::table_lock_released: return "table_lock_released";
    case SessionEffect::temporary_table: return "temporary_table";
    case SessionEffect::temporary_table_dropped: return "temporary_table_dropped";
    case SessionEffect::handler: return "handler";
    case SessionEffect::handler_closed: return "handler_closed";
    case SessionEffect::prepared_statement: return "prepared_statement";
    case SessionEffect::prepared_statement_dropped: return "prepared_statement_dropped";
    case SessionEffect::found_rows: return "found_rows";
    case SessionEffect::last_insert_id: return "last_insert_id";
    case SessionEffect::xa_transaction: return "xa_transaction";
    case SessionEffect::attached_database: return "attached_database";
    case SessionEffect::anything: return "anything";
  }
  return "unknown";
}

}  // namespace rwsplit
