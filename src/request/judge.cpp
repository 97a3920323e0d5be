#include "request/judge.hpp"

#include <optional>
#include <string>

#include <rwsplit/error/unknown_engine.hpp>

namespace rwsplit::detail {
namespace {

Target resolve(const NamedTarget& target, const Topology& topology, const std::string& what) {
  if (const std::optional<Target> found = target.resolve(topology)) return *found;
  throw UnknownEngine{what + ": no engine is named \"" + target.name() + "\"; there are: " + topology.names()};
}

Target resolve(const PathRule& rule, const Topology& topology) {
  return resolve(rule.target, topology, "path rule \"" + rule.glob + "\"");
}

Declaration intent_of(const RequestHints& hints, const HandlerPolicy& policy, const Topology& topology) {
  Declaration handler{.reason = RouteReason::handler};
  if (policy.target) handler.target = resolve(*policy.target, topology, "handler policy");
  if (hints.master_parameter) return {.target = Target::master(), .reason = RouteReason::master_parameter};
  return handler;
}

std::optional<Target> stated(const RequestOptions& options, const RequestHints& hints) noexcept {
  if (!options.trust_state_header) return std::nullopt;
  if (hints.state == "master") return Target::master();
  if (hints.state == "replica") return Target::replica();
  return std::nullopt;
}

Declaration leaning_of(const RequestOptions& options, const RequestHints& hints, const Topology& topology) {
  if (const auto target = stated(options, hints)) return {.target = *target, .reason = RouteReason::state_header};
  if (const PathRule* rule = options.path_rules.match(hints.path)) {
    return {.target = resolve(*rule, topology), .reason = RouteReason::path_rule};
  }
  // A safe method says nothing more: the router decides, by default a replica for each read.
  const bool safe = options.safe_methods.has(hints.method);
  return {.target = safe ? Target::automatic() : Target::master(), .reason = RouteReason::method};
}

}  // namespace

UnitOfWork judge(const RequestOptions& options, const RequestHints& hints, const HandlerPolicy& policy,
                 const Carried& carried, const Topology& topology) {
  return {.intent = intent_of(hints, policy, topology),
          .leaning = leaning_of(options, hints, topology),
          .request_pin = carried.unknown,
          .causal = {.required = carried.position, .foreign = !carried.position.empty()}};
}

void require_known_engines(const PathRules& rules, const Topology& topology) {
  for (const PathRule& rule : rules.rules()) static_cast<void>(resolve(rule, topology));
}

}  // namespace rwsplit::detail
