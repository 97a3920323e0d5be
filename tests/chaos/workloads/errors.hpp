#pragma once

#include <rwsplit/error/error.hpp>

#include "chaos/history/outcome.hpp"

namespace rwsplit::chaos {

/// What a history calls an operation that ended with this error.
[[nodiscard]] inline Outcome outcome_of(const Error& error) noexcept {
  return error.outcome() == rwsplit::Outcome::outcome_unknown ? Outcome::unknown : Outcome::fail;
}

}  // namespace rwsplit::chaos
