#pragma once

#include <optional>

#include <rwsplit/consistency/consistency.hpp>
#include <rwsplit/routing/named_target.hpp>

namespace rwsplit {

/// What one call wants for itself: `db.with({.consistency = Consistency::strong()}).query<Post>("…")`.
struct CallOptions {
  /// Instead of the guard's, the session's or the cluster's.
  std::optional<Consistency> consistency{};
  /// Where it runs, as `using_engine`.
  std::optional<NamedTarget> target{};
};

}  // namespace rwsplit
