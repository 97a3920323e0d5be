#pragma once

#include "chaos/checker/list_table.hpp"

namespace rwsplit::chaos {

/// What single reads of lists show: aborted, intermediate, unwritten and duplicate values, orders that contradict each
/// other, operations that contradict themselves.
void check_lists(const History& history, const ListTable& lists, Report& report);

/// Registers show no value that nobody tried to write.
void check_registers(const History& history, Report& report);

}  // namespace rwsplit::chaos
