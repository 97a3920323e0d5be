#pragma once

#include <rwsplit/pool/lease.hpp>
#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/session/aftermath.hpp>

namespace rwsplit::detail {

/// What a session does on the connection that was decided on, and made ready.
class StatementWork {
 public:
  StatementWork() = default;
  StatementWork(const StatementWork&) = delete;
  StatementWork& operator=(const StatementWork&) = delete;

  /// May move the lease away; the session learns from what is left of it.
  virtual StatementResult run(Lease& lease, const RouteDecision& decision) = 0;

 protected:
  ~StatementWork() = default;
};

}  // namespace rwsplit::detail
