#pragma once

#include <array>
#include <string_view>

#include <rwsplit/sql/characters.hpp>

namespace rwsplit::detail {

/// Tables of information_schema that describe the schema, which replication copies; the others describe one server.
inline constexpr std::array<std::string_view, 21> replicated_information = {
    "APPLICABLE_ROLES",
    "CHARACTER_SETS",
    "CHECK_CONSTRAINTS",
    "COLLATIONS",
    "COLLATION_CHARACTER_SET_APPLICABILITY",
    "COLUMNS",
    "COLUMN_PRIVILEGES",
    "EVENTS",
    "KEYWORDS",
    "KEY_COLUMN_USAGE",
    "PARAMETERS",
    "PARTITIONS",
    "REFERENTIAL_CONSTRAINTS",
    "ROUTINES",
    "SCHEMATA",
    "SCHEMA_PRIVILEGES",
    "STATISTICS",
    "TABLES",
    "TABLE_CONSTRAINTS",
    "TRIGGERS",
    "VIEWS",
};

/// True when `schema.name` may hold something else on every server.
[[nodiscard]] constexpr bool describes_server(std::string_view schema, std::string_view name) noexcept {
  if (equals_folded(schema, "PERFORMANCE_SCHEMA") || equals_folded(schema, "SYS") || equals_folded(schema, "MYSQL")) {
    return true;
  }
  if (!equals_folded(schema, "INFORMATION_SCHEMA")) return false;
  for (const std::string_view replicated : replicated_information) {
    if (equals_folded(name, replicated)) return false;
  }
  return true;
}

}  // namespace rwsplit::detail
