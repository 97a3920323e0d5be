#include <rwsplit/cluster/cluster.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/observe/log_observer.hpp>
#include <rwsplit/routing/statement_router.hpp>
#include <rwsplit/routing/weighted_balancer.hpp>

#include "cluster/driver_for.hpp"

namespace rwsplit {

namespace {

ClusterConfig completed(ClusterConfig config) {
  config.validate();
  config.master.name = "master";
  if (!config.router) config.router = std::make_shared<StatementRouter>();
  if (!config.balancer) config.balancer = std::make_shared<WeightedBalancer>();
  config.observers.insert(config.observers.begin(), log_observer(config.logger));
  return config;
}

Topology initial_topology(const ClusterConfig& config) {
  Topology topology;
  topology.engines.push_back({.name = config.master.name,
                              .role = Role::master,
                              .weight = config.master.weight,
                              .accepts_reads = config.master_accepts_reads});
  for (const EngineConfig& replica : config.replicas) {
    topology.engines.push_back({.name = replica.name, .role = Role::replica, .weight = replica.weight});
  }
  return topology;
}

PoolOptions pool_options(Role role, PoolOptions options, const Driver& driver) {
  if (role == Role::replica) return options;
  options.max_size = std::min(options.max_size, driver.max_writers());
  options.min_idle = std::min(options.min_idle, options.max_size);
  return options;
}

Url parsed_url(const EngineConfig& engine) {
  try {
    return Url::parse(engine.url);
  } catch (const ConfigError& error) {
    throw ConfigError{"engine \"" + engine.name + "\": " + error.info().what};
  }
}

}  // namespace

Cluster::Cluster(ClusterConfig config)
    : config_{completed(std::move(config))}, topology_{std::make_shared<Topology>(initial_topology(config_))} {
  config_.router->validate(*topology());
  engines_.reserve(config_.replicas.size() + 1);
  add_engine(Role::master, config_.master);
  for (const EngineConfig& replica : config_.replicas) add_engine(Role::replica, replica);
}

void Cluster::add_engine(Role role, const EngineConfig& engine) {
  ConnectOptions connect{.url = parsed_url(engine),
                         .engine = engine.name,
                         .read_only = role == Role::replica,
                         .connect_timeout = config_.connect_timeout,
                         .read_timeout = config_.read_timeout};
  try {
    const std::shared_ptr<Driver> driver = engine.driver ? engine.driver : detail::driver_for(connect.url);
    driver->validate(connect.url);
    const PoolOptions options = pool_options(role, engine.pool.value_or(config_.pool), *driver);
    engines_.push_back(std::make_unique<Engine>(role, driver, std::move(connect), options,
                                                [this](const PoolEvent& event) { on_pool_event(event); }));
  } catch (ConfigError& error) {
    error.add_context(engine.name, {});
    throw;
  }
}

std::vector<EngineStatistics> Cluster::statistics() const {
  std::vector<EngineStatistics> all;
  all.reserve(engines_.size());
  for (const auto& engine : engines_) {
    all.push_back({.name = engine->name(),
                   .role = engine->role(),
                   .reachable = engine->pool().reachable(),
                   .statements = engine->statements(),
                   .pool = engine->pool().statistics()});
  }
  return all;
}

std::shared_ptr<const Topology> Cluster::topology() const {
  const detail::MutexLock lock{mutex_};
  return topology_;
}

EngineIndex Cluster::index_of(std::string_view name) const {
  std::string known;
  for (std::size_t i = 0; i < engines_.size(); ++i) {
    if (engines_[i]->name() == name) return static_cast<EngineIndex>(i);
    known += (known.empty() ? "" : ", ") + engines_[i]->name();
  }
  throw UnknownEngine{"no engine is named \"" + std::string{name} + "\"; there are: " + known};
}

void Cluster::report(const RouteEvent& event) const noexcept {
  for (const auto& observer : config_.observers) observer->on_decision(event);
}

void Cluster::on_pool_event(const PoolEvent& event) {
  set_reachable(event.pool, event.reachable);
  for (const auto& observer : config_.observers) observer->on_pool_event(event);
}

void Cluster::set_reachable(std::string_view name, bool reachable) {
  const detail::MutexLock lock{mutex_};
  const auto index = topology_->find(name);
  if (!index || topology_->engines[*index].reachable == reachable) return;
  auto changed = std::make_shared<Topology>(*topology_);
  changed->engines[*index].reachable = reachable;
  topology_ = std::move(changed);
  version_.fetch_add(1, std::memory_order_release);
}

}  // namespace rwsplit
