#pragma once

#include <rwsplit/driver/transaction_mode.hpp>

namespace rwsplit {

/// Names the mode at a call: `db.transaction(rwsplit::read_only, ...)`.
inline constexpr TransactionMode read_only = TransactionMode::read_only;

}  // namespace rwsplit
