#include <algorithm>
#include <utility>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/routing/router_chain.hpp>

namespace rwsplit {

RouterChain::RouterChain(Routers routers) : routers_{std::move(routers)} {
  const auto missing = std::find(routers_.begin(), routers_.end(), nullptr);
  if (missing == routers_.end()) return;
  throw ConfigError{"RouterChain: router " + std::to_string(missing - routers_.begin()) +
                    " (counted from 0) is null; leave it out instead"};
}

std::optional<Target> RouterChain::route(const RouteQuery& query) const noexcept {
  for (const auto& router : routers_) {
    const std::optional<Target> target = router->route(query);
    if (target && target->kind() != Target::Kind::automatic) return target;
  }
  return std::nullopt;
}

void RouterChain::validate(const Topology& topology) const {
  for (const auto& router : routers_) router->validate(topology);
}

}  // namespace rwsplit
