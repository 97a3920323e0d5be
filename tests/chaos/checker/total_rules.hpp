#pragma once

#include "chaos/checker/check_options.hpp"
#include "chaos/checker/report.hpp"
#include "chaos/history/history.hpp"

namespace rwsplit::chaos {

/// The balances that one operation read add up to the bank's total.
void check_totals(const History& history, const CheckOptions& options, Report& report);

}  // namespace rwsplit::chaos
