#include <rwsplit/cluster/cluster.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include <rwsplit/routing/router.hpp>
#include <rwsplit/routing/statement_router.hpp>

#include "cluster/engine_plan.hpp"
#include "cluster/former_masters.hpp"
#include "cluster/lag.hpp"
#include "cluster/monitor_crew.hpp"

// How a cluster becomes what a configuration says.

namespace rwsplit {

namespace {

// What the monitor has found of an engine that stays.
void keep_what_was_seen(EngineState& state, const EngineState& before, const ClusterConfig& next) {
  if (next.monitor.interval.count() == 0) return;
  state.lag = before.lag;
  state.applying = before.applying;
  state.lagging = detail::is_lagging(before.lagging, before.lag, next.monitor.max_lag);
}

bool is_one_database(const std::vector<std::shared_ptr<Engine>>& engines) {
  const Url& master = engines[master_index]->connect_options().url;
  return master.scheme == "sqlite" && std::all_of(engines.begin(), engines.end(), [&](const auto& engine) {
           if (engine == nullptr) return true;
           const Url& url = engine->connect_options().url;
           return url.scheme == master.scheme && url.path == master.path;
         });
}

}  // namespace

/// One thread at a time, without a lock: drivers, routers and observers are called meanwhile.
class Cluster::Turn {
 public:
  explicit Turn(Cluster& cluster) : cluster_{cluster} {
    const detail::MutexLock lock{cluster_.mutex_};
    while (cluster_.reconfiguring_ && !cluster_.ending_) cluster_.turn_over_.wait(cluster_.mutex_);
    came_ = !cluster_.ending_;
    if (came_) cluster_.reconfiguring_ = true;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (!came_) return;
    const detail::MutexLock lock{cluster_.mutex_};
    cluster_.reconfiguring_ = false;
    cluster_.turn_over_.notify_one();
  }

  /// False: the cluster's end came first.
  [[nodiscard]] bool came() const noexcept { return came_; }

 private:
  Cluster& cluster_;
  bool came_{false};
};

void Cluster::reconfigure(ClusterConfig next) {
  const Turn turn{*this};
  if (!turn.came()) return;
  monitors_->dismiss_ended();
  destroy_drained();
  const auto before = config();
  const auto config = std::make_shared<const ClusterConfig>(detail::completed(std::move(next), *before));
  install(config);
  monitors_->follow(*snapshot());
  if (config->enabled != before->enabled) set_enabled(config->enabled);
  if (config->auto_read_on_replica != before->auto_read_on_replica) {
    set_auto_read_on_replica(config->auto_read_on_replica);
  }
}

void Cluster::install(const std::shared_ptr<const ClusterConfig>& config) {
  const auto now = snapshot();
  detail::EnginePlan plan = detail::plan_engines(*config, *now);
  Topology topology = detail::topology_of(plan);
  config->router->validate(topology);
  auto next = std::make_shared<detail::ClusterSnapshot>();
  next->config = config;
  for (detail::PlannedEngine& planned : plan) {
    next->engines.push_back(planned.state.removed ? nullptr : made(std::move(planned)));
    if (!planned.state.removed) ++next->engine_count;
  }
  next->shares_storage = is_one_database(next->engines);
  next->router_sees_load = dynamic_cast<const StatementRouter*>(config->router.get()) == nullptr;
  const bool master_goes = !now->engines.empty() && now->engines[master_index] != next->engines[master_index];
  const std::uint32_t origin = master_history_.origin();
  if (master_goes) former_masters_->add(*now->engines[master_index], origin);
  // Sessions that were too late to see the change are sent back by the closed pool, and find it then.
  for (const auto& engine : publish(std::move(next), std::move(topology))) engine->pool().close();
  // Whoever asks from here on asks the next one; who began before does not speak for it.
  if (master_goes) master_history_.replace();
  // At once, as far as it can tell what was read by now: it may go away soon.
  if (master_goes) static_cast<void>(ask_former_master(origin, master_history_.round()));
}

std::optional<Position> Cluster::ask_former_master(std::uint32_t origin, std::uint64_t round) {
  return former_masters_->ask(origin, round, master_history_);
}

std::shared_ptr<Engine> Cluster::made(detail::PlannedEngine planned) {
  if (planned.kept != nullptr) return std::move(planned.kept);
  return std::make_shared<Engine>(planned.state.role, std::move(planned.driver), std::move(planned.connect),
                                  planned.pool,
                                  [this](Engine& engine, const PoolEvent& event) { on_pool_event(engine, event); });
}

// Gives the engines that are no longer part of the cluster. Events of new ones had no topology to change until now.
Cluster::Engines Cluster::publish(std::shared_ptr<detail::ClusterSnapshot> next, Topology topology) {
  Engines gone;
  std::shared_ptr<const detail::ClusterSnapshot> before;  // dies after the lock, perhaps with a router of the user's
  const auto published = std::make_shared<Topology>(std::move(topology));
  next->topology = published;
  const detail::MutexLock lock{mutex_};
  before = snapshot_;
  for (std::size_t place = 0; place < next->engines.size(); ++place) {
    const auto& engine = next->engines[place];
    const auto old = place < before->engines.size() ? before->engines[place] : nullptr;
    if (old != nullptr && old != engine) gone.push_back(old);
    if (engine == nullptr) continue;
    EngineState& state = published->engines[place];
    if (old == engine) keep_what_was_seen(state, before->topology->engines[place], *next->config);
    state.reachable = engine->pool().reachable();
  }
  for (std::size_t place = before->engines.size(); place < next->engines.size(); ++place) {
    names_[place] = published->engines[place].name;
  }
  if (!before->engines.empty() && before->engines[master_index] != next->engines[master_index]) {
    master_history_.replace();
  }
  retired_.insert(retired_.end(), gone.begin(), gone.end());
  snapshot_ = std::move(next);
  version_.fetch_add(1, std::memory_order_release);
  return gone;
}

// Never waits: a drained pool has no thread any more.
void Cluster::destroy_drained() {
  Engines drained;
  const detail::MutexLock lock{mutex_};
  const auto kept = std::partition(retired_.begin(), retired_.end(), [](const std::shared_ptr<Engine>& engine) {
    return engine.use_count() > 1 || !engine->pool().drained();
  });
  drained.assign(std::make_move_iterator(kept), std::make_move_iterator(retired_.end()));
  retired_.erase(kept, retired_.end());
}

}  // namespace rwsplit
