#pragma once

#include <chrono>
#include <string>

#include <rwsplit/driver/connection.hpp>

#include "doctor/server_facts.hpp"

namespace rwsplit::doctor {

/// The time that `UNIX_TIMESTAMP(NOW(6))` has told, since 1970; 0 for what is no time.
[[nodiscard]] std::chrono::milliseconds time_in(const std::string& text);

/// Asks a server everything; `user` is the name that the connection logged in with, `heartbeat_table` may be empty.
///
/// Blocking: a few round trips. Throws: `ConnectionError`. What the server refuses to tell is a fact.
[[nodiscard]] ServerFacts ask_server(Connection& connection, const std::string& user,
                                     const std::string& heartbeat_table = {});

}  // namespace rwsplit::doctor
