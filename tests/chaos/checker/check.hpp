#pragma once

#include "chaos/checker/check_options.hpp"
#include "chaos/checker/report.hpp"
#include "chaos/history/history.hpp"

namespace rwsplit::chaos {

/// Judges a history: registers, lists, balances and tokens, whatever is in it.
///
/// Sound: what it reports cannot have happened if the promises held. Not complete: it judges what somebody read.
/// Linear in the operations, the values read and what the tokens stand for, but for sorting by time.
[[nodiscard]] Report check(const History& history, const CheckOptions& options = {});

}  // namespace rwsplit::chaos
