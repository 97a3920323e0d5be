#pragma once

#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/sql/statement.hpp>

namespace rwsplit::detail {

/// Throws what a refused decision means. Throws: `ReadOnlyViolation`, `Unavailable`.
[[noreturn]] void throw_refusal(const RouteDecision& decision, const Statement& statement);

/// A broken connection, once it is known which statement met it: the same error with its outcome made precise.
/// Requires an error whose outcome is `not_executed` or `outcome_unknown`.
[[nodiscard]] ErrorInfo refined(const ConnectionError& error, const StatementInfo& statement, bool in_transaction);

/// `OutcomeUnknown` if that is the outcome, else `ConnectionError`.
[[noreturn]] void throw_lost(ErrorInfo info);

}  // namespace rwsplit::detail
