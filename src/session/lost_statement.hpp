#pragma once

#include <rwsplit/error/outcome.hpp>
#include <rwsplit/error/retry.hpp>
#include <rwsplit/sql/statement.hpp>

#include "session/statement_words.hpp"

namespace rwsplit::detail {

/// Of statements that control transactions. `SET autocommit = 1` and BEGIN commit what is open; XA commits by name.
[[nodiscard]] inline bool may_commit(const Statement& statement, bool in_transaction) noexcept {
  constexpr SessionEffects without_commit{SessionEffect::next_transaction};
  const StatementInfo& info = statement.info;
  StatementWords words{statement.text};
  if (words.accept("XA")) return true;
  if (info.has(StatementFact::ends_transaction)) return !words.accept("ROLLBACK");
  return !without_commit.includes(info.effects) || (in_transaction && info.has(StatementFact::begins_transaction));
}

/// What is certain about a statement that was sent and whose answer never came, because the connection broke.
///
/// The boundary is whether it may have committed anything. Source: measured, a reply lost after an autocommit INSERT or
/// a COMMIT leaves the change in place every time, one lost earlier inside a transaction never does.
[[nodiscard]] inline Outcome outcome_of_lost(const Statement& statement, bool in_transaction) noexcept {
  switch (statement.info.kind) {
    case StatementKind::read:
    case StatementKind::locking_read:
    case StatementKind::per_server: return in_transaction ? Outcome::rolled_back : Outcome::not_executed;
    case StatementKind::write: return in_transaction ? Outcome::rolled_back : Outcome::outcome_unknown;
    case StatementKind::transaction_control:
      if (may_commit(statement, in_transaction)) return Outcome::outcome_unknown;
      return in_transaction ? Outcome::rolled_back : Outcome::not_executed;
    case StatementKind::ddl:            // these commit by themselves, or may hold something that does
    case StatementKind::session_state:  // EXECUTE, SET @a = f(), LOCK TABLES
    case StatementKind::call:
    case StatementKind::administration:
    case StatementKind::unknown: return Outcome::outcome_unknown;
  }
  return Outcome::outcome_unknown;
}

[[nodiscard]] constexpr Retry retry_of_lost(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::not_executed: return Retry::new_connection;
    case Outcome::rolled_back: return Retry::transaction;
    case Outcome::statement_failed:
    case Outcome::outcome_unknown:
    case Outcome::partial_result:
    case Outcome::unavailable:
    case Outcome::causal_token_lost:
    case Outcome::misuse: return Retry::never;
  }
  return Retry::never;
}

}  // namespace rwsplit::detail
