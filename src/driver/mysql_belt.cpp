#include "mysql_belt.hpp"

#include "server_release.hpp"

namespace rwsplit::detail {

namespace {

// Every server knows this one, but nothing can be set beside it.
constexpr std::string_view belt_alone = "SET SESSION TRANSACTION READ ONLY";

// `last_gtid` is added to what is tracked already: a program may rely on the rest. `*` tracks it, and takes no company.
constexpr std::string_view mariadb_10_belt =
    "SET SESSION tx_read_only = 1, session_track_system_variables = IF(@@session_track_system_variables = '*', '*', "
    "CONCAT_WS(',', NULLIF(@@session_track_system_variables, ''), 'last_gtid'))";
constexpr std::string_view mariadb_11_belt =
    "SET SESSION transaction_read_only = 1, session_track_system_variables = "
    "IF(@@session_track_system_variables = '*', '*', "
    "CONCAT_WS(',', NULLIF(@@session_track_system_variables, ''), 'last_gtid'))";

constexpr std::string_view mysql_8_belt = "SET SESSION transaction_read_only = 1, session_track_gtids = OWN_GTID";

std::string_view mariadb_belt(Release release) noexcept {
  if (release < Release{10, 2}) return belt_alone;
  return release < Release{11, 1} ? mariadb_10_belt : mariadb_11_belt;
}

std::string_view mysql_belt(Release release) noexcept { return release < Release{8, 0} ? belt_alone : mysql_8_belt; }

}  // namespace

std::string_view belt_statement(Flavor flavor, std::string_view version) noexcept {
  switch (flavor) {
    case Flavor::mariadb: return mariadb_belt(release_of(version));
    case Flavor::mysql: return mysql_belt(release_of(version));
    case Flavor::sqlite:
    case Flavor::unknown: break;
  }
  return belt_alone;
}

}  // namespace rwsplit::detail
