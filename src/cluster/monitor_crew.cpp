#include "cluster/monitor_crew.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rwsplit::detail {

MonitorCrew::MonitorCrew(MonitorReports reports) : reports_{std::move(reports)} {}

void MonitorCrew::follow(const ClusterSnapshot& snapshot) {
  dismiss_others(snapshot);
  const MonitorOptions& options = snapshot.config->monitor;
  if (options.interval.count() == 0) return;
  for (const auto& engine : snapshot.engines) {
    if (engine != nullptr) look_after(engine, options);
  }
}

void MonitorCrew::dismiss_others(const ClusterSnapshot& snapshot) {
  const bool never = snapshot.config->monitor.interval.count() == 0;
  const auto gone = std::stable_partition(monitors_.begin(), monitors_.end(), [&](const auto& monitor) {
    return !never && std::any_of(snapshot.engines.begin(), snapshot.engines.end(),
                                 [&](const auto& engine) { return engine.get() == &monitor->engine(); });
  });
  for (auto monitor = gone; monitor != monitors_.end(); ++monitor) (*monitor)->stop();
  leaving_.insert(leaving_.end(), std::make_move_iterator(gone), std::make_move_iterator(monitors_.end()));
  monitors_.erase(gone, monitors_.end());
}

void MonitorCrew::look_after(const std::shared_ptr<Engine>& engine, const MonitorOptions& options) {
  if (engine->connect_options().url.scheme == "sqlite") return;  // one database: nobody can be behind
  const auto mine = std::find_if(monitors_.begin(), monitors_.end(),
                                 [&](const auto& monitor) { return &monitor->engine() == engine.get(); });
  if (mine != monitors_.end()) {
    (*mine)->configure(options);
  } else {
    monitors_.push_back(std::make_unique<Monitor>(engine, options, reports_));
  }
}

void MonitorCrew::dismiss_ended() {
  leaving_.erase(std::remove_if(leaving_.begin(), leaving_.end(), [](const auto& monitor) { return monitor->ended(); }),
                 leaving_.end());
}

// All are told before the first is waited for.
void MonitorCrew::stop() noexcept {
  for (const auto& monitor : monitors_) monitor->stop();
  monitors_.clear();
  leaving_.clear();
}

}  // namespace rwsplit::detail
