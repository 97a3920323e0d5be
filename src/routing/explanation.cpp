#include <array>
#include <string_view>

#include <fmt/format.h>

#include <rwsplit/routing/choose_replica.hpp>
#include <rwsplit/routing/decide.hpp>
#include <rwsplit/routing/eligibility.hpp>
#include <rwsplit/routing/explanation.hpp>
#include <rwsplit/routing/replica_rules.hpp>

#include "routing/effect_words.hpp"

namespace rwsplit {

namespace {

/// The decision order: the numbers of DESIGN's list, so that a reader can look a line up.
struct Rule {
  RouteReason reason;
  std::string_view number;
};

constexpr std::array rules{
    Rule{RouteReason::administration, "0"},
    Rule{RouteReason::read_only_model, "0"},
    Rule{RouteReason::transaction, "1"},
    Rule{RouteReason::pinned, "2"},
    Rule{RouteReason::previous_statement, "2"},
    Rule{RouteReason::disabled, "3"},
    Rule{RouteReason::call_override, "4"},
    Rule{RouteReason::hint, "4"},
    Rule{RouteReason::guard, "5"},
    Rule{RouteReason::flushing, "6"},
    Rule{RouteReason::not_a_read, "6"},
    Rule{RouteReason::refused_by_replica, "6"},
    Rule{RouteReason::has_written, "7"},
    Rule{RouteReason::request_pin, "7"},
    Rule{RouteReason::master_parameter, "7"},
    Rule{RouteReason::handler, "7"},
    Rule{RouteReason::intent, "7"},
    Rule{RouteReason::automatic_off, "7"},
    Rule{RouteReason::state_header, "7"},
    Rule{RouteReason::path_rule, "7"},
    Rule{RouteReason::method, "7"},
    Rule{RouteReason::outside_scope, "7"},
    Rule{RouteReason::router, "8"},
    Rule{RouteReason::by_statement, "8"},
};

/// Several reasons share a place in the order: one declares at a time, and a leaning speaks only if there is one.
[[nodiscard]] bool is_other_declaration(const RouteQuery& query, RouteReason rule) {
  if (rule >= RouteReason::master_parameter && rule <= RouteReason::intent) return rule != query.intent.reason;
  if (rule < RouteReason::state_header || rule > RouteReason::outside_scope) return false;
  return rule != query.leaning.reason || query.leaning.target == Target::automatic();
}

/// Rules about what few statements meet: they are told where they hit.
[[nodiscard]] bool is_rare(const RouteQuery& query, RouteReason rule) {
  return rule == RouteReason::administration || rule == RouteReason::read_only_model ||
         rule == RouteReason::previous_statement || rule == RouteReason::refused_by_replica ||
         (rule == RouteReason::hint && !query.hint) || (rule == RouteReason::request_pin && !query.request_pin) ||
         is_other_declaration(query, rule);
}

[[nodiscard]] std::string engine_text(const RouteQuery& query, EngineIndex index) {
  const auto& engines = query.topology.engines;
  if (index < engines.size()) return engines[index].name;
  return engines.empty() ? "master" : engines[master_index].name;
}

[[nodiscard]] std::string target_text(const RouteQuery& query, std::optional<Target> target) {
  if (!target) return "none";
  switch (target->kind()) {
    case Target::Kind::automatic: return "automatic";
    case Target::Kind::master: return "master";
    case Target::Kind::replica: return "replica";
    case Target::Kind::engine: return fmt::format("engine {}", engine_text(query, target->index()));
  }
  return "unknown";
}

[[nodiscard]] std::string held_text(const RouteQuery& query, const std::optional<Held>& held) {
  if (!held) return "none";
  std::string text = fmt::format("on {}{}", engine_text(query, held->engine), held->read_only ? ", read-only" : "");
  const std::string kept = detail::kept_by(held->pinned_by);
  return kept.empty() ? text : text + ", for " + kept;
}

[[nodiscard]] std::string kind_text(const StatementInfo& statement) {
  if (opens_read_only_transaction(statement)) return "opens a read-only transaction";
  if (statement.kind != StatementKind::unknown) return std::string{to_string(statement.kind)};
  if (statement.doubt == Doubt::none) return fmt::format("unknown, understood up to byte {}", statement.stopped_at);
  return fmt::format("unknown ({}), understood up to byte {}", to_string(statement.doubt), statement.stopped_at);
}

[[nodiscard]] std::string_view yes_no(bool value) { return value ? "yes" : "no"; }

/// The tag of a row type stands in the source; that of a session may hold anything, and is not quoted.
[[nodiscard]] std::string router_text(const RouteQuery& query, bool hit) {
  const std::string about = query.model.empty() ? std::string{} : fmt::format(" about rows tagged \"{}\"", query.model);
  return fmt::format("router{}: {}", about, hit ? "decided" : "no opinion");
}

/// What the rule looked at, whether it hit or not.
[[nodiscard]] std::string seen_by(const RouteQuery& query, RouteReason rule, bool hit) {
  switch (rule) {
    case RouteReason::administration: return "administration of servers: refused by this cluster";
    case RouteReason::read_only_model: return "rows of a read-only model: from plain reads alone";
    case RouteReason::transaction: return "open transaction: " + held_text(query, query.transaction);
    case RouteReason::pinned: return "pinned connection: " + held_text(query, query.pinned);
    case RouteReason::previous_statement:
      return "connection of the statement before: " + held_text(query, query.previous);
    case RouteReason::disabled: return fmt::format("routing enabled: {}", yes_no(query.enabled));
    case RouteReason::call_override: return "override of this call: " + target_text(query, query.call_override);
    case RouteReason::hint: return "hint in the statement: " + target_text(query, query.hint);
    case RouteReason::guard: return "innermost guard: " + target_text(query, query.guard);
    case RouteReason::flushing: return fmt::format("flushing: {}", yes_no(query.flushing));
    case RouteReason::not_a_read: return "statement: " + kind_text(query.statement);
    case RouteReason::refused_by_replica: return "refused by a replica before: yes";
    case RouteReason::has_written:
      return fmt::format("session has written, at an unknown position: {}{}", yes_no(query.has_written),
                         query.accepts_stale ? ", and rows without it are accepted" : "");
    case RouteReason::request_pin: return fmt::format("pin of an earlier write: {}", yes_no(query.request_pin));
    case RouteReason::master_parameter:
    case RouteReason::handler:
    case RouteReason::intent:
      return fmt::format("declared {}: {}", rwsplit::to_string(rule), target_text(query, query.intent.target));
    case RouteReason::automatic_off:
      return fmt::format("automatic reads on replicas: {}", query.auto_read_on_replica ? "on" : "off");
    case RouteReason::state_header:
    case RouteReason::path_rule:
    case RouteReason::method:
    case RouteReason::outside_scope:
      return fmt::format("automatic, by {}: {}", rwsplit::to_string(rule), target_text(query, query.leaning.target));
    case RouteReason::router: return router_text(query, hit);
    case RouteReason::by_statement: return "by statement: a read";
    case RouteReason::no_replica:
    case RouteReason::no_fresh_replica:
    case RouteReason::stale:
    case RouteReason::promoted: break;
  }
  return std::string{to_string(rule)};
}

[[nodiscard]] std::string_view why(Eligibility eligibility) {
  switch (eligibility) {
    case Eligibility::eligible: return "eligible";
    case Eligibility::is_master: return "takes no reads here";
    case Eligibility::removed: return "removed";
    case Eligibility::unreachable: return "unreachable";
    case Eligibility::already_failed: return "failed for this statement";
    case Eligibility::only_by_name: return "weight 0, only by name";
    case Eligibility::lagging: return "lags too far behind";
  }
  return "unknown";
}

/// Whether the rule ended in a search among the replicas.
[[nodiscard]] bool searched(const RouteQuery& query, const RouteDecision& decision) {
  if (decision.balanced || decision.reason == RouteReason::no_replica) return true;
  if (decision.reason == RouteReason::no_fresh_replica || decision.reason == RouteReason::stale) return true;
  if (decision.verdict != Verdict::run || decision.reason == RouteReason::promoted) return false;
  const auto wants_any = [](std::optional<Target> target) { return target == Target::replica(); };
  if (decision.rule == RouteReason::call_override) return wants_any(query.call_override);
  if (decision.rule == RouteReason::hint) return wants_any(query.hint);
  if (decision.rule == RouteReason::guard) return wants_any(query.guard);
  if (decision.rule == query.intent.reason) return wants_any(query.intent.target);
  if (decision.rule == query.leaning.reason) return wants_any(query.leaning.target);
  return decision.rule == RouteReason::by_statement;
}

/// What is known about the position of an engine that would do otherwise.
[[nodiscard]] std::string_view freshness_text(const RouteQuery& query, std::size_t index) {
  if (!query.freshness.required || index == master_index) return "";
  if (detail::has_bit(query.freshness.known, index)) return ", has what the read must see";
  if (!query.topology.engines[index].applying) return ", does not have it, replication is stopped";
  return detail::has_bit(query.freshness.behind, index) ? ", does not have it in time" : ", may not have it yet";
}

[[nodiscard]] std::string lag_text(const EngineState& engine) {
  if (engine.role == Role::master || !engine.lag) return "";
  return fmt::format(", {} ms behind", engine.lag->count());
}

[[nodiscard]] std::string candidates_text(const RouteQuery& query, const RouteDecision& decision) {
  const bool automatic = decision.rule > RouteReason::automatic_off;
  const ReadPool pool = automatic ? ReadPool::replicas_and_master : ReadPool::replicas;
  std::string text{"9 candidates:"};
  for (std::size_t i = 0; i < query.topology.engines.size() && i < Topology::max_engines; ++i) {
    const EngineState& engine = query.topology.engines[i];
    if (engine.removed) continue;
    const Eligibility state = eligibility(query, i, pool);
    const std::uint32_t load = i < query.load.size() ? query.load[i] : 0;
    text += fmt::format("{} {} (", i == 0 ? "" : ",", engine.name);
    text += state == Eligibility::eligible ? fmt::format("weight {}, in use {}", engine.weight, load) : why(state);
    text += fmt::format("{}{})", lag_text(engine), freshness_text(query, i));
  }
  if (query.sticky_replica) text += "; kept if eligible: " + engine_text(query, *query.sticky_replica);
  return text;
}

[[nodiscard]] std::string refusal_text(const RouteDecision& decision) {
  const std::string_view rule = to_string(decision.rule);
  if (decision.rule == RouteReason::read_only_model) return fmt::format("-> refused ({}): not a plain read", rule);
  if (decision.rule == RouteReason::transaction || decision.rule == RouteReason::pinned) {
    return fmt::format("-> refused ({}): not a read, and what is open on {} is read-only", rule, decision.engine_name);
  }
  return fmt::format("-> refused ({}): not a read, and aimed at {}", rule,
                     decision.engine_name.empty() ? "a replica" : decision.engine_name);
}

[[nodiscard]] std::string result_text(const RouteDecision& decision) {
  const std::string_view rule = to_string(decision.rule);
  switch (decision.verdict) {
    case Verdict::run:
      return fmt::format("-> {} ({}{}{}){}", decision.engine_name, rule, decision.reason == decision.rule ? "" : ": ",
                         decision.reason == decision.rule ? "" : to_string(decision.reason),
                         decision.wait ? ", once it has what the read must see" : "");
    case Verdict::read_only_violation: return refusal_text(decision);
    case Verdict::unavailable:
      return fmt::format("-> unavailable ({}): {}, and the fallback is off", rule,
                         decision.reason == RouteReason::no_fresh_replica ? "no replica in time" : "no replica");
    case Verdict::administration: return "-> refused (administration): this cluster lets none of it through";
  }
  return "unknown";
}

[[nodiscard]] std::string statement_text(const StatementInfo& statement) {
  return fmt::format("statement: {}, digest {:016x}", kind_text(statement), statement.digest);
}

/// Also: a write against a declared intent is found before the rules that an intent otherwise follows, and a router
/// that knows a row type is asked before where the request leans to.
[[nodiscard]] bool skipped(const RouteQuery& query, const RouteDecision& decision, RouteReason rule) {
  if (is_rare(query, rule) && rule != decision.rule) return true;
  const bool router_first = decision.rule == RouteReason::router && !query.model.empty();
  if (router_first && rule > RouteReason::automatic_off && rule < RouteReason::router) return true;
  const bool early = decision.rule == query.intent.reason && !detail::may_run_on_replica(query);
  return early && rule > RouteReason::guard && rule < query.intent.reason;
}

}  // namespace

std::string Explanation::to_string() const {
  std::string text;
  for (const std::string& step : steps) text.append(step).append("\n");
  return text;
}

Explanation explain(const RouteQuery& query, const RouteDecision& decision) {
  Explanation explanation{.verdict = decision.verdict,
                          .engine = std::string{decision.engine_name},
                          .role = decision.role,
                          .reason = decision.reason,
                          .rule = decision.rule};
  explanation.steps.push_back(statement_text(query.statement));
  for (const Rule& rule : rules) {
    if (rule.reason > decision.rule) break;
    if (skipped(query, decision, rule.reason)) continue;
    explanation.steps.push_back(
        fmt::format("{} {}", rule.number, seen_by(query, rule.reason, rule.reason == decision.rule)));
  }
  if (searched(query, decision)) explanation.steps.push_back(candidates_text(query, decision));
  explanation.steps.push_back(result_text(decision));
  return explanation;
}

}  // namespace rwsplit
