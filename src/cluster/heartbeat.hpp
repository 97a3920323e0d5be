#pragma once

#include <string>
#include <string_view>

#include <rwsplit/driver/connection.hpp>

// The table with the master's heartbeat. Its name is part of SQL texts: `MonitorOptions::validate` has checked it.
namespace rwsplit::detail {

/// `name` or `database.name` of letters, digits, `_` and `$`: nothing else may become part of a text.
[[nodiscard]] bool is_table_name(std::string_view name) noexcept;

/// An expression: the age of the heartbeat on the server that evaluates it, in microseconds.
[[nodiscard]] std::string heartbeat_age(std::string_view table);

/// Blocking: one round trip. Throws: `ServerError`, `ConnectionError`.
void make_heartbeat_table(Connection& connection, std::string_view table);
void write_heartbeat(Connection& connection, std::string_view table);

}  // namespace rwsplit::detail
