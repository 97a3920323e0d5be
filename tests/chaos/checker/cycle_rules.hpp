#pragma once

#include "chaos/checker/check_options.hpp"
#include "chaos/checker/list_table.hpp"

namespace rwsplit::chaos {

/// No operation comes before itself: g0, g1c, g_single, g2 and cycles through sessions; one of each tangle is told.
void check_cycles(const History& history, const ListTable& lists, const CheckOptions& options, Report& report);

}  // namespace rwsplit::chaos
