#pragma once

#include <optional>

#include <rwsplit/routing/balancer.hpp>
#include <rwsplit/routing/choose_replica.hpp>
#include <rwsplit/routing/eligibility.hpp>
#include <rwsplit/routing/replica_rules.hpp>
#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/routing/route_query.hpp>
#include <rwsplit/routing/router.hpp>

namespace rwsplit {

namespace detail {

/// What a rule says: a decision, or nothing to let the next rule speak.
using Ruling = std::optional<RouteDecision>;

/// As the rule for statements, and for settings that belong on every connection anyway.
[[nodiscard]] inline bool may_run_on_replica(const RouteQuery& query) noexcept {
  return query.setting || rwsplit::may_run_on_replica(query.statement);
}

[[nodiscard]] inline bool aims_at_replica(const RouteQuery& query, Target target) noexcept {
  switch (target.kind()) {
    case Target::Kind::automatic:
    case Target::Kind::master: return false;
    case Target::Kind::replica: return true;
    case Target::Kind::engine: return run_on(query, target.index(), RouteReason::guard).role == Role::replica;
  }
  return false;
}

[[nodiscard]] inline RouteDecision replica_write(const RouteQuery& query, Target target, RouteReason rule) noexcept {
  RouteDecision decision = run_on(query, target.index(), rule);
  switch (query.on_replica_write) {
    case OnReplicaWrite::promote:
      decision = run_on(query, master_index, rule);
      decision.reason = RouteReason::promoted;
      break;
    case OnReplicaWrite::refuse:
      decision.verdict = Verdict::read_only_violation;
      decision.role = Role::replica;
      if (target.kind() == Target::Kind::replica) decision.engine_name = {};
      break;
  }
  return decision;
}

/// Before all rules: there is no place for it.
[[nodiscard]] inline Ruling by_administration(const RouteQuery& query) noexcept {
  const bool refused =
      query.administration == AdministrationPolicy::refuse && query.statement.kind == StatementKind::administration;
  if (!refused) return std::nullopt;
  RouteDecision decision = run_on(query, master_index, RouteReason::administration);
  decision.verdict = Verdict::administration;
  return decision;
}

/// Before all rules, like the one above: wherever such a statement ran, it would be wrong.
[[nodiscard]] inline Ruling by_read_only_model(const RouteQuery& query) noexcept {
  if (!query.read_only_model || query.statement.is_plain_read()) return std::nullopt;
  RouteDecision decision = run_on(query, master_index, RouteReason::read_only_model);
  decision.verdict = Verdict::read_only_violation;
  return decision;
}

/// Rules 1 and 2: the connection is given. Read-only on a replica whatever the caller noted down.
[[nodiscard]] inline Ruling by_held(const RouteQuery& query, const std::optional<Held>& held,
                                    RouteReason rule) noexcept {
  if (!held) return std::nullopt;
  RouteDecision decision = run_on(query, held->engine, rule);
  decision.pinned_by = held->pinned_by;
  const bool read_only = held->read_only || decision.role == Role::replica;
  const bool may_run = query.setting || may_run_while_read_only(query.statement);
  if (read_only && !may_run) decision.verdict = Verdict::read_only_violation;
  return decision;
}

/// SHOW WARNINGS and its like are no plain reads, because only one connection can answer them; that one may.
[[nodiscard]] inline Ruling by_previous(const RouteQuery& query) noexcept {
  if (!query.previous) return std::nullopt;
  RouteDecision decision = run_on(query, query.previous->engine, RouteReason::previous_statement);
  if (decision.role == Role::replica && !only_asks(query.statement)) decision.verdict = Verdict::read_only_violation;
  return decision;
}

/// Rule 3. It comes before the overrides and therefore also before their refusal of writes: the emergency switch must
/// not make a program fail that runs everything on one server.
[[nodiscard]] inline Ruling by_disabled(const RouteQuery& query) noexcept {
  if (query.enabled) return std::nullopt;
  return run_on(query, master_index, RouteReason::disabled);
}

/// Rules 4 and 5, and the declared intent. A named engine is taken at its word, reachable or not: the caller wants that
/// one, and learns from its error if it is away. One that was removed since is no error of the caller's: the fallback
/// applies.
[[nodiscard]] inline RouteDecision aimed_at(const RouteQuery& query, const Balancer& balancer, Target target,
                                            RouteReason rule) noexcept {
  if (!aims_at_replica(query, target)) return run_on(query, target.index(), rule);
  if (!may_run_on_replica(query)) return replica_write(query, target, rule);
  if (target.kind() == Target::Kind::replica) return pick_replica(query, balancer, ReadPool::replicas, rule);
  const RouteDecision decision = run_on(query, target.index(), rule);
  return query.topology.engines[decision.engine].removed ? no_replica(query, rule) : once_fresh(query, decision);
}

/// Apart from the rule itself, so that the many statements that nobody aims anywhere pass by inlined.
[[nodiscard]] inline Ruling by_target(const RouteQuery& query, const Balancer& balancer, std::optional<Target> target,
                                      RouteReason rule) noexcept {
  if (!target || target->kind() == Target::Kind::automatic) return std::nullopt;
  return aimed_at(query, balancer, *target, rule);
}

/// Before rule 6, so that a write in a unit of work that was declared read-only is noticed instead of carried out.
[[nodiscard]] inline Ruling by_write_against_intent(const RouteQuery& query) noexcept {
  if (!aims_at_replica(query, query.intent.target) || may_run_on_replica(query)) return std::nullopt;
  return replica_write(query, query.intent.target, query.intent.reason);
}

/// Rule 6.
[[nodiscard]] inline Ruling by_statement_kind(const RouteQuery& query) noexcept {
  if (query.flushing) return run_on(query, master_index, RouteReason::flushing);
  const bool declared = aims_at_replica(query, query.intent.target) && may_run_on_replica(query);
  if (declared || may_be_balanced(query.statement)) return std::nullopt;
  const bool was_refused = query.statement.doubt == Doubt::refused_before;
  return run_on(query, master_index, was_refused ? RouteReason::refused_by_replica : RouteReason::not_a_read);
}

/// Where a choice that is not the caller's own aims at one replica that cannot serve, the fallback applies.
[[nodiscard]] inline Ruling by_automatic(const RouteQuery& query, const Balancer& balancer, Target target,
                                         RouteReason rule) noexcept {
  switch (target.kind()) {
    case Target::Kind::automatic: return std::nullopt;
    case Target::Kind::replica: return pick_replica(query, balancer, ReadPool::replicas_and_master, rule);
    case Target::Kind::master:
    case Target::Kind::engine: break;
  }
  const RouteDecision decision = run_on(query, target.index(), rule);
  if (decision.role == Role::master) return decision;
  switch (eligibility(query, decision.engine, ReadPool::replicas)) {
    case Eligibility::removed:
    case Eligibility::unreachable:
    case Eligibility::already_failed: return no_replica(query, rule);
    case Eligibility::eligible:
    case Eligibility::is_master:
    case Eligibility::only_by_name:
    case Eligibility::lagging: break;
  }
  return once_fresh(query, decision);
}

/// Rule 7: writes that must be seen first, then what the unit of work was declared to be, then the switch for
/// everything automatic.
[[nodiscard]] inline Ruling by_unit_of_work(const RouteQuery& query, const Balancer& balancer) noexcept {
  if (query.has_written && !query.accepts_stale) return run_on(query, master_index, RouteReason::has_written);
  if (query.request_pin && !query.accepts_stale) return run_on(query, master_index, RouteReason::request_pin);
  if (Ruling ruling = by_target(query, balancer, query.intent.target, query.intent.reason)) return ruling;
  if (!query.auto_read_on_replica) return run_on(query, master_index, RouteReason::automatic_off);
  return std::nullopt;
}

/// Rule 8.
[[nodiscard]] inline Ruling by_router(const RouteQuery& query, const Router& router,
                                      const Balancer& balancer) noexcept {
  const Target target = router.route(query).value_or(Target::automatic());
  return by_automatic(query, balancer, target, RouteReason::router);
}

/// The end of rule 7: what the request looks like. A row type that is bound somewhere is so for every request, hence
/// the router comes first for those that have a tag.
[[nodiscard]] inline Ruling by_leaning(const RouteQuery& query, const Router& router,
                                       const Balancer& balancer) noexcept {
  if (query.leaning.target.kind() == Target::Kind::automatic) return std::nullopt;
  if (!query.model.empty()) {
    if (Ruling ruling = by_router(query, router, balancer)) return ruling;
  }
  return by_automatic(query, balancer, query.leaning.target, query.leaning.reason);
}

}  // namespace detail

/// Decides where one statement runs: the whole decision order, first hit wins.
///
/// A pure function: it reads no clock, takes no lock, allocates nothing, and equal arguments give equal decisions.
/// 0. A statement that administers a server is refused if the cluster is configured so; and so is what is not a plain
///    read, if rows of a read-only model are asked for.
/// 1. An open transaction keeps its connection; a statement that is not a read is refused if that is read-only.
/// 2. Session state that is pinned to a connection, likewise. What asks about the statement before it: its connection,
///    if it was kept.
/// 3. Routing switched off: the master, also for overrides and for writes under them.
/// 4. The override of this call, else the statement's hint; 5. the innermost guard. Aimed at a replica, a write is
///    refused or promoted (`on_replica_write`), also when no replica exists; so is a write against a declared replica
///    intent.
/// 6. Flushing, or not a read, or refused by a replica before: the master.
/// 7. The session has written, or its request carries the pin of a write, and the position of that is not known: the
///    master (unless stale rows are accepted). Then the declared intent. Then, with `auto_read_on_replica` off, the
///    master. Then where the request leans to, after the router for rows that have a tag.
/// 8. The router's opinion, else by statement: a replica.
/// 9. Any wish for a replica: the session's own if it still qualifies, else the balancer's choice among reachable
///    replicas with a weight (and the master if it accepts reads and the choice is automatic); none:
///    `replica_fallback`. Where the read must see something: among those that have it, else among those that may have
///    it soon, which are waited for; none: the fallback of its consistency.
[[nodiscard]] inline RouteDecision decide(const RouteQuery& query, const Router& router,
                                          const Balancer& balancer) noexcept {
  using detail::Ruling;
  if (Ruling ruling = detail::by_administration(query)) return *ruling;
  if (Ruling ruling = detail::by_read_only_model(query)) return *ruling;
  if (Ruling ruling = detail::by_held(query, query.transaction, RouteReason::transaction)) return *ruling;
  if (Ruling ruling = detail::by_held(query, query.pinned, RouteReason::pinned)) return *ruling;
  if (Ruling ruling = detail::by_previous(query)) return *ruling;
  if (Ruling ruling = detail::by_disabled(query)) return *ruling;
  if (Ruling ruling = detail::by_target(query, balancer, query.call_override, RouteReason::call_override))
    return *ruling;
  if (Ruling ruling = detail::by_target(query, balancer, query.hint, RouteReason::hint)) return *ruling;
  if (Ruling ruling = detail::by_target(query, balancer, query.guard, RouteReason::guard)) return *ruling;
  if (Ruling ruling = detail::by_write_against_intent(query)) return *ruling;
  if (Ruling ruling = detail::by_statement_kind(query)) return *ruling;
  if (Ruling ruling = detail::by_unit_of_work(query, balancer)) return *ruling;
  if (Ruling ruling = detail::by_leaning(query, router, balancer)) return *ruling;
  if (Ruling ruling = detail::by_router(query, router, balancer)) return *ruling;
  return detail::pick_replica(query, balancer, ReadPool::replicas_and_master, RouteReason::by_statement);
}

}  // namespace rwsplit
