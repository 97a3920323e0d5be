#pragma once

#include <string_view>

#include <rwsplit/driver/reply_summary.hpp>
#include <rwsplit/routing/route_reason.hpp>

namespace rwsplit::detail {

/// A reply and the decision behind it: what `Executor::run` hands to the typed verbs.
struct Execution {
  ReplySummary reply{};
  /// Lifetime: the cluster.
  std::string_view engine{};
  RouteReason reason{RouteReason::not_a_read};
};

}  // namespace rwsplit::detail
