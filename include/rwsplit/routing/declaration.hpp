#pragma once

#include <rwsplit/routing/route_reason.hpp>
#include <rwsplit/routing/target.hpp>

namespace rwsplit {

/// Where a unit of work says that its statements belong, and what made it say so.
struct Declaration {
  /// `automatic` says nothing.
  Target target{};
  /// The reason of decisions that follow it.
  RouteReason reason{RouteReason::intent};

  friend constexpr bool operator==(Declaration, Declaration) noexcept = default;
};

}  // namespace rwsplit
