#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include <rwsplit/error/causal_token_lost.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/pool_timeout.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/routing/replica_rules.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "cluster/position_questions.hpp"
#include "session/errors.hpp"
#include "session/statement_effects.hpp"

// What a session's reads must see, which replica has it, and what the session learns about that from its statements.

namespace rwsplit {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t every_engine = ~std::uint64_t{0};

/// An estimate in whole seconds cannot tell less: a wait may still be worth it.
constexpr milliseconds least_certain_lag{1000};

/// More of one source than a text should carry, or a comparison be slowed down by.
constexpr std::size_t many_intervals = 32;

bool is_by_position(ConsistencyLevel level) noexcept {
  return level == ConsistencyLevel::session || level == ConsistencyLevel::causal;
}

bool is_by_time(ConsistencyLevel level) noexcept {
  return level == ConsistencyLevel::bounded || level == ConsistencyLevel::strong;
}

/// Whether the position of a transaction stands for all that its master committed before. A MariaDB counts each domain
/// for itself.
bool stands_for_all_before(const Position& written, const detail::MasterHistory& master) {
  if (written.mariadb() == nullptr) return true;
  const auto newest = master.newest();
  if (!newest || newest->mariadb() == nullptr) return false;
  const auto gtids = newest->mariadb()->gtids();
  return std::all_of(gtids.begin(), gtids.end(),
                     [&](const MariadbGtid& gtid) { return gtid.domain == gtids.front().domain; });
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
  return options_.consistency ? *options_.consistency : snapshot_->config->consistency;
}

/// Of what has that place now; 0 if nothing has.
std::uint64_t RoutingSession::id_of(EngineIndex index) const noexcept {
  const auto& engine = snapshot_->engines[index];
  return engine != nullptr ? engine->id() : 0;
}

bool RoutingSession::shares_storage() const { return *snapshot_->config->dialects == DialectSet{Dialect::sqlite}; }

bool RoutingSession::keeps_causality(const Call& call) const noexcept {
  return is_by_position(call.consistency->level) || call.consistency->level == ConsistencyLevel::strong;
}

detail::ReadNeed RoutingSession::need_of(const Call& call) const {
  detail::ReadNeed need;
  const Consistency& consistency = *call.consistency;
  if (consistency.level == ConsistencyLevel::eventual || !may_be_balanced(call.statement.info)) return need;
  const bool has_positions = cluster_.master_history().has_positions();
  if (is_by_time(consistency.level)) {
    need.required = !shares_storage();
    need.open = need.required && has_positions;
    need.unknowable = !has_positions;
    return need;
  }
  if (consistency.token != nullptr && !consistency.token->empty()) {
    need.position = unit_->causal.required;
    need.position->merge(consistency.token->position());
  }
  need.required = need.position || !unit_->causal.required.empty();
  return need;
}

bool RoutingSession::is_known_to_have(EngineIndex replica, const Position& required) const {
  Engine* const engine = snapshot_->engines[replica].get();
  return engine != nullptr && engine->known_position().covers(required);
}

// A server that is stopped, or behind by more than anybody wants to wait, need not be asked.
bool RoutingSession::is_hopeless(EngineIndex replica, const Call& call) const {
  const EngineState& state = snapshot_->topology->engines[replica];
  return !state.applying || (state.lag && *state.lag > std::max(call.consistency->wait, least_certain_lag));
}

Freshness RoutingSession::freshness_of(const Call& call, const detail::ReadNeed& need) const {
  Freshness freshness{.required = need.required, .behind = need.behind, .fallback = call.consistency->fallback};
  if (!need.required) return freshness;
  if (call.consistency->wait <= milliseconds{0}) freshness.behind = every_engine;
  const Position& required = need.position ? *need.position : unit_->causal.required;
  const auto sticky = unit_->sticky_replica;
  if (!need.open && !need.unknowable && sticky && is_known_to_have(*sticky, required)) {
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

// ---- Finding out what nobody knows yet ----

/// True: something was found out, so that the decision has to be made again.
bool RoutingSession::settle(const Call& call, const RouteDecision& decision, detail::ReadNeed& need) {
  if (decision.role != Role::replica || decision.verdict != Verdict::run || held_) return false;
  if (need.open) {
    settle_bound(call, need);
    return true;
  }
  const auto& mark = unit_->causal.mark;
  if (!is_by_position(call.consistency->level) || !mark) return false;
  if (mark->engine == decision.engine && mark->engine_id == id_of(decision.engine)) return false;
  settle_mark(call.statement.where);
  detail::ReadNeed more = need_of(call);
  more.behind = need.behind;
  more.waiting_since = need.waiting_since;
  need = std::move(more);
  return true;
}

void RoutingSession::settle_bound(const Call& call, detail::ReadNeed& need) {
  need.open = false;
  need.unknowable = true;
  const auto now = Clock::now();
  const auto& consistency = *call.consistency;
  const auto moment = consistency.level == ConsistencyLevel::strong ? now : now - consistency.max_lag;
  need.position = cluster_.master_history().since(moment);
  try {
    if (!need.position) need.position = ask_shown(master_index, call.statement.where);
    need.unknowable = need.position->empty();
  } catch (const Error&) {
    if (call.consistency->fallback != FreshnessFallback::stale) throw;
  }
}

// Whoever shows something has its position. The master has whatever a replica shows, unless it is another one by now.
void RoutingSession::settle_mark(SourceLocation where) {
  detail::CausalState& causal = unit_->causal;
  if (causal.doubts != cluster_.master_history().doubts()) {
    Lease lease = snapshot_->engines[master_index]->pool().acquire(where, WhenUnreachable::fail_fast);
    compare_with_master(lease, where);
    if (!causal.mark) return;
  }
  if (take_in_mark(where)) return;
  causal.required.merge(ask_shown(master_index, where));
  causal.mark.reset();
}

/// Adds what the mark stands for to what is required, if that is known or a replica can tell.
bool RoutingSession::take_in_mark(SourceLocation where) {
  detail::CausalState& causal = unit_->causal;
  const detail::CausalState::Mark mark = *causal.mark;
  detail::MasterHistory& history = cluster_.master_history();
  const std::uint32_t master = causal.origin != 0 ? causal.origin : history.origin();
  std::optional<Position> shown = history.after(mark.round, master);
  const auto newest = history.newest_of(master);
  if (!shown && newest) shown = shown_by_replica(mark, *newest, where);
  if (!shown) return false;
  causal.required.merge(*shown);
  causal.mark.reset();
  return true;
}

/// The same when the master may be another one than then. What the old one had last is more than what a replica has
/// shown of it, and part of that may be lost: whoever is still there is asked first.
bool RoutingSession::take_in_mark_after_doubt(Lease& master, SourceLocation where) {
  detail::CausalState& causal = unit_->causal;
  if (!causal.mark) return true;
  if (causal.mark->origin != 0 && causal.mark->origin == master->server().origin) return false;
  Position sources = detail::ask_position(*master).shows;
  if (const auto newest = cluster_.master_history().newest_of(causal.origin)) sources.merge(*newest);
  auto shown = shown_by_replica(*causal.mark, sources, where);
  if (!shown) shown = cluster_.ask_former_master(causal.origin, causal.mark->round);
  if (!shown) return false;
  causal.required.merge(*shown);
  causal.mark.reset();
  return true;
}

/// Without what it has written by itself, which is nobody else's; nothing if it cannot be asked.
std::optional<Position> RoutingSession::shown_by_replica(const detail::CausalState::Mark& mark, const Position& sources,
                                                         SourceLocation where) {
  if (mark.engine == master_index || mark.engine_id != id_of(mark.engine)) return std::nullopt;
  try {
    Position shown = ask_shown(mark.engine, where);
    shown.keep_sources_of(sources);
    return shown;
  } catch (const Error&) {
    return std::nullopt;  // it is away: the master knows as well
  }
}

Position RoutingSession::ask_shown(EngineIndex index, SourceLocation where) {
  refresh();
  Engine* const engine = snapshot_->engines[index].get();
  if (engine == nullptr) throw Unavailable{"the engine that was read from was removed"};
  detail::MasterHistory& history = cluster_.master_history();
  const std::uint64_t round = index == master_index ? history.begin_round() : 0;
  const auto asked_at = Clock::now();
  const std::uint64_t learned = engine->known_position().learned();
  try {
    const Lease lease = engine->pool().acquire(where, WhenUnreachable::fail_fast);
    detail::ServerPosition position = detail::ask_position(*lease);
    if (index == master_index) {
      history.learn(round, asked_at, lease->server().origin, position.shows);
    } else {
      engine->known_position().replace(std::move(position.has), learned);
    }
    return std::move(position.shows);
  } catch (Error& error) {
    if (!error.connection_usable()) engine->pool().suspect();
    error.add_context(engine->name(), where);
    throw;
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
  const Position& required = need.position ? *need.position : unit_->causal.required;
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

// ---- Whether the master still has what was written and seen ----

void RoutingSession::compare_with_master(Lease& lease, SourceLocation where) {
  const std::uint32_t origin = lease->server().origin;
  if (origin == 0) return;
  detail::CausalState& causal = unit_->causal;
  detail::MasterHistory& history = cluster_.master_history();
  if (lease->status().tracks) history.note_positions();
  note_beginning();
  const std::uint64_t doubts = history.doubts();
  const bool same_master = causal.origin == origin || causal.origin == 0;
  const bool compared = same_master && causal.doubts == doubts && !causal.foreign;
  const bool has_any = !causal.required.empty() || causal.mark;
  if (compared || !has_any) {
    causal.origin = origin;
    causal.doubts = doubts;
    return;
  }
  const bool settled = (same_master && causal.doubts == doubts) || take_in_mark_after_doubt(lease, where);
  Position shown = detail::ask_position(*lease).shows;
  // What the same server has shown it has, also where it was a replica then.
  const bool shown_here = same_master || (causal.mark && causal.mark->origin == origin);
  const bool lost = !shown.contains(causal.required) || (!settled && !shown_here);
  causal.origin = origin;
  causal.doubts = doubts;
  causal.foreign = false;
  if (lost) {
    lose_position(std::move(shown), where);
    throw_lost_token(where);
  }
  if (settled) return;
  causal.required.merge(shown);  // the same server, which has what it has shown
  causal.mark.reset();
}

/// A token that this call alone requires: when the master is asked to stand in, it has to have it.
void RoutingSession::require_token_of(const Call& call, Lease& lease) {
  const auto& token = call.consistency->token;
  if (call.consistency->level != ConsistencyLevel::causal || token == nullptr || token->empty()) return;
  if (lease->server().origin == 0 || detail::ask_position(*lease).shows.contains(token->position())) return;
  lose_position(unit_->causal.required, call.statement.where);
  throw_lost_token(call.statement.where);
}

void RoutingSession::lose_position(Position restart, SourceLocation where) {
  unit_->causal.required = std::move(restart);
  unit_->causal.mark.reset();
  cluster_.freshness_counters().count_lost();
  for (const auto& observer : cluster_.observers()) observer->on_token_lost(where);
}

void RoutingSession::throw_lost_token(SourceLocation where) const {
  CausalTokenLost error{
      "what this session has written or seen, or was told of by a token, is not in the master's history any more, or "
      "nobody can prove that it is: a failover, a restored backup or a reset has lost it. It is told once; the session "
      "goes on from what the master has now"};
  error.add_context(cluster_.engine_name(master_index), where);
  throw error;
}

// ---- Learning from statements ----

/// What is learned first is learned of the master of now.
void RoutingSession::note_beginning() noexcept {
  if (!unit_->causal.is_new()) return;
  unit_->causal.origin = cluster_.master_history().origin();
  unit_->causal.doubts = cluster_.master_history().doubts();
}

void RoutingSession::note_seen(EngineIndex engine, std::uint32_t origin, bool changed) noexcept {
  const detail::MasterHistory& history = cluster_.master_history();
  if (!history.has_positions()) return;
  note_beginning();
  auto& mark = unit_->causal.mark;
  mark = {.engine = engine,
          .engine_id = id_of(engine),
          .round = history.round(),
          .origin = origin,
          .changed = changed || (mark && mark->changed)};
}

void RoutingSession::note_pending() noexcept {
  if (!pending_) ++unit_->causal.pending;
  pending_ = true;
}

void RoutingSession::note_not_pending() noexcept {
  if (pending_) --unit_->causal.pending;
  pending_ = false;
}

// What is still on the way may be read later than any round that began by now.
void RoutingSession::note_streaming(const Call& call, EngineIndex engine) noexcept {
  if (pending_) unit_->causal.unknown = true;  // a write: its position comes with its last row, and is not looked at
  note_not_pending();
  if (!keeps_causality(call) || !cluster_.master_history().has_positions()) return;
  note_beginning();
  unit_->causal.mark = {
      .engine = engine, .engine_id = id_of(engine), .round = std::numeric_limits<std::uint64_t>::max()};
}

void RoutingSession::note_reply(const Call& call, const RouteDecision& decision, const Connection& connection,
                                bool has_rows) {
  const StatementInfo& info = call.statement.info;
  if (decision.role == Role::master && pending_) note_written(connection, has_rows);
  const bool may_show = has_rows || info.has(StatementFact::returns_rows);
  if (may_show && keeps_causality(call)) note_seen(decision.engine, connection.server().origin);
}

void RoutingSession::note_written(const Connection& connection, bool has_rows) {
  detail::CausalState& causal = unit_->causal;
  const ConnectionStatus status = connection.status();
  if (status.in_transaction) return;
  note_not_pending();
  if (!status.tracks) {
    causal.unknown = true;
  } else if (status.wrote) {
    const auto written = Position::parse(connection.server().flavor, connection.position());
    if (!written || written->empty()) return note_seen(master_index, connection.server().origin, true);
    note_beginning();
    if (!causal.required.empty() && causal.required.flavor() != written->flavor()) causal.required = {};
    // A number that was given before: the master has begun anew.
    if (causal.required.contains(*written)) cluster_.master_history().doubt();
    causal.required.merge(*written);
    const detail::MasterHistory& history = cluster_.master_history();
    const MysqlGtidSet* const set = causal.required.mysql();
    if (set != nullptr && set->interval_count() > many_intervals) {
      if (const auto newest = history.newest()) causal.required.fill_gaps(*newest);
    }
    if (stands_for_all_before(*written, history)) causal.mark.reset();
  } else if (has_rows) {
    note_seen(master_index, connection.server().origin,
              true);  // the client library may have forgotten the position over the rows
  }
}

void RoutingSession::note_failure(const StatementInfo& statement, Outcome outcome) noexcept {
  detail::CausalState& causal = unit_->causal;
  if (outcome == Outcome::outcome_unknown && detail::may_have_written(statement)) causal.unknown = true;
  if (!pending_ || in_transaction()) return;
  note_not_pending();
  // What has failed may have changed something before it did; its reply was read, so the master's position covers it.
  if (!cluster_.master_history().has_positions()) causal.unknown = true;
  if (outcome == Outcome::statement_failed) note_seen(master_index, causal.origin, true);
}

// ---- Tokens ----

CausalToken RoutingSession::token(SourceLocation where) {
  detail::CausalState& causal = unit_->causal;
  refresh();
  if (shares_storage()) return {};
  if (!causal.knows_its_writes()) {
    Unavailable error{
        "the position of what this session has written is not known: it is part of an open transaction, its outcome is "
        "unknown, or the server names no positions"};
    error.add_context({}, where);
    throw error;
  }
  if (causal.mark) settle_mark(where);
  if (const auto newest = cluster_.master_history().newest()) causal.required.fill_gaps(*newest);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return CausalToken{causal.required, causal.origin, now};
}

void RoutingSession::require(const CausalToken& token, SourceLocation where) {
  if (token.empty()) return;
  refresh();
  detail::CausalState& causal = unit_->causal;
  if (!causal.required.empty() && causal.required.flavor() != token.position().flavor()) {
    detail::throw_usage("the token comes from another kind of database than this session has read and written", where);
  }
  const auto lifetime = snapshot_->config->token_lifetime;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const bool expired = lifetime.count() > 0 && token.issued() < now - lifetime;
  if (expired) {
    causal.unknown = true;
    unit_->has_written = true;
  }
  note_beginning();
  causal.required.merge(token.position());
  causal.foreign = true;
}

}  // namespace rwsplit
