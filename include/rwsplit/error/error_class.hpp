#pragma once

#include <system_error>

#include <rwsplit/error/condition.hpp>
#include <rwsplit/error/flavor.hpp>
#include <rwsplit/error/outcome.hpp>
#include <rwsplit/error/retry.hpp>

namespace rwsplit {

/// What is known about one error number: the row of the table that error reporting, the session and the pool all read.
struct ErrorClass {
  Cond condition{Cond::other};
  /// What the number alone proves; a lost connection is refined by what had been sent.
  Outcome outcome{Outcome::statement_failed};
  Retry retry{Retry::never};
  /// False: the connection must be closed, whatever else is known.
  bool connection_usable{true};
  /// True: the transaction is over, because the server ended it or because its connection must be closed.
  bool transaction_over{false};
};

/// Looks a number up. Source of the numbers: the servers' `errmsg` lists, see `error_class.cpp` row by row.
[[nodiscard]] ErrorClass classify_server_error(Flavor flavor, int number) noexcept;

/// The same for numbers that the client library makes itself. A number without a row proves nothing: outcome unknown.
[[nodiscard]] ErrorClass classify_client_error(int number) noexcept;

/// The class of any code of this library's categories; a code of a foreign category gets the class of `Cond::other`.
[[nodiscard]] ErrorClass classify_error(const std::error_code& code) noexcept;

}  // namespace rwsplit
