#include <exception>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/sql/classify.hpp>

#include "session/errors.hpp"
#include "session/statement_effects.hpp"

// How a session runs a decided statement, what it learns from it, and its transactions.

namespace rwsplit {

namespace {

constexpr std::uint64_t bit_of(EngineIndex index) noexcept { return std::uint64_t{1} << index; }

constexpr std::string_view begin_text = "START TRANSACTION";
constexpr std::string_view begin_read_only_text = "START TRANSACTION READ ONLY";
constexpr StatementInfo begin_info = classify(begin_text);
constexpr StatementInfo begin_read_only_info = classify(begin_read_only_text);

// Found before anything is sent: no doubt about the outcome.
void require_alive(const Lease& lease) {
  if (lease->status().usable && lease->alive()) return;
  throw ConnectionError{{.code = library_code(Cond::connection_lost),
                         .outcome = Outcome::not_executed,
                         .retry = Retry::new_connection,
                         .what = "the connection was lost before anything was sent",
                         .connection_usable = false,
                         .transaction_over = true}};
}

}  // namespace

template <class Action>
void RoutingSession::perform(const Statement& statement, Override wanted, Action action) {
  catch_up_with_held();
  if (transaction_ != nullptr) transaction_->require_open("continued");
  if (held_) return perform_on_held(statement, wanted, action);
  std::uint64_t excluded = 0;
  std::exception_ptr failure;
  for (;;) {
    const RouteDecision decision = decide_now(statement, wanted, excluded);
    if ((excluded & bit_of(decision.engine)) != 0) std::rethrow_exception(failure);
    report(decision, statement);
    require_allowed(decision, statement);
    Engine& engine = cluster_.engine(decision.engine);
    const bool has_alternative = may_go_elsewhere(decision, wanted);
    try {
      Lease lease =
          engine.pool().acquire(statement.where, has_alternative ? WhenUnreachable::fail_fast : WhenUnreachable::wait);
      engine.count_statement();
      note_sent(statement.info, lease);
      action(lease, decision);
      if (lease) learn(statement, decision, std::move(lease));
      return;
    } catch (const ConnectionError& error) {
      engine.pool().suspect();
      ErrorInfo info = detail::refined(error, statement.info, false);
      const bool nothing_happened = info.outcome == Outcome::not_executed;
      ConnectionError with_context{info};
      with_context.add_context(decision.engine_name, statement.where);
      if (!nothing_happened || !has_alternative) detail::throw_lost(with_context.info());
      failure = std::make_exception_ptr(with_context);
      excluded |= bit_of(decision.engine);
    } catch (Error& error) {
      if (!error.connection_usable()) engine.pool().suspect();
      error.add_context(decision.engine_name, statement.where);
      throw;
    }
  }
}

template <class Action>
void RoutingSession::perform_on_held(const Statement& statement, Override wanted, Action action) {
  const RouteDecision decision = decide_now(statement, wanted, 0);
  report(decision, statement);
  require_allowed(decision, statement);
  if (held_->stream != nullptr) {
    detail::throw_usage("the session's connection is still streaming rows; end the stream before the next statement",
                        statement.where);
  }
  const bool transacting = in_transaction();
  Engine& engine = cluster_.engine(decision.engine);
  try {
    require_alive(held_->lease);
    engine.count_statement();
    note_sent(statement.info, held_->lease);
    action(held_->lease, decision);
    learn_from_held(statement);
  } catch (const ConnectionError& error) {
    lose_held();
    engine.pool().suspect();
    ErrorInfo info = detail::refined(error, statement.info, transacting);
    ConnectionError with_context{std::move(info)};
    with_context.add_context(decision.engine_name, statement.where);
    detail::throw_lost(with_context.info());
  } catch (Error& error) {
    error.add_context(decision.engine_name, statement.where);
    if (!error.connection_usable()) {
      lose_held();
    } else if (error.transaction_over()) {
      end_held_transaction(false);
    } else if (transacting && (detail::may_commit_by_itself(statement.info) || error.code() == Cond::lock_timeout)) {
      recheck_transaction(statement);
    }
    throw;
  }
}

// Before it is sent: what comes back may be an error, and part of the statement may have taken effect all the same.
void RoutingSession::note_sent(const StatementInfo& statement, Lease& lease) noexcept {
  if (detail::may_have_written(statement)) has_written_ = true;
  if (detail::may_leave_traces(statement)) lease.mark_dirty();
}

void RoutingSession::learn(const Statement& statement, const RouteDecision& decision, Lease lease) {
  const ConnectionStatus status = lease->status();
  if (!status.usable) return;  // the pool closes it
  const bool pins = statement.info.has(StatementFact::changes_session_state) || !status.autocommit;
  if (!pins && !status.in_transaction) return;
  held_.emplace(HeldConnection{
      .lease = std::move(lease),
      .engine = decision.engine,
      .read_only = decision.role == Role::replica || statement.info.has(StatementFact::read_only_transaction),
      .pinned = pins});
}

void RoutingSession::learn_from_held(const Statement& statement) {
  HeldConnection& held = *held_;
  if (held.stream != nullptr) return;  // its reply is not complete
  if (statement.info.has(StatementFact::changes_session_state) || !held.lease->status().autocommit) held.pinned = true;
  if (statement.info.has(StatementFact::begins_transaction)) held.read_only = on_replica(held);
  if (statement.info.has(StatementFact::read_only_transaction)) held.read_only = true;
  if (!held.lease->status().in_transaction) end_held_transaction(true);
}

void RoutingSession::lose_held() noexcept {
  if (transaction_ != nullptr) transaction_->state_ = Transaction::State::lost;
  if (!held_) return;
  if (held_->pinned) has_written_ = true;  // EXECUTE may have, and the state no longer keeps reads on the master
  held_->lease.mark_broken();
  if (held_->stream != nullptr) held_->stream->adopt(std::move(held_->lease));
  held_.reset();
}

// After a transaction: the connection stays only for the sake of session state.
void RoutingSession::settle_held() noexcept {
  if (!held_) return;
  held_->read_only = on_replica(*held_);
  if (!held_->pinned) held_.reset();
}

bool RoutingSession::on_replica(const HeldConnection& held) const noexcept {
  return cluster_.engine(held.engine).role() == Role::replica;
}

void RoutingSession::end_held_transaction(bool committed) noexcept {
  if (transaction_ != nullptr && transaction_->is_open()) {
    transaction_->state_ = committed ? Transaction::State::implicit : Transaction::State::lost;
  }
  settle_held();
}

// An error that ended a stream has told nobody but the connection.
void RoutingSession::catch_up_with_held() noexcept {
  if (!held_ || held_->stream != nullptr || transaction_ == nullptr || !transaction_->is_open()) return;
  const ConnectionStatus status = held_->lease->status();
  if (status.usable && !status.in_transaction) end_held_transaction(false);
}

// A reply that carries an error carries no status: whether DDL has committed before it failed, or a lock that was not
// granted has cost the whole transaction, only another reply tells.
void RoutingSession::recheck_transaction(const Statement& statement) {
  try {
    static_cast<void>(held_->lease->execute("SELECT 1", {}));
    if (!held_->lease->status().in_transaction) end_held_transaction(detail::may_commit_by_itself(statement.info));
  } catch (const Error&) {
    lose_held();  // the caller learns of the statement's own error, and of the lost transaction at its next step
  }
}

detail::Execution RoutingSession::run(const Statement& statement, std::span<const Value> parameters) {
  return run(statement, parameters, std::nullopt);
}

detail::Execution RoutingSession::run(const Statement& statement, std::span<const Value> parameters, Override wanted) {
  detail::check_parameter_count(statement, parameters.size());
  if (transaction_ != nullptr &&
      (statement.info.has(StatementFact::ends_transaction) || statement.info.has(StatementFact::begins_transaction))) {
    detail::throw_usage("BEGIN, COMMIT and ROLLBACK as text have no place in a Transaction; use its members",
                        statement.where);
  }
  flush_before_next();
  detail::Execution execution;
  perform(statement, wanted, [&](Lease& lease, const RouteDecision& decision) {
    execution = {lease->execute(statement.text, parameters), decision.engine_name, decision.reason};
  });
  return execution;
}

std::unique_ptr<detail::OpenRows> RoutingSession::open(const Statement& statement, std::span<const Value> parameters) {
  return open(statement, parameters, std::nullopt);
}

std::unique_ptr<detail::OpenRows> RoutingSession::open(const Statement& statement, std::span<const Value> parameters,
                                                       Override wanted) {
  detail::check_parameter_count(statement, parameters.size());
  if (statement.info.has(StatementFact::changes_session_state) ||
      statement.info.kind == StatementKind::transaction_control) {
    detail::throw_usage("a statement that changes the session or its transaction cannot be streamed", statement.where);
  }
  flush_before_next();
  std::unique_ptr<detail::OpenRows> rows;
  perform(statement, wanted, [&](Lease& lease, const RouteDecision& decision) {
    auto cursor = lease->open_cursor(statement.text, parameters);
    if (held_) {
      rows =
          std::make_unique<detail::OpenRows>(std::move(cursor), held_->stream, decision.engine_name, statement.where);
      return;
    }
    rows =
        std::make_unique<detail::OpenRows>(std::move(cursor), std::move(lease), decision.engine_name, statement.where);
  });
  return rows;
}

// ---- Transactions ----

void RoutingSession::begin(Transaction& transaction, TransactionMode mode, SourceLocation where) {
  if (transaction_ != nullptr) transaction_->require_open("continued");
  if (in_transaction()) {
    detail::throw_usage("a transaction is already open in this session; use a Savepoint inside it", where);
  }
  flush_before_next();
  const bool reads_only = mode == TransactionMode::read_only;
  const Statement statement{reads_only ? begin_read_only_text : begin_text,
                            reads_only ? begin_read_only_info : begin_info, where};
  perform(statement, std::nullopt, [&](Lease& lease, const RouteDecision&) { lease->begin(mode); });
  if (!held_) detail::throw_usage("the driver reports no open transaction after it was begun", where);
  transaction_ = &transaction;
}

void RoutingSession::commit(SourceLocation where) {
  Engine& engine = cluster_.engine(held_->engine);
  if (held_->stream != nullptr)
    detail::throw_usage("the transaction still streams rows; end the stream before the commit", where);
  try {
    require_alive(held_->lease);
    held_->lease->commit();
    settle_held();
  } catch (const Error& error) {
    ErrorInfo info = error.info();
    if (info.engine.empty()) info.engine = engine.name();
    if (info.where.line() == 0) info.where = where;
    const bool had_nothing_to_commit = held_->read_only;
    lose_held();
    if (!info.connection_usable) engine.pool().suspect();
    if (info.outcome == Outcome::outcome_unknown && !had_nothing_to_commit) throw OutcomeUnknown{std::move(info)};
    // Whatever refused the commit, the connection is closed now, and with it the transaction.
    info.outcome = Outcome::rolled_back;
    info.retry = Retry::transaction;
    if (info.connection_usable) throw ServerError{std::move(info)};
    throw ConnectionError{std::move(info)};
  }
}

void RoutingSession::rollback() {
  try {
    if (held_->stream != nullptr) return lose_held();
    held_->lease->rollback();
    settle_held();
  } catch (...) {
    lose_held();  // whatever went wrong: a closed connection rolls back too
  }
}

void RoutingSession::end_transaction(const Transaction& transaction) noexcept {
  if (transaction_ == &transaction) transaction_ = nullptr;
}

}  // namespace rwsplit
