#include <string>
#include <utility>

#include <fmt/format.h>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "session/errors.hpp"
#include "session/session_setting.hpp"
#include "session/statement_effects.hpp"

// What a session makes of a connection before a statement, what it learns from the reply, and how long it keeps it.

namespace rwsplit {

namespace {

/// Effects that keep the connection. A setting that goes into the ledger does not, and what a write gives to
/// LAST_INSERT_ID() is in its reply.
SessionEffects pinning_effects(const StatementInfo& info, bool setting) noexcept {
  if (setting) return {};
  SessionEffects effects = info.effects;
  if (info.kind == StatementKind::write) effects.remove(SessionEffect::last_insert_id);
  return effects;
}

// The statement itself was not sent.
[[noreturn]] void throw_not_prepared(const Error& error) {
  ErrorInfo info = error.info();
  info.outcome = Outcome::not_executed;
  info.retry = Retry::new_connection;
  throw ConnectionError{std::move(info)};
}

[[noreturn]] void throw_setting_failed(const ServerError& error, std::size_t number, std::size_t count) {
  ErrorInfo info = error.info();
  info.what = fmt::format(
      "a session setting could not be applied on this engine (number {} of the {} that the session has made); the "
      "statement itself was not sent",
      number, count);
  info.outcome = Outcome::not_executed;
  throw ServerError{std::move(info)};
}

}  // namespace

// ---- Before a statement ----

void RoutingSession::prepare(const Call& call, const RouteDecision& decision, Lease& lease) {
  if (decision.engine == master_index && keeps_causality(call)) {
    compare_with_master(lease, call.statement.where);
    require_token_of(call, lease);
  }
  const bool asks = call.statement.info.reads_previous_statement();
  if (ledger_.empty() && !asks) return;
  try {
    apply_settings(lease);
    if (asks) prepare_answer(call, lease);
  } catch (const ConnectionError& error) {
    throw_not_prepared(error);
  }
}

void RoutingSession::apply_settings(Lease& lease) {
  if (ledger_.empty()) return;
  lease.mark_dirty();
  std::size_t number = 0;
  try {
    for (const std::string& setting : ledger_.texts()) {
      ++number;
      static_cast<void>(lease->execute(setting, {}));
    }
  } catch (const ServerError& error) {
    throw_setting_failed(error, number, ledger_.texts().size());
  }
}

// SQLite's master is one connection for everybody, which answers for the statement before without any help.
void RoutingSession::prepare_answer(const Call& call, Lease& lease) {
  if (lease->server().flavor == Flavor::sqlite) return;
  const Statement& statement = call.statement;
  if (statement.info.has(StatementFact::reads_row_count)) {
    detail::throw_usage(
        "ROW_COUNT() and FOUND_ROWS() are about the statement before on the same connection, which this session does "
        "not keep; take ExecResult::affected_rows, or run both in a transaction",
        statement.where);
  }
  if (statement.info.has(StatementFact::reads_last_insert_id)) restore_last_insert_id(lease, statement.where);
  if (statement.info.has(StatementFact::reads_diagnostics)) clear_diagnostics(lease, statement.where);
}

// A procedure that makes no key leaves LAST_INSERT_ID() as it was before: that has to be the session's own.
void RoutingSession::prepare_held(const Call& call) {
  const StatementInfo& info = call.statement.info;
  const bool hides = detail::Aftermath::may_insert_unseen(info) && aftermath_.knows_last_insert_id();
  if (held_->has_insert_id || !(hides || info.has(StatementFact::reads_last_insert_id))) return;
  if (held_->lease->server().flavor == Flavor::sqlite) return;
  if (info.has(StatementFact::reads_row_count)) {
    detail::throw_usage(
        "LAST_INSERT_ID() has to be set on this connection first, and that makes ROW_COUNT() and FOUND_ROWS() forget: "
        "ask for them in a statement of their own, before",
        call.statement.where);
  }
  try {
    restore_last_insert_id(held_->lease, call.statement.where);
    held_->has_insert_id = true;
  } catch (const ConnectionError& error) {
    throw_not_prepared(error);
  }
}

void RoutingSession::restore_last_insert_id(Lease& lease, SourceLocation where) {
  if (!aftermath_.knows_last_insert_id()) {
    detail::throw_usage(
        "LAST_INSERT_ID() is not known after a CALL, a statement with RETURNING or several statements in one text; run "
        "both in a transaction, or take ExecResult::last_insert_id",
        where);
  }
  static_cast<void>(lease->execute(fmt::format("SET LAST_INSERT_ID = {}", aftermath_.last_insert_id()), {}));
}

// Another session's warnings may still be there. MariaDB forgets them only for a statement that uses a table.
void RoutingSession::clear_diagnostics(Lease& lease, SourceLocation where) {
  if (aftermath_.diagnostics_lost()) {
    detail::throw_usage(
        "the statement before was streamed or has failed, and its connection is gone; an error carries what the server "
        "said (Error::server_message), and within a transaction SHOW WARNINGS works after either",
        where);
  }
  static_cast<void>(lease->execute("SELECT 1 FROM (SELECT 1) AS one", {}));
}

// ---- After a statement ----

void RoutingSession::learn(const Call& call, const RouteDecision& decision, Engine& engine, const ReplySummary& reply,
                           Lease lease) {
  const StatementInfo& info = call.statement.info;
  const ConnectionStatus status = lease->status();
  report_errant_write(call, decision, status);
  if (!status.usable) return;  // the pool closes it
  note_reply(call, decision, engine, *lease, reply.has_rows);
  if (call.setting) ledger_.add(call.statement);
  const bool leaves_nothing =
      info.effects.empty() && status.autocommit && !status.in_transaction && reply.warnings == 0;
  if (leaves_nothing) return;
  HeldConnection held{.lease = std::move(lease),
                      .engine = decision.engine,
                      .owner = &engine,
                      .read_only = decision.role == Role::replica || info.has(StatementFact::read_only_transaction),
                      .has_insert_id = reply.last_insert_id != 0 || info.has(StatementFact::reads_last_insert_id) ||
                                       info.has(SessionEffect::last_insert_id)};
  held.pins.learn(call.statement, call.parameters, pinning_effects(info, call.setting), false, status);
  if (!held.pins.empty() || status.in_transaction || reply.warnings != 0) held_.emplace(std::move(held));
}

void RoutingSession::learn_from_held(const Call& call, const RouteDecision& decision, const ReplySummary& reply,
                                     bool was_in_transaction) {
  HeldConnection& held = *held_;
  const StatementInfo& info = call.statement.info;
  const ConnectionStatus status = held.lease->status();
  report_errant_write(call, decision, status);
  note_reply(call, decision, *held.owner, *held.lease, reply.has_rows);
  if (call.setting) ledger_.add(call.statement);
  held.pins.learn(call.statement, call.parameters, pinning_effects(info, call.setting), was_in_transaction, status);
  if (reply.last_insert_id != 0) held.pins.forget(SessionEffect::last_insert_id);
  if (reply.last_insert_id != 0 || info.has(SessionEffect::last_insert_id)) held.has_insert_id = true;
  if (info.has(StatementFact::begins_transaction)) held.read_only = on_replica(held);
  if (info.has(StatementFact::read_only_transaction)) held.read_only = true;
  const bool may_ask = reply.warnings != 0 || info.has(StatementFact::reads_diagnostics);
  if (!status.in_transaction) end_held_transaction(true, may_ask);
}

void RoutingSession::report_errant_write(const Call& call, const RouteDecision& decision,
                                         ConnectionStatus status) const noexcept {
  if (!status.wrote || decision.role != Role::replica) return;
  const Statement& statement = call.statement;
  for (const auto& observer : cluster_.observers()) {
    observer->on_errant_write(
        {.decision = decision, .kind = statement.info.kind, .digest = statement.info.digest, .where = statement.where});
  }
}

// ---- The held connection ----

bool RoutingSession::on_replica(const HeldConnection& held) const noexcept {
  return held.owner->role() == Role::replica;
}

// A connection that is kept for its warnings alone goes with the next statement that does not ask for them.
void RoutingSession::let_go_of_warnings(const StatementInfo& next) noexcept {
  if (!held_ || held_->stream != nullptr || in_transaction() || !held_->pins.empty()) return;
  if (!next.has(StatementFact::reads_diagnostics)) held_.reset();
}

void RoutingSession::lose_held() noexcept {
  if (transaction_ != nullptr) transaction_->state_ = Transaction::State::lost;
  if (!held_) return;
  aftermath_.learn_failure();
  if (!held_->pins.empty()) {  // EXECUTE may have written, and the state no longer keeps reads on the master
    unit_->has_written = true;
    unit_->causal.unknown = true;
  }
  held_->lease.mark_broken();
  if (held_->stream != nullptr) held_->stream->adopt(std::move(held_->lease));
  held_.reset();
}

// After a transaction: the connection stays only for the sake of session state, or of warnings.
void RoutingSession::settle_held(bool may_ask) noexcept {
  if (!held_) return;
  held_->read_only = on_replica(*held_);
  if (held_->pins.empty() && !may_ask) held_.reset();
}

void RoutingSession::end_held_transaction(bool committed, bool may_ask) noexcept {
  if (transaction_ != nullptr && transaction_->is_open()) {
    transaction_->state_ = committed ? Transaction::State::implicit : Transaction::State::lost;
  }
  settle_held(may_ask);
}

// An error that ended a stream has told nobody but the connection.
void RoutingSession::catch_up_with_held() noexcept {
  if (!held_ || held_->stream != nullptr || transaction_ == nullptr || !transaction_->is_open()) return;
  const ConnectionStatus status = held_->lease->status();
  if (!status.usable || status.in_transaction) return;
  note_not_pending();
  end_held_transaction(false);
}

// A reply that carries an error carries no status: whether DDL has committed before it failed, or a lock that was not
// granted has cost the whole transaction, only another reply tells.
void RoutingSession::recheck_transaction(const Statement& statement) {
  try {
    // What asks about diagnostics leaves them as they are for the caller's SHOW WARNINGS.
    const bool sqlite = held_->lease->server().flavor == Flavor::sqlite;
    static_cast<void>(held_->lease->execute(sqlite ? "SELECT 1" : "SHOW COUNT(*) WARNINGS", {}));
    if (!held_->lease->status().in_transaction) end_held_transaction(detail::may_commit_by_itself(statement.info));
  } catch (const Error&) {
    lose_held();  // the caller learns of the statement's own error, and of the lost transaction at its next step
  }
}

}  // namespace rwsplit
