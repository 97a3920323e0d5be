#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// What a failed call may have done to the data: the promise that `Error::outcome()` makes.
enum class Outcome : std::uint8_t {
  not_executed,       ///< nothing that could execute reached the server, or it refused before any effect
  rolled_back,        ///< the transaction can never become visible; run the whole transaction again
  statement_failed,   ///< the server refused the statement; an open transaction is still open
  outcome_unknown,    ///< a committing command was sent and no complete reply was read: look before doing it again
  partial_result,     ///< a read failed after at least one row was delivered
  unavailable,        ///< no engine or connection within the deadline; nothing was sent
  causal_token_lost,  ///< a required position is provably not in the current master's history
  misuse,             ///< a programming or configuration error; nothing was sent
};

[[nodiscard]] constexpr std::string_view to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::not_executed: return "not executed";
    case Outcome::rolled_back: return "rolled back";
    case Outcome::statement_failed: return "statement failed";
    case Outcome::outcome_unknown: return "outcome unknown";
    case Outcome::partial_result: return "partial result";
    case Outcome::unavailable: return "unavailable";
    case Outcome::causal_token_lost: return "causal token lost";
    case Outcome::misuse: return "misuse";
  }
  return "unknown";
}

}  // namespace rwsplit
