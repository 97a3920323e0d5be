#pragma once

#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::detail {

/// EXECUTE may be of a write; in SET @a = f(), CREATE TEMPORARY TABLE … SELECT f(), SELECT GET_LOCK('a', 1), f() the
/// function may be one.
[[nodiscard]] constexpr bool may_write_unseen(const StatementInfo& statement) noexcept {
  if (statement.has(StatementFact::more_functions) || statement.has(SessionEffect::anything)) return true;
  const bool evaluates = statement.has(SessionEffect::user_variable) || statement.has(SessionEffect::temporary_table) ||
                         statement.has(SessionEffect::setting);
  if (evaluates) return statement.function_count > 0;
  const bool locks = statement.has(SessionEffect::user_lock) || statement.has(SessionEffect::user_lock_released);
  return locks && statement.function_count > 1;  // the lock's own function is one
}

/// Whether the session must see the effect of this statement in what it reads afterwards.
[[nodiscard]] constexpr bool may_have_written(const StatementInfo& statement) noexcept {
  switch (statement.kind) {
    case StatementKind::write:
    case StatementKind::ddl:
    case StatementKind::call:
    case StatementKind::administration:
    case StatementKind::unknown: return true;
    case StatementKind::session_state: return may_write_unseen(statement);
    case StatementKind::read:
    case StatementKind::locking_read:
    case StatementKind::transaction_control:
    case StatementKind::per_server: return false;
  }
  return true;
}

/// Whether it may commit an open transaction by itself, also when it then fails.
[[nodiscard]] constexpr bool may_commit_by_itself(const StatementInfo& statement) noexcept {
  switch (statement.kind) {
    case StatementKind::ddl:
    case StatementKind::call:
    case StatementKind::administration:
    case StatementKind::session_state:        // EXECUTE, LOCK TABLES
    case StatementKind::transaction_control:  // BEGIN, SET autocommit
    case StatementKind::unknown: return true;
    case StatementKind::read:
    case StatementKind::locking_read:
    case StatementKind::write:
    case StatementKind::per_server: return false;
  }
  return true;
}

/// Whether its connection must be reset before another session gets it, although nothing is known to be left on it.
[[nodiscard]] constexpr bool may_leave_traces(const StatementInfo& statement) noexcept {
  switch (statement.kind) {
    case StatementKind::call:
    case StatementKind::administration:
    case StatementKind::unknown: return true;
    case StatementKind::session_state:  // without rows it is there for an effect, known or not: SET STATEMENT … FOR SET
      return !statement.effects.empty() || !statement.has(StatementFact::returns_rows);
    case StatementKind::read:
    case StatementKind::locking_read:
    case StatementKind::write:
    case StatementKind::ddl:
    case StatementKind::transaction_control:
    case StatementKind::per_server: return !statement.effects.empty();
  }
  return true;
}

}  // namespace rwsplit::detail
