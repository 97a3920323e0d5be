#pragma once

#include <cstddef>
#include <cstdint>

#include "chaos/checker/violation_kind.hpp"
#include "chaos/simulation/simulation.hpp"

namespace rwsplit::chaos {

/// Ways in which a database or a library can break what it promised.
enum class Fault : std::uint8_t {
  stale_own_list,           ///< a session reads a replica that has not applied its append
  stale_own_register,       ///< or its write
  list_goes_backwards,      ///< a session's second read is on a replica that is further behind
  register_goes_backwards,  ///< the same with a register
  lost_append,              ///< acknowledged, and not in the database
  lost_append_of_token,     ///< the same, and only the session that accepted the token could see it
  aborted_append,           ///< reported as failed, and in the database
  half_an_operation,        ///< a read between the two appends of a transaction
  doubled_value,            ///< executed twice
  unwritten_list_value,     ///< a value out of nowhere
  unwritten_register,       ///< the same in a register
  swapped_order,            ///< a replica that applied two transactions the other way around
  forgotten_own_append,     ///< a transaction that does not see its own append
  write_cycle,              ///< two transactions that overwrite each other
  information_cycle,        ///< two transactions that read each other's appends
  torn_snapshot,            ///< a read of one list after, of another before a transaction
  write_skew,               ///< two transactions that do not see each other's appends
  sessions_out_of_order,    ///< a session that goes back in time over two lists
  tokens_out_of_order,      ///< the same over a token
  torn_total,               ///< balances from two replicas
  ignored_token_list,       ///< a session reads a replica that has not what its token stands for
  ignored_token_register,   ///< the same with a register
  stale_strong_list,        ///< a strong read on a replica that lags
  stale_strong_register,    ///< the same with a register
};

inline constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::stale_strong_register) + 1;

/// Lets it happen once, between operations of others, and says as what the checker should report it.
ViolationKind commit_fault(Simulation& simulation, Fault fault);

}  // namespace rwsplit::chaos
