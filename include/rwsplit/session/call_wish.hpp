#pragma once

#include <optional>

#include <rwsplit/consistency/consistency.hpp>
#include <rwsplit/routing/target.hpp>

namespace rwsplit::detail {

/// `CallOptions` with its engine looked up.
struct CallWish {
  std::optional<Target> target{};
  /// Null: what the guard, the session or the cluster says. Lifetime: the call.
  const Consistency* consistency{nullptr};
};

}  // namespace rwsplit::detail
