#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <rwsplit/consistency/consistency.hpp>
#include <rwsplit/routing/named_target.hpp>
#include <rwsplit/routing/policies.hpp>

namespace rwsplit {

/// What a unit of work declares about itself.
struct SessionOptions {
  /// Where its statements belong; nothing leaves it to the router. With `replica()` a write is refused (or promoted,
  /// see `ClusterConfig::on_replica_write`).
  std::optional<NamedTarget> intent{};
  /// Without one, `ClusterConfig::consistency`.
  std::optional<Consistency> consistency{};
  /// Without one, `ClusterConfig::stickiness`.
  std::optional<Stickiness> stickiness{};
  /// Free text for routers, for instance `TableRouter`.
  std::string tag{};
  /// Queued writes are flushed before the next statement; off leaves that to `flush()`.
  bool autoflush{true};
  /// How many of its last decisions the session keeps for `RoutingSession::trace()`; 0: none.
  std::size_t trace{0};
};

}  // namespace rwsplit
