#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/pool/lease.hpp>
#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/sql/statement.hpp>

namespace rwsplit::detail {

/// Throws a `UsageError` with the place of the call.
[[noreturn]] void throw_usage(std::string what, SourceLocation where);

/// Throws: `UsageError` unless the statement has as many placeholders as parameters were given.
void check_parameter_count(const Statement& statement, std::size_t given);

/// Throws what a refused decision means. Throws: `ReadOnlyViolation`, `Unavailable`.
[[noreturn]] void throw_refusal(const RouteDecision& decision, const Statement& statement);

/// Throws: `UsageError` if the statement gives the connection a character set under which it could be misread.
void require_safe_character_set(const Statement& statement);

/// Throws: `ConfigError` that says where the statement's hint stops being understood.
[[noreturn]] void throw_unknown_hint(const Statement& statement);

/// Throws: `ConnectionError` if the connection is gone, found before anything is sent.
void require_alive(const Lease& lease);

/// A broken connection, once it is known which statement met it: the same error with its outcome made precise.
/// Requires an error whose outcome is `not_executed` or `outcome_unknown`.
[[nodiscard]] ErrorInfo refined(const ConnectionError& error, const Statement& statement, bool in_transaction);

/// `OutcomeUnknown` if that is the outcome, else `ConnectionError`.
[[noreturn]] void throw_lost(ErrorInfo info);

/// Throws a `CausalTokenLost`: that server does not have what it should.
[[noreturn]] void throw_lost_token(std::string_view master, SourceLocation where);

/// Throws an `Unavailable`: that server does not have it either, but nor is it certain to be the master.
[[noreturn]] void throw_no_judge(std::string_view master, SourceLocation where);

}  // namespace rwsplit::detail
