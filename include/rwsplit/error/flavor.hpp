#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// The kind of server behind a connection; error numbers and SQL dialects differ between them.
enum class Flavor : std::uint8_t {
  unknown,  ///< not connected yet, or a driver of the user's own
  mysql,    ///< Oracle's MySQL and forks that keep its numbers (Percona Server)
  mariadb,  ///< MariaDB
  sqlite,   ///< SQLite, the embedded default
};

[[nodiscard]] constexpr std::string_view to_string(Flavor flavor) noexcept {
  switch (flavor) {
    case Flavor::unknown: return "unknown";
    case Flavor::mysql: return "mysql";
    case Flavor::mariadb: return "mariadb";
    case Flavor::sqlite: return "sqlite";
  }
  return "unknown";
}

}  // namespace rwsplit
