#pragma once

#include <memory>
#include <vector>

#include <rwsplit/cluster/cluster_snapshot.hpp>

#include "cluster/engine_watch.hpp"
#include "cluster/monitor.hpp"

namespace rwsplit::detail {

/// The monitors of a cluster, one for each engine that can have a position.
///
/// Thread safety: one thread at a time.
class MonitorCrew {
 public:
  explicit MonitorCrew(MonitorReports reports);
  MonitorCrew(const MonitorCrew&) = delete;
  MonitorCrew& operator=(const MonitorCrew&) = delete;
  /// Blocking: as `stop`.
  ~MonitorCrew() = default;

  /// Looks after these engines, and no others any more. Blocking: never.
  void follow(const ClusterSnapshot& snapshot);
  /// Gives up the engines that are no longer looked after. Blocking: never.
  void dismiss_ended();
  /// Ends all of them. Blocking: until looks in progress have ended.
  void stop() noexcept;

 private:
  using Monitors = std::vector<std::unique_ptr<Monitor>>;

  void dismiss_others(const ClusterSnapshot& snapshot);
  void look_after(const std::shared_ptr<Engine>& engine, const MonitorOptions& options);

  const MonitorReports reports_;
  Monitors monitors_;
  /// Told to stop; their last look may be on its way.
  Monitors leaving_;
};

}  // namespace rwsplit::detail
