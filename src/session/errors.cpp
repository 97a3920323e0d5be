#include "session/errors.hpp"

#include <utility>

#include <fmt/format.h>

#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/error/usage_error.hpp>

#include "session/lost_statement.hpp"

namespace rwsplit::detail {

namespace {

std::string refused_text(const RouteDecision& decision, const Statement& statement) {
  const auto aim =
      decision.engine_name.empty() ? std::string{"a replica"} : fmt::format("\"{}\"", decision.engine_name);
  if (decision.rule == RouteReason::transaction || decision.rule == RouteReason::pinned) {
    return fmt::format("a statement of the kind \"{}\" (digest {:016x}) cannot run in a read-only transaction on {}",
                       to_string(statement.info.kind), statement.info.digest, aim);
  }
  return fmt::format(
      "a statement of the kind \"{}\" (digest {:016x}) was aimed at {} by {}, where only plain reads may run; use "
      "UseMaster or using_engine(\"master\") for it, or set on_replica_write to promote",
      to_string(statement.info.kind), statement.info.digest, aim, to_string(decision.rule));
}

}  // namespace

void throw_usage(std::string what, SourceLocation where) {
  UsageError error{std::move(what)};
  error.add_context({}, where);
  throw error;
}

// What an executable comment holds counts on one server and not on another, so that only the server can tell.
void check_parameter_count(const Statement& statement, std::size_t given) {
  if (statement.info.placeholders == given || statement.info.has(StatementFact::executable_comment)) return;
  throw_usage(
      fmt::format("the statement has {} placeholders, {} parameters were given", statement.info.placeholders, given),
      statement.where);
}

void throw_refusal(const RouteDecision& decision, const Statement& statement) {
  if (decision.verdict == Verdict::unavailable) {
    Unavailable error{"no replica can be reached, and replica_fallback does not let the master stand in"};
    error.add_context(decision.engine_name, statement.where);
    throw error;
  }
  ReadOnlyViolation error{refused_text(decision, statement)};
  error.add_context(decision.engine_name, statement.where);
  throw error;
}

ErrorInfo refined(const ConnectionError& error, const StatementInfo& statement, bool in_transaction) {
  ErrorInfo info = error.info();
  if (info.outcome == Outcome::outcome_unknown) info.outcome = outcome_of_lost(statement, in_transaction);
  // Nothing of this statement was executed, yet what ran before it in the transaction is gone.
  if (info.outcome == Outcome::not_executed && in_transaction) info.outcome = Outcome::rolled_back;
  info.retry = retry_of_lost(info.outcome);
  return info;
}

void throw_lost(ErrorInfo info) {
  if (info.outcome == Outcome::outcome_unknown) throw OutcomeUnknown{std::move(info)};
  throw ConnectionError{std::move(info)};
}

}  // namespace rwsplit::detail
