#include <rwsplit/session/transaction.hpp>

#include <string>

#include <rwsplit/session/routing_session.hpp>

#include "session/errors.hpp"

namespace rwsplit {

Transaction::Transaction(RoutingSession& session, TransactionMode mode, SourceLocation where)
    : session_{session}, where_{where} {
  session_.begin(*this, mode, where);
}

Transaction::~Transaction() {
  if (!is_known_to_session()) return;
  if (state_ == State::open) session_.rollback();
  session_.end_transaction(*this);
}

void Transaction::commit() {
  if (state_ == State::orphaned) require_open("committed");
  session_.catch_up_with_held();
  if (state_ != State::implicit) require_open("committed");
  session_.flush_before_next();
  if (state_ == State::open) session_.commit(where_);
  state_ = State::committed;
  session_.end_transaction(*this);
}

void Transaction::rollback() {
  if (state_ == State::orphaned) return;
  session_.catch_up_with_held();
  if (state_ == State::committed || state_ == State::implicit) require_open("rolled back");
  if (state_ == State::open) session_.rollback();
  state_ = State::rolled_back;
  session_.end_transaction(*this);
}

// The work may have ended it by itself, and the caller must not take that for a failure.
void Transaction::commit_unless_ended() {
  if (state_ != State::committed && state_ != State::rolled_back) commit();
}

// Else the session may be gone.
bool Transaction::is_known_to_session() const noexcept {
  switch (state_) {
    case State::open:
    case State::lost:
    case State::implicit: return true;
    case State::committed:
    case State::rolled_back:
    case State::orphaned: return false;
  }
  return false;
}

detail::Execution Transaction::run(const Statement& statement, std::span<const Value> parameters, const Model& model,
                                   RowSink& rows) {
  require_open("continued");
  return session_.run(statement, parameters, detail::CallWish{}, model, rows);
}

std::unique_ptr<detail::OpenRows> Transaction::open(const Statement& statement, std::span<const Value> parameters,
                                                    const Model& model) {
  require_open("continued");
  return session_.open(statement, parameters, detail::CallWish{}, model);
}

void Transaction::require_open(const char* action) const {
  const auto fail = [&](const char* why) {
    detail::throw_usage(std::string{"the transaction cannot be "} + action + ": " + why, where_);
  };
  switch (state_) {
    case State::open: return;
    case State::committed: return fail("it was committed");
    case State::rolled_back: return fail("it was rolled back");
    case State::lost: return fail("the server or a broken connection has rolled it back; begin a new one");
    case State::implicit: return fail("a statement that commits by itself (DDL) has ended it");
    case State::orphaned: return fail("its session has ended, which rolled it back");
  }
}

}  // namespace rwsplit
