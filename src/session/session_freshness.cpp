#include <algorithm>
#include <chrono>
#include <utility>

#include <rwsplit/error/error.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/routing/replica_rules.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "cluster/position_questions.hpp"

// What a session's reads must see, and which replica has it.

namespace rwsplit {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t every_engine = ~std::uint64_t{0};

/// An estimate in whole seconds cannot tell less: a wait may still be worth it.
constexpr milliseconds least_certain_lag{1000};

bool is_by_position(ConsistencyLevel level) noexcept {
  return level == ConsistencyLevel::session || level == ConsistencyLevel::causal;
}

bool is_by_time(ConsistencyLevel level) noexcept {
  return level == ConsistencyLevel::bounded || level == ConsistencyLevel::strong;
}

/// A replica that follows another cluster, or not this domain of it, would be waited for in vain.
bool cannot_know(const Position& required, const Position& known, const std::optional<Position>& master) {
  if (known.empty()) return false;
  if (known.flavor() != required.flavor()) return true;
  const MariadbPosition* const wanted = required.mariadb();
  if (wanted == nullptr) return false;
  const auto has_domain = [](const MariadbPosition* position, std::uint32_t domain) {
    if (position == nullptr) return false;
    const auto gtids = position->gtids();
    return std::any_of(gtids.begin(), gtids.end(), [&](const MariadbGtid& gtid) { return gtid.domain == domain; });
  };
  const auto gtids = wanted->gtids();
  return std::any_of(gtids.begin(), gtids.end(), [&](const MariadbGtid& gtid) {
    return !has_domain(known.mariadb(), gtid.domain) && master && !has_domain(master->mariadb(), gtid.domain);
  });
}

/// A server that refuses the question (a node of another kind of cluster) proves nothing.
detail::PositionWait waited_for(Connection& replica, const Position& required, milliseconds limit) {
  try {
    return detail::wait_for_position(replica, required, limit);
  } catch (const ServerError&) {
    return {};
  }
}

}  // namespace

// ---- What a read must see ----

const Consistency& RoutingSession::consistency_now() const noexcept {
  if (const Consistency* const guarded = overrides_.consistency()) return *guarded;
  return options_.consistency ? *options_.consistency : cluster_consistency_;
}

/// Of what has that place now; 0 if nothing has.
std::uint64_t RoutingSession::id_of(EngineIndex index) const noexcept {
  const auto& engine = snapshot_->engines[index];
  return engine != nullptr ? engine->id() : 0;
}

/// On replicas, once it is known which of them have these.
bool RoutingSession::can_see_its_writes() const noexcept {
  const detail::CausalState& causal = unit_->causal;
  return snapshot_->shares_storage ? causal.pending == 0 : causal.knows_its_writes();
}

bool RoutingSession::keeps_causality(const Call& call) const noexcept {
  return is_by_position(call.consistency->level) || call.consistency->level == ConsistencyLevel::strong;
}

detail::ReadNeed RoutingSession::need_of(const Call& call) const {
  detail::ReadNeed need;
  const Consistency& consistency = *call.consistency;
  if (consistency.level == ConsistencyLevel::eventual || !may_be_balanced(call.statement.info)) return need;
  const bool has_positions = cluster_.master_history().has_positions();
  if (is_by_time(consistency.level)) {
    need.required = !snapshot_->shares_storage;
    need.open = need.required && has_positions;
    need.unknowable = !has_positions;
    return need;
  }
  if (consistency.token != nullptr && !consistency.token->empty()) {
    need.position = unit_->causal.required.get();
    need.position->merge(consistency.token->position());
  }
  need.required = need.position || !unit_->causal.required.empty();
  return need;
}

bool RoutingSession::is_known_to_have(EngineIndex replica, const detail::ReadNeed& need) const {
  Engine* const engine = snapshot_->engines[replica].get();
  if (engine == nullptr) return false;
  if (need.position) return engine->known_position().covers(*need.position);
  return unit_->causal.required.is_covered_by(*engine);
}

// A server that is stopped, or behind by more than anybody wants to wait, need not be asked.
bool RoutingSession::is_hopeless(EngineIndex replica, const Call& call) const {
  const EngineState& state = snapshot_->topology->engines[replica];
  return !state.applying || (state.lag && *state.lag > std::max(call.consistency->wait, least_certain_lag));
}

Freshness RoutingSession::freshness_of(const Call& call, const detail::ReadNeed& need) const {
  Freshness freshness{.required = need.required, .behind = need.behind, .fallback = call.consistency->fallback};
  if (!need.required) return freshness;
  if (call.consistency->wait <= milliseconds{0} && !need.open) freshness.behind = every_engine;
  const Position& required = need.position ? *need.position : unit_->causal.required.get();
  const auto sticky = unit_->sticky_replica;
  const bool may_stay = sticky && !names_engine(call);
  if (may_stay && !need.open && !need.unknowable && is_known_to_have(*sticky, need)) {
    freshness.known = std::uint64_t{1} << *sticky;
    return freshness;
  }
  std::uint64_t least = every_engine;
  for (std::size_t i = 1; i < snapshot_->engines.size(); ++i) {
    const auto index = static_cast<EngineIndex>(i);
    const std::uint64_t bit = std::uint64_t{1} << i;
    Engine* const engine = snapshot_->engines[i].get();
    if (engine == nullptr) continue;
    if (need.unknowable) {
      const auto lag = snapshot_->topology->engines[i].lag;
      const bool in_time = call.consistency->level == ConsistencyLevel::bounded && lag &&
                           *lag + snapshot_->config->monitor.interval <= call.consistency->max_lag;
      (in_time ? freshness.known : freshness.behind) |= bit;
      continue;
    }
    if (need.open) continue;  // only whether it may go to a replica at all
    if (engine->known_position().covers(required)) {
      freshness.known |= bit;
      continue;
    }
    const Position known = engine->known_position().get();
    if (is_hopeless(index, call) || cannot_know(required, known, cluster_.master_history().newest())) {
      freshness.behind |= bit;
    } else if ((freshness.behind & bit) == 0) {
      const std::uint64_t distance = known.distance_to(required);
      if (distance < least) freshness.nearest = 0;
      least = std::min(least, distance);
      if (distance == least) freshness.nearest |= bit;
    }
  }
  return freshness;
}

