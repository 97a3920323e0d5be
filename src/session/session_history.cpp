#include <chrono>
#include <optional>
#include <utility>

#include <rwsplit/error/error.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "cluster/position_questions.hpp"
#include "session/errors.hpp"
#include "session/is_read_only.hpp"

// What a session has seen and written: how far that is in the master's history, and whether it still is part of it.

namespace rwsplit {

namespace {

bool has_only_sources_of(const Position& known, const Position& position) {
  Position common = position;
  common.keep_sources_of(known);
  return common.contains(position);
}

}  // namespace

// ---- How far it is ----

/// Asks the master of now: one that is replaced meanwhile has no say any more. The next one is published before the
/// pool of the old one closes, so that each turn knows a newer configuration.
template <class Ask>
auto RoutingSession::at_master(SourceLocation where, const Ask& ask) {
  for (;;) {
    refresh();
    const auto snapshot = snapshot_;  // `ask` may look up a newer one
    Engine& master = *snapshot->engines[master_index];
    try {
      Lease lease = master.pool().acquire(where, WhenUnreachable::fail_fast);
      return ask(lease);
    } catch (Error& error) {
      const bool was_replaced = master.pool().closed() && error.outcome() != Outcome::causal_token_lost;
      if (was_replaced) continue;
      if (!error.connection_usable()) master.pool().suspect();
      error.add_context(master.name(), where);
      throw;
    }
  }
}

// Whoever shows something has its position. The master has whatever a replica shows, unless it is another one by now:
// the one that is asked is the one that is compared with.
void RoutingSession::settle_mark(SourceLocation where) {
  detail::CausalState& causal = unit_->causal;
  detail::MasterHistory& history = cluster_.master_history();
  if (causal.doubts == history.doubts() && take_in_mark(where)) return;
  const detail::MasterRound round = history.begin_round(std::chrono::steady_clock::now());
  at_master(where, [&](Lease& lease) {
    compare_with_master(lease, where);
    if (!causal.mark) return;
    causal.required.merge(ask_shown(lease, round));
    causal.mark.reset();
  });
}

/// Adds what the mark stands for to what is required, if that is known or a replica can tell.
bool RoutingSession::take_in_mark(SourceLocation where) {
  detail::CausalState& causal = unit_->causal;
  const detail::CausalState::Mark mark = *causal.mark;
  detail::MasterHistory& history = cluster_.master_history();
  const std::uint32_t master = causal.origin != 0 ? causal.origin : history.origin();
  if (mark.is_of_other_master(master)) return false;
  std::optional<Position> shown = history.after(mark.round, master);
  const auto newest = history.newest_of(master);
  if (!shown && newest) {
    shown = shown_by_replica(mark, where);
    // A source that the master did not have then is either new to it, or the replica's own: it has to be asked.
    if (shown && !has_only_sources_of(*newest, *shown)) return false;
  }
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
  const detail::CausalState::Mark mark = *causal.mark;
  if (mark.origin != 0 && mark.origin == master->server().origin) return false;
  const std::uint32_t former = mark.is_of_other_master(causal.origin) ? mark.origin : causal.origin;
  auto shown = shown_by_replica(mark, where);
  if (shown) {
    Position sources = detail::ask_position(*master).shows;
    if (const auto newest = cluster_.master_history().newest_of(former)) sources.merge(*newest);
    shown->keep_sources_of(sources);
  } else {
    shown = cluster_.ask_former_master(former, mark.round);
  }
  if (!shown) return false;
  causal.required.merge(*shown);
  causal.mark.reset();
  return true;
}

/// With what it has written by itself, which is nobody else's; nothing if it cannot be asked.
std::optional<Position> RoutingSession::shown_by_replica(const detail::CausalState::Mark& mark, SourceLocation where) {
  refresh();
  if (mark.engine == master_index || mark.engine_id != id_of(mark.engine)) return std::nullopt;
  Engine& replica = *snapshot_->engines[mark.engine];
  const std::uint64_t learned = replica.known_position().learned();
  try {
    const Lease lease = replica.pool().acquire(where, WhenUnreachable::fail_fast);
    detail::ServerPosition position = detail::ask_position(*lease);
    replica.known_position().replace(std::move(position.has), learned);
    return std::move(position.shows);
  } catch (const Error& error) {
    if (!error.connection_usable()) replica.pool().suspect();
    return std::nullopt;  // it is away: the master knows as well
  }
}

Position RoutingSession::ask_master(SourceLocation where) {
  const detail::MasterRound round = cluster_.master_history().begin_round(std::chrono::steady_clock::now());
  return at_master(where, [&](Lease& lease) {
    Position shown = ask_shown(lease, round);
    take_in_mark_by(lease->server().origin, shown);
    return shown;
  });
}

/// The master was asked for it after everything that was seen before.
void RoutingSession::take_in_mark_by(std::uint32_t origin, const Position& position) {
  detail::CausalState& causal = unit_->causal;
  if (!causal.mark || position.empty() || causal.doubts != cluster_.master_history().doubts()) return;
  if (causal.origin != origin || causal.mark->is_of_other_master(origin)) return;
  causal.required.merge(position);
  causal.mark.reset();
}

Position RoutingSession::ask_shown(Lease& master, const detail::MasterRound& round) {
  Position shows = detail::ask_position(*master).shows;
  cluster_.master_history().learn(round, master->server().origin, shows);
  return shows;
}

// ---- Whether the master still has it ----

void RoutingSession::compare_with_master(Lease& lease, SourceLocation where) {
  const std::uint32_t origin = lease->server().origin;
  if (origin == 0) return;
  detail::CausalState& causal = unit_->causal;
  detail::MasterHistory& history = cluster_.master_history();
  const std::uint64_t doubts = history.doubts();
  if (lease->status().tracks) history.note_master(origin, snapshot_doubts_);
  note_beginning();
  const bool same_master =
      (causal.origin == origin || causal.origin == 0) && !(causal.mark && causal.mark->is_of_other_master(origin));
  const bool compared = same_master && causal.doubts == doubts && !causal.foreign;
  const bool has_any = !causal.required.empty() || causal.mark;
  const std::uint64_t doubts_of_lease = snapshot_doubts_;  // what came since may be about the next master
  if (compared || !has_any) {
    causal.origin = origin;
    causal.doubts = doubts_of_lease;
    return;
  }
  const bool settled = (same_master && causal.doubts == doubts) || take_in_mark_after_doubt(lease, where);
  Position shown = detail::ask_position(*lease).shows;
  // What the same server has shown it has, also where it was a replica then.
  const bool shown_here = same_master || (causal.mark && causal.mark->origin == origin);
  const bool lost = !shown.contains(causal.required.get()) || (!settled && !shown_here);
  // It may be about to become the master, or not be it any more, of which this process has not been told.
  if (lost && detail::is_read_only(*lease)) detail::throw_no_judge(cluster_.engine_name(master_index), where);
  causal.origin = origin;
  causal.doubts = doubts_of_lease;
  causal.foreign = false;
  if (lost) {
    causal.required = std::move(shown);
    causal.mark.reset();
    tell_lost(where);
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
  if (detail::is_read_only(*lease)) detail::throw_no_judge(cluster_.engine_name(master_index), call.statement.where);
  tell_lost(call.statement.where);
}

void RoutingSession::tell_lost(SourceLocation where) const {
  cluster_.freshness_counters().count_lost();
  for (const auto& observer : cluster_.observers()) observer->on_token_lost(where);
  detail::throw_lost_token(cluster_.engine_name(master_index), where);
}

}  // namespace rwsplit
