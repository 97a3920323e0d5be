#pragma once

#include "doctor/server_facts.hpp"

namespace rwsplit::doctor {

/// Whether a replica has written transactions of its own which the master has not.
///
/// It looks at who wrote, not at the numbers: a server that was the master before is known to the present one. Both
/// positions may be of different moments.
[[nodiscard]] bool has_errant_transactions(const ServerFacts& replica, const ServerFacts& master);

}  // namespace rwsplit::doctor
