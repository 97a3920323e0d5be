#include <utility>

#include <rwsplit/routing/binding_router.hpp>

#include "routing/named_targets.hpp"

namespace rwsplit {

BindingRouter::BindingRouter(NamedTargets tags) : tags_{std::move(tags)} {}

std::optional<Target> BindingRouter::route(const RouteQuery& query) const noexcept {
  return detail::target_of_tags(tags_, query);
}

void BindingRouter::validate(const Topology& topology) const {
  detail::check_names("BindingRouter", "tag", tags_, topology);
}

}  // namespace rwsplit
