#include <utility>

#include <rwsplit/routing/table_router.hpp>

#include "routing/named_targets.hpp"

namespace rwsplit {

namespace {

[[nodiscard]] std::optional<Target> by_tables(const NamedTargets& routes, const RouteQuery& query) noexcept {
  if (routes.empty()) return std::nullopt;
  if (query.statement.has(StatementFact::more_tables)) return Target::master();
  std::optional<Target> target;
  for (std::size_t i = 0; i < query.statement.table_count; ++i) {
    const auto found = routes.find(query.statement.tables[i].in(query.text));
    if (found == routes.end()) continue;
    const Target mapped = detail::resolve_or_master(found->second, query.topology);
    if (target && *target != mapped) return Target::master();
    target = mapped;
  }
  return target;
}

}  // namespace

TableRouter::TableRouter(TableRoutes routes) : routes_{std::move(routes)} {}

std::optional<Target> TableRouter::route(const RouteQuery& query) const noexcept {
  if (const std::optional<Target> bound = detail::target_of_tags(routes_.tags, query)) return bound;
  return by_tables(routes_.tables, query);
}

void TableRouter::validate(const Topology& topology) const {
  detail::check_names("TableRouter", "table", routes_.tables, topology);
  detail::check_names("TableRouter", "tag", routes_.tags, topology);
}

}  // namespace rwsplit
