#pragma once

#include <chrono>
#include <cstdint>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/routing/route_decision.hpp>

namespace rwsplit {

/// What became of waiting for a replica.
enum class WaitResult : std::uint8_t {
  reached,    ///< the replica has what the read must see
  timed_out,  ///< not in time
  unproven,   ///< it says so, but its history does not show that these are the right transactions
};

/// A read had to wait for a replica, or to ask it, before it could run there.
///
/// Lifetime: the call it is passed to.
struct WaitEvent {
  const RouteDecision& decision;
  WaitResult result{WaitResult::reached};
  std::chrono::microseconds waited{0};
  /// The same for statements that differ only in literals.
  std::uint64_t digest{0};
  /// The call in the user's source.
  SourceLocation where{};
};

}  // namespace rwsplit
