#pragma once

#include <optional>

#include <rwsplit/driver/reply_summary.hpp>
#include <rwsplit/pool/lease.hpp>
#include <rwsplit/routing/route_decision.hpp>

namespace rwsplit::detail {

/// What a session does on the connection that was decided on, and made ready.
class StatementWork {
 public:
  StatementWork() = default;
  StatementWork(const StatementWork&) = delete;
  StatementWork& operator=(const StatementWork&) = delete;

  /// Empty: the rows are still on the way, and whoever reads them has the connection.
  virtual std::optional<ReplySummary> run(Lease& lease, const RouteDecision& decision) = 0;

 protected:
  ~StatementWork() = default;
};

}  // namespace rwsplit::detail
