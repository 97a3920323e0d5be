#pragma once

#include <optional>
#include <string_view>

#include <rwsplit/routing/named_targets.hpp>
#include <rwsplit/routing/route_query.hpp>

namespace rwsplit::detail {

/// The target a name stands for. A name that no longer exists means the master: it has every table.
[[nodiscard]] Target resolve_or_master(const NamedTarget& named, const Topology& topology) noexcept;

/// What the tag of the row type is bound to, else that of the unit of work, else nothing.
[[nodiscard]] std::optional<Target> target_of_tags(const NamedTargets& tags, const RouteQuery& query) noexcept;

/// Throws: `UnknownEngine`: "`router` maps `what` 'name' to engine ...".
void check_names(std::string_view router, std::string_view what, const NamedTargets& targets, const Topology& topology);

}  // namespace rwsplit::detail
