#include "mysql_belt.hpp"

#include "server_release.hpp"

namespace rwsplit::detail {

namespace {

// Every server knows this one, but nothing can be set beside it.
constexpr std::string_view belt_alone = "SET SESSION TRANSACTION READ ONLY";

// `last_gtid` is added to what is tracked already: a program may rely on the rest. `*` tracks it, and takes no company.
#define RWSPLIT_TRACK_LAST_GTID                                                                      \
  "session_track_system_variables = IF(@@session_track_system_variables = '*', '*', CONCAT_WS(',', " \
  "NULLIF(@@session_track_system_variables, ''), 'last_gtid'))"

constexpr std::string_view mariadb_tracking = "SET SESSION " RWSPLIT_TRACK_LAST_GTID;
constexpr std::string_view mariadb_10_belt = "SET SESSION tx_read_only = 1, " RWSPLIT_TRACK_LAST_GTID;
constexpr std::string_view mariadb_11_belt = "SET SESSION transaction_read_only = 1, " RWSPLIT_TRACK_LAST_GTID;

#undef RWSPLIT_TRACK_LAST_GTID

constexpr std::string_view mysql_tracking = "SET SESSION session_track_gtids = OWN_GTID";
constexpr std::string_view mysql_8_belt = "SET SESSION transaction_read_only = 1, session_track_gtids = OWN_GTID";

}  // namespace

bool can_track(Flavor flavor, std::string_view version) noexcept {
  switch (flavor) {
    case Flavor::mariadb: return release_of(version) >= Release{10, 2};
    case Flavor::mysql: return release_of(version) >= Release{8, 0};
    case Flavor::sqlite:
    case Flavor::unknown: break;
  }
  return false;
}

std::string_view tracking_statement(Flavor flavor) noexcept {
  return flavor == Flavor::mariadb ? mariadb_tracking : mysql_tracking;
}

std::string_view belt_statement(Flavor flavor, std::string_view version) noexcept {
  if (!can_track(flavor, version)) return belt_alone;
  if (flavor == Flavor::mysql) return mysql_8_belt;
  return release_of(version) < Release{11, 1} ? mariadb_10_belt : mariadb_11_belt;
}

}  // namespace rwsplit::detail
