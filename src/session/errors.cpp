#include "session/errors.hpp"

#include <utility>

#include <fmt/format.h>

#include <rwsplit/error/causal_token_lost.hpp>
#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/error/usage_error.hpp>

#include "session/lost_statement.hpp"
#include "session/session_setting.hpp"

namespace rwsplit::detail {

namespace {

std::string refused_text(const RouteDecision& decision, const Statement& statement) {
  const auto aim =
      decision.engine_name.empty() ? std::string{"a replica"} : fmt::format("\"{}\"", decision.engine_name);
  if (decision.rule == RouteReason::read_only_model) {
    return fmt::format(
        "a statement of the kind \"{}\" (digest {:016x}) was to give rows of a read-only model, which only plain reads "
        "may; run it with execute(), or query for a type that is not read-only",
        to_string(statement.info.kind), statement.info.digest);
  }
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

void require_safe_character_set(const Statement& statement) {
  const auto name = unsafe_character_set(statement.text);
  if (!name) return;
  if (*name == "?") {
    throw_usage("the connection's character set must be named in the text, so that it is known to be a safe one",
                statement.where);
  }
  throw_usage(fmt::format("the character set \"{}\" cannot be used for a connection: its characters may hold the bytes "
                          "of quotes and backslashes, so that statements would be misread; use utf8mb4",
                          *name),
              statement.where);
}

void throw_unknown_hint(const Statement& statement) {
  ConfigError error{fmt::format(
      "the hint of a statement (digest {:016x}) is not understood from byte {} on; known are master, replica, "
      "engine=NAME, consistency=eventual|session|strong (see ClusterConfig::hints)",
      statement.info.digest, statement.info.hint.unknown.offset)};
  error.add_context({}, statement.where);
  throw error;
}

void throw_refusal(const RouteDecision& decision, const Statement& statement) {
  if (decision.verdict == Verdict::unavailable) {
    Unavailable error{"no replica can be reached, and replica_fallback does not let the master stand in"};
    error.add_context(decision.engine_name, statement.where);
    throw error;
  }
  if (decision.verdict == Verdict::administration) {
    throw_usage(
        "this cluster lets no administration through; set ClusterConfig::administration to run_on_master, or do it on "
        "a connection of your own",
        statement.where);
  }
  ReadOnlyViolation error{refused_text(decision, statement)};
  error.add_context(decision.engine_name, statement.where);
  throw error;
}

// No doubt about the outcome.
void require_alive(const Lease& lease) {
  if (lease->status().usable && lease->alive()) return;
  throw ConnectionError{{.code = library_code(Cond::connection_lost),
                         .outcome = Outcome::not_executed,
                         .retry = Retry::new_connection,
                         .what = "the connection was lost before anything was sent",
                         .connection_usable = false,
                         .transaction_over = true}};
}

ErrorInfo refined(const ConnectionError& error, const Statement& statement, bool in_transaction) {
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

void throw_no_judge(std::string_view master, SourceLocation where) {
  Unavailable error{
      "the master does not have what this session requires, and accepts no writes: it may be being replaced. Nothing "
      "was sent; try again when the cluster has its new configuration, or when the master can be written again"};
  error.add_context(master, where);
  throw error;
}

void throw_lost_token(std::string_view master, SourceLocation where) {
  CausalTokenLost error{
      "what this session has written or seen, or was told of by a token, is not in the master's history any more, or "
      "nobody can prove that it is: a failover, a restored backup or a reset has lost it. It is told once; the session "
      "goes on from what the master has now"};
  error.add_context(master, where);
  throw error;
}

}  // namespace rwsplit::detail
