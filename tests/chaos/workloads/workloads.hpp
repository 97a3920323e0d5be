#pragma once

#include <cstdint>
#include <memory>

#include <rwsplit/consistency/consistency.hpp>

#include "chaos/workloads/stage.hpp"
#include "chaos/workloads/tables.hpp"
#include "chaos/workloads/workload.hpp"

// The workloads. Lifetime: they refer to what they are made from.

namespace rwsplit::chaos {

/// Writes a register that is its own, and reads it twice. With another level than `session` it will be found wanting.
[[nodiscard]] std::unique_ptr<Workload> register_workload(Stage& stage, Tables& tables, Tally& tally, Key number,
                                                          const Consistency& consistency = {});

/// Reads the registers of others, every time from another replica, now and then after the master.
[[nodiscard]] std::unique_ptr<Workload> monotonic_workload(Stage& stage, Tables& tables, Tally& tally);

/// Reads the registers of others, as they are now.
[[nodiscard]] std::unique_ptr<Workload> strong_workload(Stage& stage, Tables& tables, Tally& tally);

/// Appends to one to four lists in a transaction, then reads some in one read scope.
[[nodiscard]] std::unique_ptr<Workload> list_workload(Stage& stage, Tables& tables, Tally& tally);

/// Moves money in a transaction, then looks at all accounts in one read scope.
[[nodiscard]] std::unique_ptr<Workload> bank_workload(Stage& stage, Tables& tables, Tally& tally);

/// Writes a register, and hands the token to a session of the second process, which reads it.
[[nodiscard]] std::unique_ptr<Workload> hand_off_workload(Stage& stage, Tables& tables, Tally& tally, Key number);

}  // namespace rwsplit::chaos
