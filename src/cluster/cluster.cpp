#include <rwsplit/cluster/cluster.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/error.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/observe/log_observer.hpp>
#include <rwsplit/routing/statement_router.hpp>
#include <rwsplit/routing/weighted_balancer.hpp>

#include "cluster/driver_for.hpp"
#include "cluster/statement_catalog.hpp"
#include "cluster/url_dialects.hpp"

namespace rwsplit {

namespace {

ClusterConfig completed(ClusterConfig config) {
  config.validate();
  config.master.name = "master";
  if (!config.dialects) config.dialects = detail::dialects_of_urls(config);
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
    : config_{completed(std::move(config))},
      catalog_{std::make_unique<detail::StatementCatalog>(*config_.dialects, config_.analysis_cache_size,
                                                          ReadFunctions{config_.read_functions})},
      topology_{std::make_shared<Topology>(initial_topology(config_))} {
  config_.router->validate(*topology());
  engines_.reserve(config_.replicas.size() + 1);
  add_engine(Role::master, config_.master);
  for (const EngineConfig& replica : config_.replicas) add_engine(Role::replica, replica);
}

Cluster::~Cluster() = default;

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

ResolvedStatement Cluster::resolve(const Statement& statement) const { return catalog_->resolve(statement); }

void Cluster::remember_refused(const Statement& statement) noexcept { catalog_->remember_refused(statement.text); }

std::size_t Cluster::learn_read_functions(SourceLocation where) {
  constexpr DialectSet servers{Dialect::mysql, Dialect::mariadb};
  if ((*config_.dialects & servers).empty()) return 0;
  Engine& master = engine(master_index);
  try {
    const Lease lease = master.pool().acquire(where);
    master.count_statement();
    auto learned = detail::LearnedFunctions::from(*lease);
    const std::size_t count = learned.size();
    catalog_->learn(std::move(learned));
    return count;
  } catch (Error& error) {
    if (!error.connection_usable()) master.pool().suspect();
    error.add_context(master.name(), where);
    throw;
  }
}

AnalysisStatistics Cluster::analysis_statistics() const { return catalog_->statistics(); }

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
