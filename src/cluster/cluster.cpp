#include <rwsplit/cluster/cluster.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/error.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/observe/log_observer.hpp>

#include "cluster/engine_plan.hpp"
#include "cluster/former_masters.hpp"
#include "cluster/lag.hpp"
#include "cluster/monitor_crew.hpp"
#include "cluster/statement_catalog.hpp"

// What a cluster is asked and told. How it becomes what its configuration says, also while it runs, is in
// cluster_reconfigure.cpp.

namespace rwsplit {

namespace {

std::vector<std::shared_ptr<Observer>> all_observers(const ClusterConfig& config) {
  std::vector<std::shared_ptr<Observer>> all{log_observer(config.logger)};
  all.insert(all.end(), config.observers.begin(), config.observers.end());
  return all;
}

std::shared_ptr<detail::ClusterSnapshot> without_engines(std::shared_ptr<const ClusterConfig> config) {
  auto snapshot = std::make_shared<detail::ClusterSnapshot>();
  snapshot->config = std::move(config);
  snapshot->topology = std::make_shared<Topology>();
  return snapshot;
}

EngineStatistics statistics_of(const Engine& engine, bool draining) {
  return {.name = engine.name(),
          .role = engine.role(),
          .reachable = engine.pool().reachable(),
          .draining = draining,
          .statements = engine.statements(),
          .pool = engine.pool().statistics()};
}

}  // namespace

Cluster::Cluster(ClusterConfig config)
    : Cluster{std::make_shared<const ClusterConfig>(detail::completed(std::move(config)))} {
  monitors_->follow(*snapshot());
}

Cluster::Cluster(std::shared_ptr<const ClusterConfig> config)
    : observers_{all_observers(*config)},
      catalog_{std::make_unique<detail::StatementCatalog>(*config->dialects, config->analysis_cache_size,
                                                          ReadFunctions{config->read_functions})},
      enabled_{config->enabled},
      automatic_{config->auto_read_on_replica},
      former_masters_{std::make_unique<detail::FormerMasters>()},
      snapshot_{without_engines(config)},
      monitors_{crew_of_monitors()} {
  install(config);
}

// The engines' threads end while what they tell still finds the cluster as it was.
Cluster::~Cluster() {
  Engines retired;
  std::shared_ptr<const detail::ClusterSnapshot> last;
  {
    const detail::MutexLock lock{mutex_};
    while (reconfiguring_) turn_over_.wait(mutex_);
    ending_ = true;
    turn_over_.notify_all();
    last = snapshot_;
    retired.swap(retired_);
  }
  monitors_->stop();
  for (const auto& engine : last->engines) {
    if (engine != nullptr) engine->pool().stop();
  }
  for (const auto& engine : retired) engine->pool().stop();
}

std::shared_ptr<const detail::ClusterSnapshot> Cluster::snapshot() const {
  const detail::MutexLock lock{mutex_};
  return snapshot_;
}

std::vector<EngineStatistics> Cluster::statistics() const {
  std::shared_ptr<const detail::ClusterSnapshot> now;
  Engines retired;
  {
    const detail::MutexLock lock{mutex_};
    now = snapshot_;
    retired = retired_;
  }
  std::vector<EngineStatistics> all;
  for (const auto& engine : now->engines) {
    if (engine != nullptr) all.push_back(statistics_of(*engine, false));
  }
  for (const auto& engine : retired) {
    if (!engine->pool().drained()) all.push_back(statistics_of(*engine, true));
  }
  return all;
}

EngineIndex Cluster::index_of(std::string_view name) const {
  const std::shared_ptr<const Topology> now = topology();
  if (const auto index = now->find(name)) return *index;
  throw UnknownEngine{"no engine is named \"" + std::string{name} + "\"; there are: " + now->names()};
}

Engine& Cluster::engine(EngineIndex index) const {
  const auto now = snapshot();
  if (now->engines[index] != nullptr) return *now->engines[index];
  throw UnknownEngine{"engine \"" + std::string{engine_name(index)} +
                      "\" was removed; there are: " + now->topology->names()};
}

ResolvedStatement Cluster::resolve(const Statement& statement) const { return catalog_->resolve(statement); }

void Cluster::remember_refused(const Statement& statement) noexcept { catalog_->remember_refused(statement.text); }

std::size_t Cluster::learn_read_functions(SourceLocation where) {
  constexpr DialectSet servers{Dialect::mysql, Dialect::mariadb};
  const auto now = snapshot();
  if ((*now->config->dialects & servers).empty()) return 0;
  Engine& master = *now->engines[master_index];
  try {
    const Lease lease = master.pool().acquire(where);
    master.count_statement();
    auto learned = detail::LearnedFunctions::from(*lease);
    const std::size_t count = learned.size();
    catalog_->learn(std::move(learned));
    return count;
  } catch (Error& error) {
    if (master.pool().closed()) return learn_read_functions(where);
    if (!error.connection_usable()) master.pool().suspect();
    error.add_context(master.name(), where);
    throw;
  }
}

AnalysisStatistics Cluster::analysis_statistics() const { return catalog_->statistics(); }

void Cluster::report(const RouteEvent& event) const noexcept {
  for (const auto& observer : observers_) observer->on_decision(event);
}

std::unique_ptr<detail::MonitorCrew> Cluster::crew_of_monitors() {
  return std::make_unique<detail::MonitorCrew>(detail::MonitorReports{
      .history = &master_history_,
      .publish = [this](const Engine& engine, const detail::ReplicaCondition& now) { on_look(engine, now); },
      .heartbeat_refused =
          [this](const Error& error) {
            for (const auto& observer : observers_) observer->on_heartbeat_refused(error);
          }});
}

// A server that was away may have lost something. That another one answers now, the connection itself tells.
void Cluster::on_pool_event(Engine& engine, const PoolEvent& event) {
  const bool was_away =
      event.kind == PoolEvent::Kind::connect_failed || (event.kind == PoolEvent::Kind::connected && event.failures > 0);
  if (engine.role() == Role::master && was_away) master_history_.doubt();
  if (engine.role() == Role::replica && !event.reachable) engine.known_position().forget();
  set_reachable(engine, event.reachable);
  for (const auto& observer : observers_) observer->on_pool_event(event);
}

void Cluster::on_look(const Engine& engine, const detail::ReplicaCondition& condition) {
  change_state(engine, [&](const EngineState& before, const ClusterConfig& config) -> std::optional<EngineState> {
    if (config.monitor.interval.count() == 0) return std::nullopt;  // switched off during the look
    return detail::changed_by(before, condition, config.monitor.max_lag, config.consistency.max_lag);
  });
}

void Cluster::set_reachable(const Engine& engine, bool reachable) {
  change_state(engine, [&](const EngineState& before, const ClusterConfig&) {
    std::optional<EngineState> after;
    if (before.reachable != reachable) after.emplace(before).reachable = reachable;
    return after;
  });
}

// By the engine itself: what happens to one that was replaced says nothing about the one that has its name now.
void Cluster::change_state(const Engine& engine, const StateChange& change) {
  const detail::MutexLock lock{mutex_};
  const auto found = std::find_if(snapshot_->engines.begin(), snapshot_->engines.end(),
                                  [&](const auto& current) { return current.get() == &engine; });
  if (found == snapshot_->engines.end()) return;
  const auto place = static_cast<std::size_t>(found - snapshot_->engines.begin());
  auto after = change(snapshot_->topology->engines[place], *snapshot_->config);
  if (!after) return;
  auto topology = std::make_shared<Topology>(*snapshot_->topology);
  topology->engines[place] = std::move(*after);
  auto changed = std::make_shared<detail::ClusterSnapshot>(*snapshot_);
  changed->topology = std::move(topology);
  snapshot_ = std::move(changed);
  version_.fetch_add(1, std::memory_order_release);
}

}  // namespace rwsplit
