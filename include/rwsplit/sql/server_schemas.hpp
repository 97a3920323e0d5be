#pragma once

#include <array>
#include <string_view>

#include <rwsplit/sql/characters.hpp>

namespace rwsplit::detail {

/// Tables of information_schema that describe the schema, which replication copies, or the release; the others describe
/// one server.
inline constexpr std::array<std::string_view, 47> replicated_information = {
    "ADMINISTRABLE_ROLE_AUTHORIZATIONS",
    "APPLICABLE_ROLES",
    "CHARACTER_SETS",
    "CHECK_CONSTRAINTS",
    "COLLATIONS",
    "COLLATION_CHARACTER_SET_APPLICABILITY",
    "COLUMNS",
    "COLUMNS_EXTENSIONS",
    "COLUMN_PRIVILEGES",
    "COLUMN_STATISTICS",
    "ENABLED_ROLES",
    "ENGINES",
    "EVENTS",
    "GEOMETRY_COLUMNS",
    "KEYWORDS",
    "KEY_COLUMN_USAGE",
    "KEY_PERIOD_USAGE",
    "LIBRARIES",
    "PARAMETERS",
    "PARTITIONS",
    "PERIODS",
    "REFERENTIAL_CONSTRAINTS",
    "ROLE_COLUMN_GRANTS",
    "ROLE_ROUTINE_GRANTS",
    "ROLE_TABLE_GRANTS",
    "ROUTINES",
    "ROUTINE_LIBRARIES",
    "SCHEMATA",
    "SCHEMATA_EXTENSIONS",
    "SCHEMA_PRIVILEGES",
    "SEQUENCES",
    "SPATIAL_REF_SYS",
    "STATISTICS",
    "ST_GEOMETRY_COLUMNS",
    "ST_SPATIAL_REFERENCE_SYSTEMS",
    "ST_UNITS_OF_MEASURE",
    "TABLES",
    "TABLES_EXTENSIONS",
    "TABLE_CONSTRAINTS",
    "TABLE_CONSTRAINTS_EXTENSIONS",
    "TABLE_PRIVILEGES",
    "TRIGGERS",
    "USER_ATTRIBUTES",
    "USER_PRIVILEGES",
    "VIEWS",
    "VIEW_ROUTINE_USAGE",
    "VIEW_TABLE_USAGE",
};

/// A schema that the server itself fills.
enum class ServerSchema : unsigned char {
  none,          ///< a user's
  information,   ///< information_schema: some of its tables say the same on every server
  of_one_server  ///< performance_schema, sys, mysql
};

[[nodiscard]] constexpr ServerSchema server_schema(std::string_view name) noexcept {
  switch (name.size()) {
    case 3: return equals_folded(name, "SYS") ? ServerSchema::of_one_server : ServerSchema::none;
    case 5: return equals_folded(name, "MYSQL") ? ServerSchema::of_one_server : ServerSchema::none;
    case 18:
      if (equals_folded(name, "INFORMATION_SCHEMA")) return ServerSchema::information;
      return equals_folded(name, "PERFORMANCE_SCHEMA") ? ServerSchema::of_one_server : ServerSchema::none;
    default: return ServerSchema::none;
  }
}

/// True when `schema.name` may hold something else on every server.
[[nodiscard]] constexpr bool describes_server(ServerSchema schema, std::string_view name) noexcept {
  if (schema != ServerSchema::information) return schema == ServerSchema::of_one_server;
  for (const std::string_view replicated : replicated_information) {
    if (equals_folded(name, replicated)) return false;
  }
  return true;
}

}  // namespace rwsplit::detail
