#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <rwsplit/routing/balancer.hpp>
#include <rwsplit/routing/eligibility.hpp>
#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/routing/route_query.hpp>

// Rule 9 of the decision order, the last step of every wish for a replica. Pure.

namespace rwsplit::detail {

[[nodiscard]] inline RouteDecision run_on(const RouteQuery& query, EngineIndex index, RouteReason rule) noexcept {
  RouteDecision decision{.reason = rule, .rule = rule};
  const auto& engines = query.topology.engines;
  if (engines.empty()) return decision;
  decision.engine = index < engines.size() ? index : master_index;
  decision.role = engines[decision.engine].role;
  decision.engine_name = engines[decision.engine].name;
  return decision;
}

[[nodiscard]] inline RouteDecision refuse_as_unavailable(RouteDecision decision) noexcept {
  decision.verdict = Verdict::unavailable;
  decision.role = Role::replica;
  decision.engine_name = {};
  return decision;
}

[[nodiscard]] inline RouteDecision no_replica(const RouteQuery& query, RouteReason rule) noexcept {
  RouteDecision decision = run_on(query, master_index, rule);
  decision.reason = RouteReason::no_replica;
  return query.replica_fallback == ReplicaFallback::master ? decision : refuse_as_unavailable(decision);
}

/// What a choice among replicas goes by when a read must see something.
enum class Want : std::uint8_t {
  known,    ///< those that have it for certain
  nearest,  ///< those that may have it in time, and are nearest
  awaited,  ///< those that may have it in time
  any,      ///< whatever they have
};

[[nodiscard]] constexpr bool has_bit(std::uint64_t set, std::size_t index) noexcept {
  return ((set >> index) & 1U) != 0;
}

/// The master has everything.
[[nodiscard]] inline bool suits(const RouteQuery& query, std::size_t index, Want want) noexcept {
  const Freshness& freshness = query.freshness;
  if (!freshness.required || want == Want::any || index == master_index) return true;
  if (want == Want::known) return has_bit(freshness.known, index);
  return !has_bit(freshness.behind, index) && (want == Want::awaited || has_bit(freshness.nearest, index));
}

[[nodiscard]] inline bool keeps_sticky(const RouteQuery& query, ReadPool pool, Want want) noexcept {
  return query.sticky_replica && *query.sticky_replica < query.topology.engines.size() &&
         suits(query, *query.sticky_replica, want) &&
         eligibility(query, *query.sticky_replica, pool) == Eligibility::eligible;
}

[[nodiscard]] inline Candidates candidates_of(const RouteQuery& query, ReadPool pool, Want want) noexcept {
  Candidates candidates;
  const std::size_t count = std::min(query.topology.engines.size(), Topology::max_engines);
  for (std::size_t i = 0; i < count; ++i) {
    if (eligibility(query, i, pool) != Eligibility::eligible || !suits(query, i, want)) continue;
    candidates.add({.engine = static_cast<EngineIndex>(i),
                    .weight = query.topology.engines[i].weight,
                    .load = i < query.load.size() ? query.load[i] : 0});
  }
  return candidates;
}

/// The unit's own replica if it suits, else the balancer's choice.
[[nodiscard]] inline std::optional<RouteDecision> choose(const RouteQuery& query, const Balancer& balancer,
                                                         ReadPool pool, Want want, RouteReason rule) noexcept {
  if (keeps_sticky(query, pool, want)) return run_on(query, *query.sticky_replica, rule);
  const Candidates candidates = candidates_of(query, pool, want);
  if (candidates.empty()) return std::nullopt;
  if (candidates.size() == 1) return run_on(query, candidates[0].engine, rule);
  const std::size_t position = balancer.pick(candidates, {.random = query.random, .ticket = query.ticket});
  RouteDecision decision = run_on(query, candidates[position < candidates.size() ? position : 0].engine, rule);
  decision.balanced = true;
  return decision;
}

/// Every replica is behind. `stale` is what would run if that did not matter.
[[nodiscard]] inline RouteDecision no_fresh_replica(const RouteQuery& query, RouteDecision stale) noexcept {
  RouteDecision decision = run_on(query, master_index, stale.rule);
  switch (query.freshness.fallback) {
    case FreshnessFallback::next_replica:
    case FreshnessFallback::master: break;
    case FreshnessFallback::stale: decision = stale; break;
    case FreshnessFallback::error: decision = refuse_as_unavailable(decision); break;
  }
  decision.reason =
      query.freshness.fallback == FreshnessFallback::stale ? RouteReason::stale : RouteReason::no_fresh_replica;
  return decision;
}

/// For one replica that was named: it is waited for, or the fallback applies.
[[nodiscard]] inline RouteDecision once_fresh(const RouteQuery& query, RouteDecision decision) noexcept {
  if (decision.role != Role::replica || suits(query, decision.engine, Want::known)) return decision;
  if (has_bit(query.freshness.behind, decision.engine)) return no_fresh_replica(query, decision);
  decision.wait = true;
  return decision;
}

[[nodiscard]] inline RouteDecision pick_replica(const RouteQuery& query, const Balancer& balancer, ReadPool pool,
                                                RouteReason rule) noexcept {
  if (const auto fresh = choose(query, balancer, pool, Want::known, rule)) return *fresh;
  if (!query.freshness.required) return no_replica(query, rule);
  auto awaited = choose(query, balancer, pool, Want::nearest, rule);
  if (!awaited) awaited = choose(query, balancer, pool, Want::awaited, rule);
  if (awaited) {
    awaited->wait = true;
    return *awaited;
  }
  const auto stale = choose(query, balancer, pool, Want::any, rule);
  return stale ? no_fresh_replica(query, *stale) : no_replica(query, rule);
}

}  // namespace rwsplit::detail
