#pragma once

#include <string>
#include <system_error>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/error/outcome.hpp>
#include <rwsplit/error/retry.hpp>

namespace rwsplit {

/// Everything an `Error` knows. A plain value; drivers and users' own ports fill it in.
struct ErrorInfo {
  std::error_code code{};
  Outcome outcome{Outcome::statement_failed};
  Retry retry{Retry::never};
  /// What was attempted and why it failed, in words a person can act on. No statement values, no secret, no server
  /// text.
  std::string what{};
  /// Five characters, or empty.
  std::string sqlstate{};
  /// The server's own text. It may quote statement values, therefore it is never part of `what()`.
  std::string server_message{};
  /// The engine, or empty when none was involved.
  std::string engine{};
  SourceLocation where{};
  /// False: the connection that met this error must be closed.
  bool connection_usable{true};
  /// True: the server has ended the transaction.
  bool transaction_over{false};
};

}  // namespace rwsplit
