#pragma once

#include <list>

#include <rwsplit/session/scope_key.hpp>
#include <rwsplit/session/unit_of_work.hpp>

namespace rwsplit {

class Cluster;

namespace detail {

/// While it lives, each `ScopedSession` with the same scope key opens its sessions in it: what was open before is not
/// seen inside and is there again afterwards. They share the unit of work. Its end is the end of all of them, whichever
/// registry they are of, newest first.
///
/// Scopes nest, the innermost counts, and they may end in any order. A thread that ends with an open scope ends the
/// sessions in it.
/// Thread safety: one thread at a time. Lifetime: within every cluster that is used in it.
class AmbientScope {
 public:
  AmbientScope(Cluster& cluster, const UnitOfWork& unit, const ScopeKeyFunction& scope_key = {});
  AmbientScope(const AmbientScope&) = delete;
  AmbientScope& operator=(const AmbientScope&) = delete;
  ~AmbientScope();

  /// What the sessions on the scope's own cluster share.
  [[nodiscard]] UnitOfWork& unit() noexcept { return unit_; }
  /// What the sessions on a cluster share. For another one than the scope's own it begins with those declarations that
  /// are by role: engines and pins belong to one cluster.
  [[nodiscard]] UnitOfWork& unit_of(const Cluster& cluster);

 private:
  struct OtherUnit {
    const Cluster* cluster;
    UnitOfWork unit;
  };

  const Cluster* cluster_;
  UnitOfWork unit_;
  std::list<OtherUnit> others_{};
  ScopeKey key_;
};

}  // namespace detail

}  // namespace rwsplit
