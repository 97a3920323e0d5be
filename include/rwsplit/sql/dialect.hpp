#pragma once

#include <cstdint>
#include <string_view>

#include <rwsplit/detail/enum_set.hpp>

namespace rwsplit {

/// Whose reading of a text counts.
enum class Dialect : std::uint8_t {
  mysql,    ///< MySQL 8.0 to 9.7, under every `sql_mode`
  mariadb,  ///< MariaDB 10.5 to 12, under every `sql_mode`
  sqlite,   ///< SQLite 3
};

/// A set of dialects.
using DialectSet = detail::EnumSet<Dialect, std::uint8_t>;

inline constexpr DialectSet all_dialects{Dialect::mysql, Dialect::mariadb, Dialect::sqlite};

[[nodiscard]] constexpr std::string_view to_string(Dialect dialect) noexcept {
  switch (dialect) {
    case Dialect::mysql: return "mysql";
    case Dialect::mariadb: return "mariadb";
    case Dialect::sqlite: return "sqlite";
  }
  return "unknown";
}

}  // namespace rwsplit
