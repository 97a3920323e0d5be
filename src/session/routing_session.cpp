#include <rwsplit/session/routing_session.hpp>

#include <array>
#include <bit>

#include <rwsplit/routing/decide.hpp>
#include <rwsplit/routing/weighted_draw.hpp>

#include "session/errors.hpp"

// What a session is and where its statements go. How they run is in session_execution.cpp, the queue of writes in
// session_queue.cpp.

namespace rwsplit {

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

}  // namespace rwsplit
