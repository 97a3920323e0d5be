#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <utility>

#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "session/errors.hpp"
#include "session/statement_effects.hpp"

// What a session learns about positions from its statements, and hands on as a token.

namespace rwsplit {

namespace {

/// More of one source than a text should carry, or a comparison be slowed down by.
constexpr std::size_t many_intervals = 32;

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

}  // namespace

// ---- Statements ----

/// What is learned first is learned of the master of when the statement was decided on, or of this one: one that is
/// doubted since is compared with.
void RoutingSession::note_beginning(std::uint32_t origin) noexcept {
  if (!unit_->causal.is_new()) return;
  unit_->causal.doubts = snapshot_doubts_;
  unit_->causal.origin = origin != 0 ? origin : snapshot_origin_;
}

// A replica is chosen for having what was seen before, but where stale rows will do, or where the level was another one
// when it was chosen. Then only the master has both.
void RoutingSession::note_seen(detail::CausalState::Mark seen) noexcept {
  if (!cluster_.master_history().has_positions()) return;
  note_beginning(seen.engine == master_index ? seen.origin : 0);
  detail::CausalState& causal = unit_->causal;
  auto& mark = causal.mark;
  if (mark) {
    seen.changed = seen.changed || mark->changed;
    seen.round = std::max(seen.round, mark->round);
    const bool on_other_replica = seen.engine != master_index && seen.engine_id != mark->engine_id;
    const bool on_other_master = seen.engine == master_index && mark->is_of_other_master(seen.origin);
    if (on_other_replica) {
      if (mark->is_of_other_master(causal.origin)) {  // still to be compared with the next, and so is the rest
        causal.origin = mark->origin;
        causal.foreign = true;
      }
      seen = {.round = seen.round, .changed = seen.changed};
    }
    if (on_other_master) causal.unknown = unit_->has_written = true;  // one mark cannot stand for two of them
  }
  mark = seen;
}

void RoutingSession::note_change_on_master(std::uint32_t origin) noexcept {
  note_seen({.round = cluster_.master_history().round(), .origin = origin, .changed = true});
}

void RoutingSession::note_pending(std::uint32_t origin) noexcept {
  if (!pending_on_) ++unit_->causal.pending;
  pending_on_ = origin;
}

void RoutingSession::note_not_pending() noexcept {
  if (pending_on_) --unit_->causal.pending;
  pending_on_.reset();
}

// What is still on the way may be read later than any round that began by now.
void RoutingSession::note_streaming(const Call& call, const RouteDecision& decision, const Engine& engine,
                                    std::uint32_t origin) noexcept {
  if (pending_on_ && detail::may_have_written(call.statement.info)) {
    unit_->causal.unknown = true;  // its position comes with its last row, and is not looked at
    note_not_pending();
  }
  if (!keeps_causality(call)) return;
  note_seen({.engine = decision.engine,
             .engine_id = engine.id(),
             .round = std::numeric_limits<std::uint64_t>::max(),
             .origin = origin});
}

void RoutingSession::note_reply(const Call& call, const RouteDecision& decision, const Engine& engine,
                                const Connection& connection, bool has_rows) {
  const StatementInfo& info = call.statement.info;
  if (decision.role == Role::master && pending_on_) note_written(connection, has_rows);
  const bool may_show = has_rows || info.has(StatementFact::returns_rows);
  if (!may_show || !keeps_causality(call)) return;
  note_seen({.engine = decision.engine,
             .engine_id = engine.id(),
             .round = cluster_.master_history().round(),
             .origin = connection.server().origin});
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
    const std::uint32_t origin = connection.server().origin;
    if (!written || written->empty()) return note_change_on_master(origin);
    note_beginning(origin);
    const bool on_other_master = causal.origin != 0 && causal.origin != origin;
    if (on_other_master) causal.foreign = true;
    if (!causal.required.empty() && causal.required.get().flavor() != written->flavor()) causal.required = {};
    // A number that was given before: the master has begun anew.
    if (causal.required.get().contains(*written)) cluster_.master_history().doubt();
    causal.required.merge(*written);
    const detail::MasterHistory& history = cluster_.master_history();
    const MysqlGtidSet* const set = causal.required.get().mysql();
    if (set != nullptr && set->interval_count() > many_intervals) {
      if (const auto newest = history.newest()) causal.required.fill_gaps(*newest);
    }
    if (!on_other_master && stands_for_all_before(*written, history)) causal.mark.reset();
  } else if (has_rows) {
    // The client library may have forgotten the position over the rows.
    note_change_on_master(connection.server().origin);
  }
}

void RoutingSession::note_failure(const StatementInfo& statement, Outcome outcome) noexcept {
  detail::CausalState& causal = unit_->causal;
  const bool may_be_in_place = pending_on_ || detail::may_have_written(statement);  // a COMMIT writes what is pending
  if (outcome == Outcome::outcome_unknown && may_be_in_place) causal.unknown = true;
  if (!pending_on_ || in_transaction()) return;
  const std::uint32_t origin = *pending_on_;
  note_not_pending();
  // What has failed may have changed something before it did; its reply was read, so the master's position covers it.
  if (!cluster_.master_history().has_positions()) causal.unknown = true;
  if (outcome == Outcome::statement_failed) note_change_on_master(origin);
}

// ---- Tokens ----

CausalToken RoutingSession::token(SourceLocation where) {
  detail::CausalState& causal = unit_->causal;
  refresh();
  if (snapshot_->shares_storage) return {};
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
  return CausalToken{causal.required.get(), causal.origin, now};
}

void RoutingSession::require(const CausalToken& token, SourceLocation where) {
  if (token.empty()) return;
  refresh();
  detail::CausalState& causal = unit_->causal;
  if (!causal.required.empty() && causal.required.get().flavor() != token.position().flavor()) {
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
