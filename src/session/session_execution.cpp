#include <exception>
#include <utility>

#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "session/errors.hpp"
#include "session/set_for_scope.hpp"
#include "session/statement_effects.hpp"
#include "session/statement_work.hpp"

// How a session runs a statement: on the connection it holds, or on one from the pool of the engine that was decided
// on.

namespace rwsplit {

namespace {

constexpr std::uint64_t bit_of(EngineIndex index) noexcept { return std::uint64_t{1} << index; }

/// Reads the whole reply.
class RunWhole final : public detail::StatementWork {
 public:
  RunWhole(const Statement& statement, std::span<const Value> parameters, RowSink& rows) noexcept
      : statement_{statement}, parameters_{parameters}, rows_{rows} {}

  std::optional<ReplySummary> run(Lease& lease, const RouteDecision& decision) override {
    execution_ = {lease->run(statement_.text, parameters_, rows_), decision.engine_name, decision.reason};
    return execution_.reply;
  }
  [[nodiscard]] const detail::Execution& done() const noexcept { return execution_; }

 private:
  const Statement& statement_;
  std::span<const Value> parameters_;
  RowSink& rows_;
  detail::Execution execution_;
};

/// A replica that the library chose has taken a plain read for a write, and has done nothing.
bool refused_as_write(const Statement& statement, const RouteDecision& decision, const Error& error) noexcept {
  const bool automatic = decision.rule > RouteReason::automatic_off;
  return automatic && decision.role == Role::replica && statement.info.is_plain_read() &&
         error.code() == Cond::read_only && error.outcome() == Outcome::not_executed && error.connection_usable();
}

ConnectionError in_context(const ConnectionError& error, const Statement& statement, const RouteDecision& decision,
                           bool in_transaction) {
  ConnectionError told{detail::refined(error, statement, in_transaction)};
  told.add_context(decision.engine_name, statement.where);
  return told;
}

}  // namespace

detail::Execution RoutingSession::run(const Statement& statement, std::span<const Value> parameters, const Model& model,
                                      RowSink& rows) {
  return run(statement, parameters, detail::CallWish{}, model, rows);
}

detail::Execution RoutingSession::run(const Statement& given, std::span<const Value> parameters,
                                      const detail::CallWish& wish, const Model& model, RowSink& rows) {
  const ResolvedStatement resolved = cluster_.resolve(given);
  const Statement& statement = *resolved;
  detail::check_parameter_count(statement, parameters.size());
  if (transaction_ != nullptr &&
      (statement.info.has(StatementFact::ends_transaction) || statement.info.has(StatementFact::begins_transaction))) {
    detail::throw_usage("BEGIN, COMMIT and ROLLBACK as text have no place in a Transaction; use its members",
                        statement.where);
  }
  const Call call = called(statement, parameters, wish, model);
  report_unknown_hint(statement);
  flush_before_next();
  RunWhole work{statement, parameters, rows};
  perform(call, work);
  return work.done();
}

std::unique_ptr<detail::OpenRows> RoutingSession::open(const Statement& statement, std::span<const Value> parameters,
                                                       const Model& model) {
  return open(statement, parameters, detail::CallWish{}, model);
}

std::unique_ptr<detail::OpenRows> RoutingSession::open(const Statement& given, std::span<const Value> parameters,
                                                       const detail::CallWish& wish, const Model& model) {
  class OpenStream final : public detail::StatementWork {
   public:
    OpenStream(RoutingSession& session, const Call& call) noexcept : session_{session}, call_{call} {}

    std::optional<ReplySummary> run(Lease& lease, const RouteDecision& decision) override {
      const Statement& statement = call_.statement;
      auto cursor = lease->open_cursor(statement.text, call_.parameters);
      if (session_.held_) {
        rows_ = std::make_unique<detail::OpenRows>(std::move(cursor), session_.held_->stream, decision.engine_name,
                                                   statement.where);
      } else {
        rows_ = std::make_unique<detail::OpenRows>(std::move(cursor), std::move(lease), decision.engine_name,
                                                   statement.where);
      }
      return std::nullopt;
    }
    [[nodiscard]] std::unique_ptr<detail::OpenRows> take() noexcept { return std::move(rows_); }

   private:
    RoutingSession& session_;
    const Call& call_;
    std::unique_ptr<detail::OpenRows> rows_;
  };

  const ResolvedStatement statement = cluster_.resolve(given);
  detail::check_parameter_count(*statement, parameters.size());
  if (!statement->info.effects.empty() || statement->info.kind == StatementKind::transaction_control) {
    detail::throw_usage("a statement that changes the session or its transaction cannot be streamed", given.where);
  }
  const Call call = called(*statement, parameters, wish, model);
  report_unknown_hint(*statement);
  flush_before_next();
  OpenStream work{*this, call};
  perform(call, work);
  return work.take();
}

void RoutingSession::perform(const Call& call, detail::StatementWork& work) {
  if (performing_) {
    detail::throw_usage("the session is reading the rows of another statement; a codec must not use it",
                        call.statement.where);
  }
  const detail::SetForScope performing{performing_};
  catch_up_with_held();
  if (transaction_ != nullptr) transaction_->require_open("continued");
  let_go_of_warnings(call.statement.info);
  held_ ? perform_on_held(call, work) : perform_anywhere(call, work);
}

void RoutingSession::perform_anywhere(const Call& call, detail::StatementWork& work) {
  const Statement& statement = call.statement;
  std::uint64_t excluded = 0;
  std::exception_ptr failure;
  detail::ReadNeed need = need_of(call);
  for (;;) {
    const RouteDecision decision = decide_now(call, need, excluded);
    if ((excluded & bit_of(decision.engine)) != 0) std::rethrow_exception(failure);
    if (settle(call, decision, need)) continue;
    report(decision, statement);
    require_allowed(decision, statement);
    Engine& engine = *snapshot_->engines[decision.engine];
    const bool has_alternative = may_go_elsewhere(decision, call);
    Lease lease;
    bool prepared = false;  // what is refused before is one of the session's settings
    // It was removed or replaced since the decision, and there is a newer topology to decide by.
    const auto was_retired = [&] { return !prepared && !lease && engine.pool().closed(); };
    try {
      lease =
          engine.pool().acquire(statement.where, has_alternative ? WhenUnreachable::fail_fast : WhenUnreachable::wait);
      if (decision.wait && !await(call, decision, lease, need)) continue;
      prepare(call, decision, lease);
      prepared = true;
      count_read(decision, need);
      engine.count_statement();
      note_sent(statement.info, lease);
      const std::uint32_t origin = lease->server().origin;  // a stream takes the lease along
      const auto reply = work.run(lease, decision);
      aftermath_.learn(reply);
      if (!reply) return note_streaming(call, decision, engine, origin);
      return learn(call, decision, engine, *reply, std::move(lease));
    } catch (const ConnectionError& error) {
      if (was_retired()) continue;
      aftermath_.learn_failure();
      engine.pool().suspect();
      const ConnectionError lost = in_context(error, statement, decision, false);
      note_failure(statement.info, lost.outcome());
      if (lost.outcome() != Outcome::not_executed || !has_alternative) detail::throw_lost(lost.info());
      failure = std::make_exception_ptr(lost);
      excluded |= bit_of(decision.engine);
    } catch (Error& error) {
      if (was_retired()) continue;
      aftermath_.learn_failure();
      if (!error.connection_usable()) engine.pool().suspect();
      note_failure(statement.info, error.outcome());
      if (prepared && refused_as_write(statement, decision, error)) {
        return run_again_on_master(call, decision, std::move(lease), work);
      }
      error.add_context(decision.engine_name, statement.where);
      throw;
    }
  }
}

// Once only: what a replica has refused is no read any more. A function may have left a lock or a variable there before
// it came to its write.
void RoutingSession::run_again_on_master(const Call& refused, const RouteDecision& decision, Lease refused_on,
                                         detail::StatementWork& work) {
  refused_on.mark_dirty();
  refused_on = Lease{};
  const StatementInfo& info = refused.statement.info;
  cluster_.remember_refused(refused.statement);
  for (const auto& observer : cluster_.observers()) {
    observer->on_refused_by_replica(
        {.decision = decision, .kind = info.kind, .digest = info.digest, .where = refused.statement.where});
  }
  Statement again = refused.statement;
  again.info.kind = StatementKind::unknown;
  again.info.doubt = Doubt::refused_before;
  perform_anywhere({.statement = again,
                    .parameters = refused.parameters,
                    .model = refused.model,
                    .consistency = refused.consistency},
                   work);
}

void RoutingSession::perform_on_held(const Call& call, detail::StatementWork& work) {
  const Statement& statement = call.statement;
  const RouteDecision decision = decide_now(call, {}, 0);
  report(decision, statement);
  require_allowed(decision, statement);
  if (held_->stream != nullptr) {
    detail::throw_usage("the session's connection is still streaming rows; end the stream before the next statement",
                        statement.where);
  }
  const bool transacting = in_transaction();
  Engine& engine = *held_->owner;
  try {
    detail::require_alive(held_->lease);
    prepare_held(call);
    engine.count_statement();
    note_sent(statement.info, held_->lease);
    const std::uint32_t origin = held_->lease->server().origin;
    const auto reply = work.run(held_->lease, decision);
    aftermath_.learn(reply);
    if (!reply) return note_streaming(call, decision, engine, origin);
    learn_from_held(call, decision, *reply, transacting);
  } catch (const ConnectionError& error) {
    engine.pool().suspect();
    lose_held();
    const ConnectionError lost = in_context(error, statement, decision, transacting);
    note_failure(statement.info, lost.outcome());
    detail::throw_lost(lost.info());
  } catch (Error& error) {
    error.add_context(decision.engine_name, statement.where);
    if (!error.connection_usable()) {
      lose_held();
    } else if (error.transaction_over()) {
      end_held_transaction(false);
    } else if (transacting && (detail::may_commit_by_itself(statement.info) || error.code() == Cond::lock_timeout)) {
      recheck_transaction(statement);
    }
    note_failure(statement.info, error.outcome());
    throw;
  }
}

// Before it is sent: what comes back may be an error, and part of the statement may have taken effect all the same.
void RoutingSession::note_sent(const StatementInfo& statement, Lease& lease) noexcept {
  aftermath_.note_sent(statement);
  if (detail::may_have_written(statement)) {
    unit_->has_written = true;
    note_pending(lease->server().origin);
  }
  if (detail::may_leave_traces(statement)) lease.mark_dirty();
}

}  // namespace rwsplit
