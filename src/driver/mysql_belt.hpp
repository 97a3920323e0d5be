#pragma once

#include <string_view>

#include <rwsplit/error/flavor.hpp>

namespace rwsplit::detail {

// What a session needs before it is used. `version` begins with "MAJOR.MINOR"; anything else counts as old. Pure.
// Sources: "SET TRANSACTION", `session_track_gtids` in MySQL's manual, `session_track_system_variables` and `last_gtid`
// in MariaDB's.

/// Whether the server can name the position (GTID) of what a session writes, in the reply itself.
[[nodiscard]] bool can_track(Flavor flavor, std::string_view version) noexcept;

/// The statement that makes a session name the position of what it writes. Requires a server that can.
[[nodiscard]] std::string_view tracking_statement(Flavor flavor) noexcept;

/// The statement that makes a session read-only and, where the server can, has it name the position of whatever is
/// written all the same: one statement for both, so that connecting and resetting take no longer.
[[nodiscard]] std::string_view belt_statement(Flavor flavor, std::string_view version) noexcept;

}  // namespace rwsplit::detail
