#include "cluster/engine_plan.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/routing/statement_router.hpp>
#include <rwsplit/routing/weighted_balancer.hpp>

#include "cluster/driver_for.hpp"
#include "cluster/url_dialects.hpp"

namespace rwsplit::detail {

namespace {

constexpr const char* master_name = "master";

[[noreturn]] void refuse_change(const std::string& field, const std::string& hint = {}) {
  throw ConfigError{field + ": cannot change while the cluster runs; make a new cluster for it" + hint};
}

// Left out they stay, unless the URLs bring in a reading that statements were never checked for.
DialectSet dialects_of(const ClusterConfig& next, const ClusterConfig& now) {
  if (next.dialects && *next.dialects != *now.dialects) refuse_change("dialects");
  if (!next.dialects && !now.dialects->includes(dialects_of_urls(next))) {
    refuse_change("dialects", ", or name the ones that it has, if the new URLs' servers speak nothing else");
  }
  return *now.dialects;
}

// Code gives these; a configuration that was read again from a file cannot have them.
void keep_what_is_left_out(ClusterConfig& next, const ClusterConfig& now) {
  next.dialects = dialects_of(next, now);
  if (next.observers.empty()) next.observers = now.observers;
  if (!next.logger) next.logger = now.logger;
}

void check_changes(const ClusterConfig& next, const ClusterConfig& now) {
  if (next.read_functions != now.read_functions) refuse_change("read_functions");
  if (next.analysis_cache_size != now.analysis_cache_size) refuse_change("analysis_cache_size");
  if (next.observers != now.observers) refuse_change("observers");
  if (next.logger != now.logger) refuse_change("logger");
}

const EngineConfig* find_engine(const ClusterConfig& config, const std::string& name) noexcept {
  if (name == master_name) return &config.master;
  const auto found = std::find_if(config.replicas.begin(), config.replicas.end(),
                                  [&](const EngineConfig& replica) { return replica.name == name; });
  return found == config.replicas.end() ? nullptr : &*found;
}

/// Whether connections that were opened for the one are right for the other.
bool has_same_connections(const ClusterConfig& next, const EngineConfig& engine, const ClusterConfig& now,
                          const EngineConfig& old) {
  return engine.url == old.url && engine.driver == old.driver &&
         engine.pool.value_or(next.pool) == old.pool.value_or(now.pool) &&
         next.connect_timeout == now.connect_timeout && next.read_timeout == now.read_timeout;
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

void plan_new(PlannedEngine& planned, const EngineConfig& engine, const ClusterConfig& config) {
  planned.connect = {.url = parsed_url(engine),
                     .engine = engine.name,
                     .read_only = planned.state.role == Role::replica,
                     .connect_timeout = config.connect_timeout,
                     .read_timeout = config.read_timeout};
  try {
    planned.driver = engine.driver ? engine.driver : driver_for(planned.connect.url);
    planned.driver->validate(planned.connect.url);
  } catch (ConfigError& error) {
    error.add_context(engine.name, {});
    throw;
  }
  planned.pool = pool_options(planned.state.role, engine.pool.value_or(config.pool), *planned.driver);
}

EnginePlan all_removed(const Topology& topology) {
  EnginePlan plan{topology.engines.size()};
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const EngineState& old = topology.engines[i];
    plan[i].state = {.name = old.name, .role = old.role, .weight = 0, .reachable = false, .removed = true};
  }
  return plan;
}

/// The place that the name has always had, or the next one.
std::size_t place_of(EnginePlan& plan, const std::string& name) {
  const auto found =
      std::find_if(plan.begin(), plan.end(), [&](const PlannedEngine& one) { return one.state.name == name; });
  if (found != plan.end()) return static_cast<std::size_t>(found - plan.begin());
  if (plan.size() == Topology::max_engines) {
    throw ConfigError{"replicas: there is no place for \"" + name + "\": a cluster has at most " +
                      std::to_string(Topology::max_engines) +
                      " different names of engines in its life, removed ones included; give the new engine the name of "
                      "a removed one, or make a new cluster"};
  }
  plan.emplace_back();
  return plan.size() - 1;
}

class Planner {
 public:
  Planner(const ClusterConfig& next, const ClusterSnapshot& now) : next_{next}, now_{now} {}

  EnginePlan plan() {
    add(Role::master, next_.master, next_.master_accepts_reads);
    for (const EngineConfig& replica : next_.replicas) add(Role::replica, replica, true);
    return std::move(plan_);
  }

 private:
  void add(Role role, const EngineConfig& engine, bool accepts_reads) {
    const std::size_t place = place_of(plan_, engine.name);
    PlannedEngine& planned = plan_[place];
    planned.state = {.name = engine.name,
                     .role = role,
                     .weight = engine.weight,
                     .accepts_reads = accepts_reads,
                     .aliases = engine.aliases};
    const EngineConfig* old = place < now_.engines.size() && now_.engines[place] != nullptr
                                  ? find_engine(*now_.config, engine.name)
                                  : nullptr;
    if (old != nullptr && has_same_connections(next_, engine, *now_.config, *old)) {
      planned.kept = now_.engines[place];
    } else {
      plan_new(planned, engine, next_);
    }
  }

  const ClusterConfig& next_;
  const ClusterSnapshot& now_;
  EnginePlan plan_{all_removed(*now_.topology)};
};

void fill_in(ClusterConfig& config) {
  config.master.name = master_name;
  if (!config.router) config.router = std::make_shared<StatementRouter>();
  if (!config.balancer) config.balancer = std::make_shared<WeightedBalancer>();
}

}  // namespace

ClusterConfig completed(ClusterConfig config) {
  config.validate();
  if (!config.dialects) config.dialects = dialects_of_urls(config);
  fill_in(config);
  return config;
}

ClusterConfig completed(ClusterConfig next, const ClusterConfig& now) {
  next.validate();
  keep_what_is_left_out(next, now);
  check_changes(next, now);
  fill_in(next);
  return next;
}

EnginePlan plan_engines(const ClusterConfig& next, const ClusterSnapshot& now) { return Planner{next, now}.plan(); }

Topology topology_of(const EnginePlan& plan) {
  Topology topology;
  topology.engines.reserve(plan.size());
  for (const PlannedEngine& planned : plan) topology.engines.push_back(planned.state);
  return topology;
}

}  // namespace rwsplit::detail
