#include <rwsplit/request/request_scope.hpp>

#include <chrono>

#include "request/carried.hpp"
#include "request/pin_issuer.hpp"

namespace rwsplit {

RequestScope::RequestScope(Cluster& cluster, const RequestHints& hints, const HandlerPolicy& policy)
    : RequestScope{cluster, RequestRules::standard(), hints, policy} {}

RequestScope::RequestScope(Cluster& cluster, const RequestRules& rules, const RequestHints& hints,
                           const HandlerPolicy& policy)
    : rules_{rules},
      cluster_{cluster},
      ambient_{cluster, rules.judge(cluster, hints, policy), rules.options().scope_key},
      carried_{ambient_.unit().causal.required.get()} {
  own_.emplace(cluster, SessionOptions{}, ambient_.unit());
}

RequestScope::RequestScope(ScopedSession& registry, const RequestHints& hints, const HandlerPolicy& policy)
    : RequestScope{registry, RequestRules::standard(), hints, policy} {}

RequestScope::RequestScope(ScopedSession& registry, const RequestRules& rules, const RequestHints& hints,
                           const HandlerPolicy& policy)
    : rules_{rules},
      cluster_{registry.cluster()},
      ambient_{cluster_, rules.judge(cluster_, hints, policy), registry.options().scope_key},
      carried_{ambient_.unit().causal.required.get()},
      registry_{&registry} {}

std::optional<PinCookie> RequestScope::response_pin() {
  detail::PinIssuer& pins = *rules_.pins_;
  const detail::UnitOfWork& unit = ambient_.unit();
  const bool has_lost = !unit.causal.required.get().contains(carried_);
  if (!pins.enabled() || (!unit.has_written && !has_lost)) return std::nullopt;
  const auto now = std::chrono::floor<std::chrono::seconds>(pins.now());
  return pins.issue(detail::token_of_writes(unit, cluster_.master_history(), now));
}

std::string RequestScope::response_token(SourceLocation where) {
  if (rules_.options().token_header.empty()) return {};
  const detail::UnitOfWork& unit = ambient_.unit();
  if (unit.request_pin || !unit.causal.knows_its_writes()) return std::string{detail::unknown_position};
  return detail::token_text(session().token(where));
}

}  // namespace rwsplit
