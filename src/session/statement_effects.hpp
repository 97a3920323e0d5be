#pragma once

#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::detail {

/// Whether the session must see the effect of this statement in what it reads afterwards.
[[nodiscard]] constexpr bool may_have_written(const StatementInfo& statement) noexcept {
  switch (statement.kind) {
    case StatementKind::write:
    case StatementKind::ddl:
    case StatementKind::call:
    case StatementKind::administration:
    case StatementKind::unknown: return true;
    case StatementKind::read:
    case StatementKind::locking_read:
    case StatementKind::transaction_control:
    case StatementKind::session_state:
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
    case StatementKind::read:
    case StatementKind::locking_read:
    case StatementKind::write:
    case StatementKind::ddl:
    case StatementKind::transaction_control:
    case StatementKind::session_state:
    case StatementKind::per_server: return statement.has(StatementFact::changes_session_state);
  }
  return true;
}

}  // namespace rwsplit::detail
