#include <rwsplit/session/routing_session.hpp>

#include <array>
#include <bit>
#include <optional>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/routing/decide.hpp>
#include <rwsplit/routing/weighted_draw.hpp>

#include "session/errors.hpp"
#include "session/session_setting.hpp"

// What a session is and where its statements go. How they run is in session_execution.cpp, on which connection and what
// is learned from it in session_connection.cpp, transactions in session_transaction.cpp, the queue of writes in
// session_queue.cpp.

namespace rwsplit {

namespace {

bool is_engine(const std::optional<Target>& target) noexcept {
  return target && target->kind() == Target::Kind::engine;
}

}  // namespace

RoutingSession::RoutingSession(Cluster& cluster, SessionOptions options)
    : cluster_{cluster},
      options_{std::move(options)},
      snapshot_version_{cluster.topology_version()},
      snapshot_doubts_{cluster.master_history().doubts()},
      snapshot_origin_{cluster.master_history().origin()},
      random_{detail::mix(std::bit_cast<std::uintptr_t>(this))} {
  take(cluster.snapshot());
  if (options_.trace > 0) trace_ = std::make_unique<detail::DecisionTrace>(options_.trace);
  if (!options_.intent) return;
  const auto intent = options_.intent->resolve(*snapshot_->topology);
  own_intent_ = {intent ? *intent : Target::engine(cluster.index_of(options_.intent->name()))};  // throws: no such name
}

RoutingSession::RoutingSession(Cluster& cluster, SessionOptions options, detail::UnitOfWork& unit)
    : RoutingSession{cluster, std::move(options)} {
  unit_ = &unit;
}

RoutingSession::~RoutingSession() {
  if (transaction_ != nullptr) transaction_->state_ = Transaction::State::orphaned;
  transaction_ = nullptr;
  if (held_ && held_->stream != nullptr) lose_held();
  if (pending_on_) unit_->causal.unknown = true;  // for the other sessions of the unit
  note_not_pending();
  if (queue_.empty()) return;
  for (const auto& observer : cluster_.observers()) observer->on_writes_dropped(queue_.size());
}

BoundSession RoutingSession::using_engine(std::string_view name) {
  return BoundSession{*this, Target::engine(index_of(name))};
}

BoundSession RoutingSession::with(const CallOptions& options) {
  if (options.consistency) options.consistency->validate("with: ");
  std::optional<Target> target;
  if (options.target) {
    refresh();
    target = options.target->resolve(*snapshot_->topology);
    if (!target) target = Target::engine(cluster_.index_of(options.target->name()));  // throws: no such name
  }
  return BoundSession{*this, target, options.consistency};
}

Explanation RoutingSession::explain(const Statement& given, const Model& model) {
  const ResolvedStatement statement = cluster_.resolve(given);
  refresh();
  const Call call = called(*statement, {}, {}, model);
  RouteQuery query = route_query(call);
  query.freshness = freshness_of(call, need_of(call));
  return rwsplit::explain(query, decide(query, *snapshot_->config->router, *snapshot_->config->balancer));
}

std::vector<TraceEntry> RoutingSession::trace() const {
  if (!trace_) return {};
  return trace_->entries(*cluster_.topology());
}

// ---- One statement, and what is asked for it ----

RoutingSession::Call RoutingSession::called(const Statement& statement, std::span<const Value> parameters,
                                            const detail::CallWish& wish, const Model& model) {
  refresh();
  Call call{.statement = statement, .parameters = parameters, .wish = wish, .model = model};
  call.consistency = &consistency_now();
  if (!statement.info.hint.empty()) follow_hint(call);
  if (wish.consistency != nullptr) call.consistency = wish.consistency;
  if (statement.info.effects.empty()) return call;
  if (statement.info.has(SessionEffect::setting)) detail::require_safe_character_set(statement);
  call.setting = parameters.empty() && detail::can_be_repeated(statement) && ledger_.has_room_for(statement);
  return call;
}

void RoutingSession::follow_hint(Call& call) {
  static const Consistency eventual = Consistency::eventual();
  static const Consistency session = Consistency::session();
  static const Consistency strong = Consistency::strong();
  const HintPolicy policy = snapshot_->config->hints;
  if (policy == HintPolicy::ignore) return;
  const Statement& statement = call.statement;
  const Hint& hint = statement.info.hint;
  if (!hint.unknown.empty() && policy == HintPolicy::refuse) detail::throw_unknown_hint(statement);
  switch (hint.consistency) {
    case HintConsistency::none: break;
    case HintConsistency::eventual: call.consistency = &eventual; break;
    case HintConsistency::session: call.consistency = &session; break;
    case HintConsistency::strong: call.consistency = &strong; break;
  }
  switch (hint.target) {
    case HintTarget::none: return;
    case HintTarget::master: call.hint = Target::master(); return;
    case HintTarget::replica: call.hint = Target::replica(); return;
    case HintTarget::engine: call.hint = Target::engine(index_of(hint.engine.in(statement.text))); return;
  }
}

void RoutingSession::report_unknown_hint(const Statement& statement) const noexcept {
  const TextSpan& unknown = statement.info.hint.unknown;
  if (unknown.empty() || snapshot_->config->hints == HintPolicy::ignore) return;
  for (const auto& observer : cluster_.observers()) {
    observer->on_unknown_hint({.digest = statement.info.digest, .offset = unknown.offset, .where = statement.where});
  }
}

// ---- Deciding ----

bool RoutingSession::in_transaction() const noexcept {
  if (transaction_ != nullptr) return transaction_->is_open();
  return held_ && held_->lease->status().in_transaction;
}

void RoutingSession::add_held(RouteQuery& query) const noexcept {
  if (!held_) return;
  const Held held{.engine = held_->engine, .read_only = held_->read_only, .pinned_by = held_->pins.reasons()};
  if (in_transaction()) {
    query.transaction = Held{held_->engine, held_->read_only};
  } else if (!held_->pins.empty()) {
    query.pinned = held;
  } else if (query.statement.has(StatementFact::reads_diagnostics)) {
    query.previous = held;
  }
}

RouteQuery RoutingSession::route_query(const Call& call) const noexcept {
  const ClusterConfig& config = *snapshot_->config;
  RouteQuery query{.text = call.statement.text, .statement = call.statement.info, .topology = *snapshot_->topology};
  add_held(query);
  if (!flushing_) {  // queued writes belong to the master, whatever guard lives where they are flushed
    query.call_override = call.wish.target;
    query.hint = call.hint;
    query.guard = overrides_.innermost();
  }
  const ConsistencyLevel level = call.consistency->level;
  query.accepts_stale = level == ConsistencyLevel::eventual || level == ConsistencyLevel::bounded;
  query.setting = call.setting;
  query.intent = intent();
  query.leaning = unit_->leaning;
  query.tag = options_.tag;
  query.model = call.model.tag;
  query.read_only_model = call.model.read_only;
  query.sticky_replica = unit_->sticky_replica;
  query.flushing = flushing_;
  query.has_written = unit_->has_written && !can_see_its_writes();
  query.request_pin = unit_->request_pin;
  query.enabled = cluster_.enabled();
  query.auto_read_on_replica = cluster_.auto_read_on_replica();
  query.on_replica_write = config.on_replica_write;
  query.replica_fallback = config.replica_fallback;
  query.administration = config.administration;
  return query;
}

void RoutingSession::refresh() {
  snapshot_doubts_ = cluster_.master_history().doubts();
  snapshot_origin_ = cluster_.master_history().origin();
  const std::uint64_t version = cluster_.topology_version();
  if (version == snapshot_version_) return;
  take(cluster_.snapshot());
  snapshot_version_ = version;
}

void RoutingSession::take(std::shared_ptr<const detail::ClusterSnapshot> snapshot) {
  snapshot_ = std::move(snapshot);
  cluster_consistency_ = snapshot_->config->consistency;
}

EngineIndex RoutingSession::index_of(std::string_view name) {
  refresh();
  const auto index = snapshot_->topology->find(name);
  return index ? *index : cluster_.index_of(name);  // throws
}

RouteDecision RoutingSession::decide_now(const Call& call, const detail::ReadNeed& need, std::uint64_t excluded) {
  refresh();
  const ClusterConfig& config = *snapshot_->config;
  RouteQuery query = route_query(call);
  query.excluded = excluded;
  query.freshness = freshness_of(call, need);
  std::array<std::uint32_t, Topology::max_engines> load;
  const auto look_at_load = [&] {
    const auto& engines = snapshot_->engines;
    for (std::size_t i = 0; i < engines.size(); ++i) load[i] = engines[i] ? engines[i]->pool().in_use() : 0;
    query.load = {load.data(), engines.size()};
  };
  if (snapshot_->router_sees_load) look_at_load();
  RouteDecision decision = decide(query, *config.router, *config.balancer);
  if (decision.balanced) {  // only a choice that is really made takes a ticket, so that shares stay exact
    if (!snapshot_->router_sees_load) look_at_load();
    query.ticket = cluster_.next_ticket();
    query.random = random_ + query.ticket;  // balancers mix it; the ticket tells sessions at one address apart
    decision = decide(query, *config.router, *config.balancer);
  }
  // The only one that has what the read must see was not balanced, and is the one to stay with all the same.
  const bool chosen = decision.balanced || (query.freshness.required && decision.role == Role::replica &&
                                            !decision.wait && !asked_by_name(decision, call));
  if (chosen && options_.stickiness.value_or(config.stickiness) == Stickiness::session) {
    unit_->sticky_replica = decision.engine;
  }
  if (!decision.engine_name.empty()) decision.engine_name = cluster_.engine_name(decision.engine);
  return decision;
}

// Whether another engine can serve the statement if this one fails. A read that the balancer gave to the master is such
// a case, one that is on the master because it belongs there is not.
bool RoutingSession::may_go_elsewhere(const RouteDecision& decision, const Call& call) const noexcept {
  if (decision.role == Role::replica) return !asked_by_name(decision, call);
  return decision.reason == RouteReason::by_statement && snapshot_->engine_count > 1;
}

bool RoutingSession::names_engine(const Call& call) const noexcept {
  return is_engine(call.wish.target) || is_engine(call.hint) || is_engine(overrides_.innermost()) ||
         is_engine(intent().target);
}

bool RoutingSession::asked_by_name(const RouteDecision& decision, const Call& call) const noexcept {
  switch (decision.rule) {
    case RouteReason::call_override: return is_engine(call.wish.target);
    case RouteReason::hint: return is_engine(call.hint);
    case RouteReason::guard: return is_engine(overrides_.innermost());
    case RouteReason::master_parameter:
    case RouteReason::handler:
    case RouteReason::intent: return is_engine(intent().target);
    case RouteReason::administration:
    case RouteReason::read_only_model:
    case RouteReason::transaction:
    case RouteReason::pinned:
    case RouteReason::previous_statement:
    case RouteReason::disabled:
    case RouteReason::flushing:
    case RouteReason::not_a_read:
    case RouteReason::refused_by_replica:
    case RouteReason::has_written:
    case RouteReason::request_pin:
    case RouteReason::automatic_off:
    case RouteReason::state_header:
    case RouteReason::path_rule:
    case RouteReason::method:
    case RouteReason::outside_scope:
    case RouteReason::router:
    case RouteReason::by_statement:
    case RouteReason::no_replica:
    case RouteReason::no_fresh_replica:
    case RouteReason::stale:
    case RouteReason::promoted: return false;
  }
  return false;
}

void RoutingSession::report(const RouteDecision& decision, const Statement& statement) {
  last_ = decision;
  if (trace_) [[unlikely]]
    trace_->record(decision, statement);
  cluster_.report(
      {.decision = decision, .kind = statement.info.kind, .digest = statement.info.digest, .where = statement.where});
}

void RoutingSession::require_allowed(const RouteDecision& decision, const Statement& statement) const {
  if (decision.verdict != Verdict::run) detail::throw_refusal(decision, statement);
}

}  // namespace rwsplit
