#pragma once

#include <vector>

#include "chaos/checker/dependency.hpp"
#include "chaos/checker/list_table.hpp"

namespace rwsplit::chaos {

/// Which operations come before which: by the orders of the lists, in the sessions, and by tokens.
[[nodiscard]] std::vector<Dependency> dependencies_of(const History& history, const ListTable& lists);

}  // namespace rwsplit::chaos
