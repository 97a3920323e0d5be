#pragma once

#include <string_view>

#include <rwsplit/error/flavor.hpp>

namespace rwsplit::detail {

/// The statement that makes a session read-only and, where the server can, has it name the position of whatever is
/// written all the same: one statement for both, so that connecting and resetting take no longer. Pure.
///
/// `version` begins with "MAJOR.MINOR"; anything else counts as old. Sources: "SET TRANSACTION", `session_track_gtids`
/// in MySQL's manual, `session_track_system_variables` and `last_gtid` in MariaDB's.
[[nodiscard]] std::string_view belt_statement(Flavor flavor, std::string_view version) noexcept;

}  // namespace rwsplit::detail
