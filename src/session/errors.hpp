#pragma once

#include <cstddef>
#include <string>

#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/sql/statement.hpp>

namespace rwsplit::detail {

/// Throws a `UsageError` with the place of the call.
[[noreturn]] void throw_usage(std::string what, SourceLocation where);

/// Throws: `UsageError` unless the statement has as many placeholders as parameters were given.
void check_parameter_count(const Statement& statement, std::size_t given);

/// Throws what a refused decision means. Throws: `ReadOnlyViolation`, `Unavailable`.
[[noreturn]] void throw_refusal(const RouteDecision& decision, const Statement& statement);

/// A broken connection, once it is known which statement met it: the same error with its outcome made precise.
/// Requires an error whose outcome is `not_executed` or `outcome_unknown`.
[[nodiscard]] ErrorInfo refined(const ConnectionError& error, const StatementInfo& statement, bool in_transaction);

/// `OutcomeUnknown` if that is the outcome, else `ConnectionError`.
[[noreturn]] void throw_lost(ErrorInfo info);

}  // namespace rwsplit::detail
