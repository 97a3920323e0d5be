#include <algorithm>
#include <utility>

#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/routing/table_router.hpp>

namespace rwsplit {

namespace {

[[nodiscard]] constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// A name that no longer exists means the master: it has every table.
[[nodiscard]] Target resolve_or_master(const NamedTarget& named, const Topology& topology) noexcept {
  return named.resolve(topology).value_or(Target::master());
}

[[nodiscard]] std::optional<Target> by_tables(const TableRoutes::Map& routes, const RouteQuery& query) noexcept {
  if (routes.empty()) return std::nullopt;
  if (query.statement.has(StatementFact::more_tables)) return Target::master();
  std::optional<Target> target;
  for (std::size_t i = 0; i < query.statement.table_count; ++i) {
    const auto found = routes.find(query.statement.tables[i].in(query.text));
    if (found == routes.end()) continue;
    const Target mapped = resolve_or_master(found->second, query.topology);
    if (target && *target != mapped) return Target::master();
    target = mapped;
  }
  return target;
}

void check(std::string_view what, const TableRoutes::Map& routes, const Topology& topology) {
  for (const auto& [name, target] : routes) {
    if (target.resolve(topology)) continue;
    std::string message{"TableRouter maps "};
    message.append(what).append(" '").append(name).append("' to engine '").append(target.name());
    message.append("', which does not exist; known engines: ");
    std::string_view separator;
    for (const EngineState& engine : topology.engines) {
      message.append(separator).append(engine.name);
      separator = ", ";
    }
    throw UnknownEngine{std::move(message)};
  }
}

}  // namespace

bool NameLess::operator()(std::string_view left, std::string_view right) const noexcept {
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return static_cast<unsigned char>(lower(a)) < static_cast<unsigned char>(lower(b));
  });
}

TableRouter::TableRouter(TableRoutes routes) : routes_{std::move(routes)} {}

std::optional<Target> TableRouter::route(const RouteQuery& query) const noexcept {
  if (const auto tagged = routes_.tags.find(query.tag); tagged != routes_.tags.end()) {
    return resolve_or_master(tagged->second, query.topology);
  }
  return by_tables(routes_.tables, query);
}

void TableRouter::validate(const Topology& topology) const {
  check("table", routes_.tables, topology);
  check("tag", routes_.tags, topology);
}

}  // namespace rwsplit
