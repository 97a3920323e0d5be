#pragma once

#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit {

/// `START TRANSACTION READ ONLY` and nothing else in the text: the only statement beside plain reads that automatic
/// routing sends to a replica.
[[nodiscard]] constexpr bool opens_read_only_transaction(const StatementInfo& statement) noexcept {
  return statement.kind == StatementKind::transaction_control && statement.has(StatementFact::read_only_transaction) &&
         !statement.has(StatementFact::several_statements) && !statement.has(StatementFact::executable_comment);
}

/// Whether automatic routing may choose a replica.
[[nodiscard]] constexpr bool may_be_balanced(const StatementInfo& statement) noexcept {
  return statement.is_plain_read() || opens_read_only_transaction(statement);
}

/// Whether a replica that the caller asked for may run it.
///
/// A statement whose answer describes the server (`SELECT @@server_id`) is harmless there; only nobody but the caller
/// can know which server is meant, so automatic routing does not choose one.
[[nodiscard]] constexpr bool may_run_on_replica(const StatementInfo& statement) noexcept {
  const bool asks_the_server = statement.kind == StatementKind::per_server &&
                               !statement.has(StatementFact::several_statements) &&
                               !statement.has(StatementFact::executable_comment);
  return may_be_balanced(statement) || asks_the_server;
}

/// Whether it changes nothing at all, wherever it runs: the rule for questions about the statement before, which only
/// one connection can answer.
[[nodiscard]] constexpr bool only_asks(const StatementInfo& statement) noexcept {
  const bool asks = statement.kind == StatementKind::read || statement.kind == StatementKind::per_server ||
                    statement.kind == StatementKind::session_state;
  return asks && statement.effects.empty() && !statement.has(StatementFact::several_statements) &&
         !statement.has(StatementFact::executable_comment);
}

/// Whether a read-only transaction, or session state on a replica, lets it pass: reads, and what ends or subdivides the
/// transaction. `SET` and `XA` are refused although they control transactions: they could lift the restriction itself.
[[nodiscard]] constexpr bool may_run_while_read_only(const StatementInfo& statement) noexcept {
  const bool controls =
      statement.kind == StatementKind::transaction_control && !statement.has(StatementFact::changes_session_state) &&
      !statement.has(StatementFact::several_statements) && !statement.has(StatementFact::executable_comment);
  return controls || may_run_on_replica(statement);
}

}  // namespace rwsplit
