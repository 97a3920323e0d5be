#include <string_view>
#include <utility>

#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/session/routing_session.hpp>
#include <rwsplit/sql/classify.hpp>

#include "session/errors.hpp"
#include "session/statement_work.hpp"

// What `Transaction` asks of its session.

namespace rwsplit {

namespace {

constexpr std::string_view begin_text = "START TRANSACTION";
constexpr std::string_view begin_read_only_text = "START TRANSACTION READ ONLY";
constexpr StatementInfo begin_info = classify(begin_text);
constexpr StatementInfo begin_read_only_info = classify(begin_read_only_text);

class Begin final : public detail::StatementWork {
 public:
  explicit Begin(TransactionMode mode) noexcept : mode_{mode} {}

  std::optional<ReplySummary> run(Lease& lease, const RouteDecision&) override {
    lease->begin(mode_);
    return ReplySummary{};
  }

 private:
  TransactionMode mode_;
};

}  // namespace

void RoutingSession::begin(Transaction& transaction, TransactionMode mode, SourceLocation where) {
  if (transaction_ != nullptr) transaction_->require_open("continued");
  if (in_transaction()) {
    detail::throw_usage("a transaction is already open in this session; use a Savepoint inside it", where);
  }
  flush_before_next();
  const bool reads_only = mode == TransactionMode::read_only;
  const Statement statement{reads_only ? begin_read_only_text : begin_text,
                            reads_only ? begin_read_only_info : begin_info, where};
  Begin work{mode};
  perform(called(statement, {}), work);
  if (!held_) detail::throw_usage("the driver reports no open transaction after it was begun", where);
  transaction_ = &transaction;
}

void RoutingSession::commit(SourceLocation where) {
  Engine& engine = *held_->owner;
  if (held_->stream != nullptr)
    detail::throw_usage("the transaction still streams rows; end the stream before the commit", where);
  try {
    detail::require_alive(held_->lease);
    held_->lease->commit();
    if (!held_->read_only) note_written(*held_->lease, false);
    held_->pins.forget(SessionEffect::next_transaction);
    settle_held();
  } catch (const Error& error) {
    ErrorInfo info = error.info();
    if (info.engine.empty()) info.engine = engine.name();
    if (info.where.line() == 0) info.where = where;
    const bool had_nothing_to_commit = held_->read_only;
    if (!info.connection_usable) engine.pool().suspect();
    lose_held();
    if (!had_nothing_to_commit) note_failure(begin_info, info.outcome);
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
    if (held_->stream != nullptr) {
      note_not_pending();
      return lose_held();
    }
    held_->lease->rollback();
    if (!held_->read_only) note_written(*held_->lease, false);
    held_->pins.forget(SessionEffect::next_transaction);
    settle_held();
  } catch (...) {
    note_not_pending();
    lose_held();  // whatever went wrong: a closed connection rolls back too
  }
}

void RoutingSession::end_transaction(const Transaction& transaction) noexcept {
  if (transaction_ == &transaction) transaction_ = nullptr;
}

}  // namespace rwsplit
