#include <utility>

#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/row/no_rows.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "session/errors.hpp"
#include "session/set_for_scope.hpp"

// The queue of writes that wait for `flush()`.

namespace rwsplit {

void RoutingSession::enqueue(const Statement& given, Params parameters) {
  const ResolvedStatement resolved = cluster_.resolve(given);
  const Statement& statement = *resolved;
  detail::check_parameter_count(statement, parameters.size());
  if (statement.info.is_plain_read())
    detail::throw_usage("only writes can be queued; run a read directly", statement.where);
  if (statement.info.kind == StatementKind::transaction_control) {
    detail::throw_usage("what begins or ends transactions cannot be queued; flush() makes its own", statement.where);
  }
  {
    const detail::SetForScope flushing{flushing_};
    require_allowed(decide_now(called(statement, parameters.values()), {}, 0), statement);
  }
  queue_.push_back({.text = std::string{statement.text},
                    .info = statement.info,
                    .where = statement.where,
                    .parameters = std::move(parameters)});
}

void RoutingSession::flush_before_next() {
  if (options_.autoflush) flush();
}

void RoutingSession::flush() {
  if (queue_.empty() || flushing_) return;
  const detail::SetForScope flushing{flushing_};
  if (in_transaction()) return run_queue_inside();
  run_queue_alone();
}

void RoutingSession::run_queued(const detail::QueuedWrite& write) {
  detail::NoRows rows;
  static_cast<void>(run(write.statement(), write.parameters.values(), detail::CallWish{}, detail::no_model, rows));
}

void RoutingSession::run_queue_inside() {
  try {
    while (!queue_.empty()) {
      run_queued(queue_.front());
      queue_.pop_front();
    }
  } catch (const OutcomeUnknown&) {
    queue_.clear();
    throw;
  }
}

void RoutingSession::run_queue_alone() {
  try {
    while (!queue_.empty()) {
      Transaction transaction{*this, TransactionMode::read_write, queue_.front().where};
      run_queue_in(transaction);
    }
  } catch (const OutcomeUnknown&) {
    queue_.clear();
    throw;
  }
}

// Up to the queue's end, or to a statement that commits by itself.
void RoutingSession::run_queue_in(Transaction& transaction) {
  std::size_t done = 0;
  try {
    for (auto write = queue_.begin(); write != queue_.end() && transaction.is_open(); ++write, ++done) {
      run_queued(*write);
    }
    transaction.commit();
  } catch (const Error&) {
    if (transaction.state_ == Transaction::State::implicit) forget_queued(done);
    throw;
  }
  forget_queued(done);
}

void RoutingSession::forget_queued(std::size_t count) noexcept {
  for (; count > 0; --count) queue_.pop_front();
}

}  // namespace rwsplit
