#include <rwsplit/cluster/cluster_config.hpp>

#include <set>
#include <string>

#include <rwsplit/error/config_error.hpp>
#include <rwsplit/sql/read_functions.hpp>

#include "cluster/url_dialects.hpp"

namespace rwsplit {

namespace {

constexpr const char* master_name = "master";

void check_engine(const EngineConfig& engine, const std::string& owner) {
  if (engine.url.empty()) throw ConfigError{owner + ": url is missing"};
  if (engine.weight > max_weight) {
    throw ConfigError{owner + ": weight " + std::to_string(engine.weight) + " is above " + std::to_string(max_weight)};
  }
  if (engine.pool) engine.pool->validate(engine.name.empty() ? master_name : engine.name);
}

void check_name(const std::string& name, const std::string& where, std::set<std::string>& seen) {
  if (name.empty()) throw ConfigError{where + ": an empty name is no name"};
  if (name == master_name) throw ConfigError{where + ": the name \"master\" is reserved for the master"};
  if (!seen.insert(name).second) throw ConfigError{where + ": the name \"" + name + "\" is used twice"};
}

void check_replica_name(const EngineConfig& replica, std::size_t position, std::set<std::string>& seen) {
  const std::string where = "replicas[" + std::to_string(position) + "]";
  if (replica.name.empty()) throw ConfigError{where + ": name is missing"};
  check_name(replica.name, where, seen);
}

void check_aliases(const EngineConfig& engine, const std::string& owner, std::set<std::string>& seen) {
  for (const std::string& alias : engine.aliases) check_name(alias, owner + ": aliases", seen);
}

void check_read_function(const std::string& name, std::size_t position) {
  const auto problem = ReadFunctions::problem_with(name);
  if (!problem) return;
  throw ConfigError{"read_functions[" + std::to_string(position) + "]: \"" + name + "\": " + *problem};
}

void check_consistency(const ClusterConfig& config) {
  config.consistency.validate("consistency.");
  if (config.consistency.level == ConsistencyLevel::causal) {
    throw ConfigError{
        "consistency: causal needs a token, which belongs to a session or call; session, strong, bounded and eventual "
        "can be the default of a cluster"};
  }
  if (config.token_lifetime.count() < 0) {
    throw ConfigError{"token_lifetime: must not be negative; 0 takes tokens however old they are"};
  }
}

}  // namespace

void ClusterConfig::validate() const {
  if (!master.name.empty() && master.name != master_name) {
    throw ConfigError{"master: its name is always \"master\", not \"" + master.name + "\""};
  }
  check_engine(master, "master");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < replicas.size(); ++i) {
    check_replica_name(replicas[i], i, seen);
    check_engine(replicas[i], "replica \"" + replicas[i].name + "\"");
  }
  check_aliases(master, "master", seen);
  for (const EngineConfig& replica : replicas) check_aliases(replica, "replica \"" + replica.name + "\"", seen);
  if (replicas.size() + 1 > Topology::max_engines) {
    throw ConfigError{"replicas: at most " + std::to_string(Topology::max_engines - 1) + " are supported"};
  }
  if (dialects) detail::check_dialects(*dialects, *this);
  for (std::size_t i = 0; i < read_functions.size(); ++i) check_read_function(read_functions[i], i);
  pool.validate("pool");
  if (connect_timeout.count() <= 0) throw ConfigError{"connect_timeout must be above 0"};
  if (read_timeout.count() < 0) throw ConfigError{"read_timeout must not be negative; 0 waits without end"};
  check_consistency(*this);
  monitor.validate();
  for (const auto& observer : observers) {
    if (!observer) throw ConfigError{"observers: one of them is null"};
  }
}

}  // namespace rwsplit
