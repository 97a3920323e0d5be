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
    if (!causal.required.empty() && causal.required.get().flavor() != written->flavor()) causal.required = {};
    // A number that was given before: the master has begun anew.
    if (causal.required.get().contains(*written)) cluster_.master_history().doubt();
    causal.required.merge(*written);
    const detail::MasterHistory& history = cluster_.master_history();
    const MysqlGtidSet* const set = causal.required.get().mysql();
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
