#pragma once

#include <string>
#include <string_view>

#include <rwsplit/sql/session_effect.hpp>

namespace rwsplit::detail {

/// What stays on a connection, as a part of a sentence; of what takes something off it again, nothing.
[[nodiscard]] constexpr std::string_view kept_by(SessionEffect effect) noexcept {
  switch (effect) {
    case SessionEffect::setting: return "a setting that cannot be repeated elsewhere";
    case SessionEffect::current_schema: return "a current database that cannot be set elsewhere";
    case SessionEffect::role: return "a role that cannot be set elsewhere";
    case SessionEffect::autocommit: return "autocommit is off";
    case SessionEffect::next_transaction: return "SET TRANSACTION for the next transaction";
    case SessionEffect::user_variable: return "user variables";
    case SessionEffect::user_lock: return "user-level locks";
    case SessionEffect::table_lock: return "table locks";
    case SessionEffect::temporary_table: return "temporary tables";
    case SessionEffect::handler: return "open handlers";
    case SessionEffect::prepared_statement: return "statements prepared as text";
    case SessionEffect::found_rows: return "SQL_CALC_FOUND_ROWS for the next FOUND_ROWS()";
    case SessionEffect::last_insert_id: return "LAST_INSERT_ID(expression)";
    case SessionEffect::xa_transaction: return "an XA transaction";
    case SessionEffect::attached_database: return "an attached database";
    case SessionEffect::anything: return "whatever an EXECUTE or the like has left";
    case SessionEffect::user_lock_released:
    case SessionEffect::user_locks_released:
    case SessionEffect::table_lock_released:
    case SessionEffect::temporary_table_dropped:
    case SessionEffect::handler_closed:
    case SessionEffect::prepared_statement_dropped: return {};
  }
  return {};
}

/// All of it, separated by commas.
[[nodiscard]] inline std::string kept_by(SessionEffects effects) {
  std::string words;
  for (unsigned value = 0; value <= static_cast<unsigned>(SessionEffect::anything); ++value) {
    const auto effect = static_cast<SessionEffect>(value);
    if (!effects.has(effect) || kept_by(effect).empty()) continue;
    words.append(words.empty() ? "" : ", ").append(kept_by(effect));
  }
  return words;
}

}  // namespace rwsplit::detail
