#include <rwsplit/session/routing_session.hpp>

#include <array>
#include <bit>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/routing/decide.hpp>
#include <rwsplit/routing/weighted_draw.hpp>
#include <rwsplit/sql/classify.hpp>

#include "session/errors.hpp"
#include "session/statement_effects.hpp"

namespace rwsplit {

namespace {

constexpr std::uint64_t bit_of(EngineIndex index) noexcept { return std::uint64_t{1} << index; }

[[noreturn]] void throw_usage(std::string what, SourceLocation where) {
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

class SetForScope {
 public:
  explicit SetForScope(bool& flag) noexcept : flag_{flag} { flag_ = true; }
  SetForScope(const SetForScope&) = delete;
  SetForScope& operator=(const SetForScope&) = delete;
  ~SetForScope() { flag_ = false; }

 private:
  bool& flag_;
};

}  // namespace

RoutingSession::RoutingSession(Cluster& cluster, SessionOptions options)
    : cluster_{cluster},
      options_{std::move(options)},
      topology_version_{cluster.topology_version()},
      random_{detail::mix(std::bit_cast<std::uintptr_t>(this))} {
  topology_ = cluster.topology();
  if (!options_.intent) return;
  const auto intent = options_.intent->resolve(*topology_);
  intent_ = intent ? *intent : Target::engine(cluster.index_of(options_.intent->name()));  // throws: no such name
}

RoutingSession::~RoutingSession() {
  if (held_ && held_->stream != nullptr) lose_held();
  if (queue_.empty()) return;
  for (const auto& observer : cluster_.config().observers) observer->on_writes_dropped(queue_.size());
}

BoundSession RoutingSession::using_engine(std::string_view name) {
  return BoundSession{*this, Target::engine(cluster_.index_of(name))};
}

Explanation RoutingSession::explain(SqlString<Params> sql) {
  const Statement& statement = sql.statement();
  refresh_topology();
  RouteQuery query = route_query(statement.info, std::nullopt);
  query.text = statement.text;
  return rwsplit::explain(query, decide(query, *cluster_.config().router, *cluster_.config().balancer));
}

// ---- Deciding ----

bool RoutingSession::in_transaction() const noexcept {
  if (transaction_ != nullptr) return transaction_->is_open();
  return held_ && held_->lease->status().in_transaction;
}

RouteQuery RoutingSession::route_query(const StatementInfo& statement, Override wanted) const noexcept {
  const ClusterConfig& config = cluster_.config();
  RouteQuery query{.statement = statement, .topology = *topology_};
  if (held_) (in_transaction() ? query.transaction : query.pinned) = Held{held_->engine, held_->read_only};
  if (!flushing_) {  // queued writes belong to the master, whatever guard lives where they are flushed
    query.call_override = wanted;
    query.guard = overrides_.innermost();
  }
  query.intent = intent_;
  query.tag = options_.tag;
  query.sticky_replica = sticky_replica_;
  query.flushing = flushing_;
  query.has_written = has_written_;
  query.enabled = cluster_.enabled();
  query.auto_read_on_replica = cluster_.auto_read_on_replica();
  query.on_replica_write = config.on_replica_write;
  query.replica_fallback = config.replica_fallback;
  return query;
}

void RoutingSession::refresh_topology() {
  const std::uint64_t version = cluster_.topology_version();
  if (version == topology_version_) return;
  topology_ = cluster_.topology();
  topology_version_ = version;
}

RouteDecision RoutingSession::decide_now(const Statement& statement, Override wanted, std::uint64_t excluded) {
  refresh_topology();
  const ClusterConfig& config = cluster_.config();
  std::array<std::uint32_t, Topology::max_engines> load;
  for (std::size_t i = 0; i < cluster_.engine_count(); ++i) {
    load[i] = cluster_.engine(static_cast<EngineIndex>(i)).pool().in_use();
  }
  RouteQuery query = route_query(statement.info, wanted);
  query.text = statement.text;
  query.load = {load.data(), cluster_.engine_count()};
  query.excluded = excluded;
  RouteDecision decision = decide(query, *config.router, *config.balancer);
  if (decision.balanced) {  // only a choice that is really made takes a ticket, so that shares stay exact
    query.ticket = cluster_.next_ticket();
    query.random = random_ + query.ticket;  // balancers mix it; the ticket tells sessions at one address apart
    decision = decide(query, *config.router, *config.balancer);
    if (options_.stickiness.value_or(config.stickiness) == Stickiness::session) sticky_replica_ = decision.engine;
  }
  if (!decision.engine_name.empty()) decision.engine_name = cluster_.engine(decision.engine).name();
  return decision;
}

// Whether another engine can serve the statement if this one fails. A read that the balancer gave to the master is such
// a case, one that is on the master because it belongs there is not.
bool RoutingSession::may_go_elsewhere(const RouteDecision& decision, Override wanted) const noexcept {
  if (decision.role == Role::replica) return !asked_by_name(decision, wanted);
  return decision.reason == RouteReason::by_statement && cluster_.engine_count() > 1;
}

bool RoutingSession::asked_by_name(const RouteDecision& decision, Override wanted) const noexcept {
  const auto names_engine = [](const Override& target) { return target && target->kind() == Target::Kind::engine; };
  switch (decision.rule) {
    case RouteReason::call_override: return names_engine(wanted);
    case RouteReason::guard: return names_engine(overrides_.innermost());
    case RouteReason::intent: return names_engine(intent_);
    case RouteReason::transaction:
    case RouteReason::pinned:
    case RouteReason::disabled:
    case RouteReason::flushing:
    case RouteReason::not_a_read:
    case RouteReason::has_written:
    case RouteReason::automatic_off:
    case RouteReason::router:
    case RouteReason::by_statement:
    case RouteReason::no_replica:
    case RouteReason::promoted: return false;
  }
  return false;
}

void RoutingSession::report(const RouteDecision& decision, const Statement& statement) {
  last_ = decision;
  cluster_.report(
      {.decision = decision, .kind = statement.info.kind, .digest = statement.info.digest, .where = statement.where});
}

void RoutingSession::require_allowed(const RouteDecision& decision, const Statement& statement) const {
  if (decision.verdict != Verdict::run) detail::throw_refusal(decision, statement);
}

// ---- Acting ----

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
    throw_usage("the session's connection is still streaming rows; end the stream before the next statement",
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
  check_parameter_count(statement, parameters.size());
  if (transaction_ != nullptr &&
      (statement.info.has(StatementFact::ends_transaction) || statement.info.has(StatementFact::begins_transaction))) {
    throw_usage("BEGIN, COMMIT and ROLLBACK as text have no place in a Transaction; use its members", statement.where);
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
  check_parameter_count(statement, parameters.size());
  if (statement.info.has(StatementFact::changes_session_state) ||
      statement.info.kind == StatementKind::transaction_control) {
    throw_usage("a statement that changes the session or its transaction cannot be streamed", statement.where);
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
    throw_usage("a transaction is already open in this session; use a Savepoint inside it", where);
  }
  flush_before_next();
  const bool reads_only = mode == TransactionMode::read_only;
  const Statement statement{reads_only ? begin_read_only_text : begin_text,
                            reads_only ? begin_read_only_info : begin_info, where};
  perform(statement, std::nullopt, [&](Lease& lease, const RouteDecision&) { lease->begin(mode); });
  if (!held_) throw_usage("the driver reports no open transaction after it was begun", where);
  transaction_ = &transaction;
}

void RoutingSession::commit(SourceLocation where) {
  Engine& engine = cluster_.engine(held_->engine);
  if (held_->stream != nullptr)
    throw_usage("the transaction still streams rows; end the stream before the commit", where);
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

// ---- The queue ----

void RoutingSession::enqueue(const Statement& statement, Params parameters) {
  check_parameter_count(statement, parameters.size());
  if (statement.info.is_plain_read()) throw_usage("only writes can be queued; run a read directly", statement.where);
  if (statement.info.kind == StatementKind::transaction_control) {
    throw_usage("what begins or ends transactions cannot be queued; flush() makes its own", statement.where);
  }
  {
    const SetForScope flushing{flushing_};
    require_allowed(decide_now(statement, std::nullopt, 0), statement);
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
  const SetForScope flushing{flushing_};
  if (in_transaction()) return run_queue_inside();
  run_queue_alone();
}

void RoutingSession::run_queue_inside() {
  try {
    while (!queue_.empty()) {
      static_cast<void>(run(queue_.front().statement(), queue_.front().parameters.values()));
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
      static_cast<void>(run(write->statement(), write->parameters.values()));
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
