#pragma once

#include <optional>

#include <rwsplit/routing/route_query.hpp>
#include <rwsplit/routing/target.hpp>

namespace rwsplit {

/// Port: decides where a plain read goes that nothing more explicit has claimed (the last rule of the decision order).
///
/// Thread safety: `route` is called by many threads at once and must be a pure function of its argument.
class Router {
 public:
  Router() = default;
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;
  virtual ~Router() = default;

  /// A target, or nothing to leave the choice to the next router and finally to the statement itself.
  /// `Target::automatic()` counts as nothing. Asked only for statements that may run on a replica (plain reads and
  /// `START TRANSACTION READ ONLY`), so that no opinion can misplace a write.
  [[nodiscard]] virtual std::optional<Target> route(const RouteQuery& query) const noexcept = 0;

  /// Checks the names the router was given against the engines that exist; a cluster calls it once, when it is built.
  ///
  /// Throws: `UnknownEngine`.
  virtual void validate(const Topology& topology) const { static_cast<void>(topology); }
};

}  // namespace rwsplit
