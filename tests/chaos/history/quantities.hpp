#pragma once

#include <chrono>
#include <cstdint>

// The numbers that histories are made of.

namespace rwsplit::chaos {

/// A row that a workload works on. Registers, lists and accounts have name spaces of their own.
using Key = std::int64_t;

/// What is written and read. Appends to one list must be unique in it.
using Value = std::int64_t;

/// What the library calls a session: whose reads must see its writes and must not go backwards.
using SessionNumber = std::uint32_t;

/// A token that was handed from one session to another; unique in the run.
using TokenNumber = std::uint64_t;

/// Nanoseconds of the monotonic clock, which all processes of one machine share.
using Time = std::int64_t;

[[nodiscard]] inline Time now() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace rwsplit::chaos