// ---- Finding out, and waiting ----

/// True: something was found out, so that the decision has to be made again.
bool RoutingSession::settle(const Call& call, const RouteDecision& decision, detail::ReadNeed& need) {
  if (decision.role != Role::replica || decision.verdict != Verdict::run || held_) return false;
  if (need.open) {
    settle_bound(call, need);
    return true;
  }
  const auto& mark = unit_->causal.mark;
  if (need.unknowable || !is_by_position(call.consistency->level) || !mark) return false;
  if (mark->engine == decision.engine && mark->engine_id == id_of(decision.engine)) return false;
  settle_seen(call, need);
  return true;
}

void RoutingSession::settle_seen(const Call& call, detail::ReadNeed& need) {
  try {
    settle_mark(call.statement.where);
  } catch (const Error& error) {
    const FreshnessFallback fallback = call.consistency->fallback;
    const bool leads_to_master = fallback == FreshnessFallback::next_replica || fallback == FreshnessFallback::master;
    // Who has waited for the master's pool in vain shall not wait for it again.
    const bool waited = error.code() == Cond::pool_exhausted && leads_to_master;
    if (waited || error.outcome() == Outcome::causal_token_lost) throw;
    need.required = need.unknowable = true;
    return;
  }
  detail::ReadNeed more = need_of(call);
  more.behind = need.behind;
  more.waiting_since = need.waiting_since;
  need = std::move(more);
}

void RoutingSession::settle_bound(const Call& call, detail::ReadNeed& need) {
  need.open = false;
  need.unknowable = true;
  const auto now = Clock::now();
  const auto& consistency = *call.consistency;
  const auto moment = consistency.level == ConsistencyLevel::strong ? now : now - consistency.max_lag;
  need.position = cluster_.master_history().since(moment);
  try {
    if (!need.position) need.position = ask_master(call.statement.where);
    need.unknowable = need.position->empty();
  } catch (const Error&) {
    if (call.consistency->fallback != FreshnessFallback::stale) throw;
  }
}

bool RoutingSession::await(const Call& call, const RouteDecision& decision, Lease& lease, detail::ReadNeed& need) {
  const auto now = Clock::now();
  if (!need.waiting_since) need.waiting_since = now;
  const auto left = std::chrono::ceil<milliseconds>(*need.waiting_since + call.consistency->wait - now);
  if (left <= milliseconds{0}) {
    need.behind = every_engine;
    return false;
  }
  const Position& required = need.position ? *need.position : unit_->causal.required.get();
  detail::KnownPosition& known = snapshot_->engines[decision.engine]->known_position();
  const std::uint64_t learned = known.learned();
  const detail::PositionWait wait = waited_for(*lease, required, left);
  if (wait.reached) {
    known.learn(wait.has);
  } else if (!wait.has.empty()) {
    known.replace(wait.has, learned);
  }
  const auto waited = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - now);
  tell_of_wait(call, decision, wait.reached, waited, left);
  if (wait.reached) return true;
  const bool only_one = call.consistency->fallback != FreshnessFallback::next_replica;
  need.behind |= only_one ? every_engine : std::uint64_t{1} << decision.engine;
  return false;
}

void RoutingSession::tell_of_wait(const Call& call, const RouteDecision& decision, bool reached,
                                  std::chrono::microseconds waited, std::chrono::milliseconds limit) noexcept {
  const WaitResult in_vain = waited >= limit ? WaitResult::timed_out : WaitResult::unproven;
  const WaitResult result = reached ? WaitResult::reached : in_vain;
  cluster_.freshness_counters().count_wait(result, waited);
  for (const auto& observer : cluster_.observers()) {
    observer->on_wait({.decision = decision,
                       .result = result,
                       .waited = waited,
                       .digest = call.statement.info.digest,
                       .where = call.statement.where});
  }
}

void RoutingSession::count_read(const RouteDecision& decision, const detail::ReadNeed& need) noexcept {
  if (!need.required) return;
  detail::FreshnessCounters& counters = cluster_.freshness_counters();
  if (decision.reason == RouteReason::no_fresh_replica) counters.count_on_master();
  if (decision.reason == RouteReason::stale) counters.count_stale();
  const bool was_known = decision.role == Role::replica && !decision.wait && decision.reason != RouteReason::stale;
  if (was_known) counters.count_known();
}

}  // namespace rwsplit
