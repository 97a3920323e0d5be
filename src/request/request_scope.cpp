#include <rwsplit/request/request_scope.hpp>

#include "request/pin_issuer.hpp"

namespace rwsplit {

RequestScope::RequestScope(Cluster& cluster, const RequestHints& hints, const HandlerPolicy& policy)
    : RequestScope{cluster, RequestRules::standard(), hints, policy} {}

RequestScope::RequestScope(Cluster& cluster, const RequestRules& rules, const RequestHints& hints,
                           const HandlerPolicy& policy)
    : rules_{rules}, ambient_{cluster, rules.judge(cluster, hints, policy), rules.options().scope_key} {
  own_.emplace(cluster, SessionOptions{}, ambient_.unit());
}

RequestScope::RequestScope(ScopedSession& registry, const RequestHints& hints, const HandlerPolicy& policy)
    : RequestScope{registry, RequestRules::standard(), hints, policy} {}

RequestScope::RequestScope(ScopedSession& registry, const RequestRules& rules, const RequestHints& hints,
                           const HandlerPolicy& policy)
    : rules_{rules},
      ambient_{registry.cluster(), rules.judge(registry.cluster(), hints, policy), registry.options().scope_key},
      registry_{&registry} {}

std::optional<PinCookie> RequestScope::response_pin() {
  if (!rules_.pins_->enabled() || !ambient_.unit().has_written) return std::nullopt;
  return rules_.pins_->issue();
}

}  // namespace rwsplit
