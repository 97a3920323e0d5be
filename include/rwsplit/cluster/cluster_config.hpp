#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <spdlog/fwd.h>

#include <rwsplit/cluster/engine_config.hpp>
#include <rwsplit/cluster/monitor_options.hpp>
#include <rwsplit/consistency/consistency.hpp>
#include <rwsplit/observe/observer.hpp>
#include <rwsplit/pool/pool_options.hpp>
#include <rwsplit/routing/balancer.hpp>
#include <rwsplit/routing/policies.hpp>
#include <rwsplit/routing/router.hpp>
#include <rwsplit/sql/dialect.hpp>

namespace rwsplit {

class Settings;

/// Everything a `Cluster` is made from.
struct ClusterConfig {
  EngineConfig master{};
  /// None is legal: reads then run on the master, with the reason `no_replica`.
  std::vector<EngineConfig> replicas{};
  /// For every engine that has no `EngineConfig::pool` of its own.
  PoolOptions pool{};
  /// Longest time to open one connection; a URL's `connect_timeout` overrides it.
  std::chrono::milliseconds connect_timeout{1000};
  /// Longest wait for the reply to one command, 0 waits without end; a URL's `read_timeout` overrides it.
  std::chrono::milliseconds read_timeout{0};
  /// The master takes its share of the automatic reads (`master.weight`), from the same pool as its writes.
  bool master_accepts_reads{false};
  /// A write that a guard, override or intent aims at a replica.
  OnReplicaWrite on_replica_write{OnReplicaWrite::refuse};
  /// A read that finds no replica.
  ReplicaFallback replica_fallback{ReplicaFallback::master};
  /// What reads on replicas see unless a session, a guard or a call says otherwise.
  Consistency consistency{};
  /// How old a `CausalToken` may be; an older one sends the reads that ask for it to the master. 0: however old.
  std::chrono::seconds token_lifetime{std::chrono::hours{1}};
  /// How servers are looked after.
  MonitorOptions monitor{};
  /// Sessions may choose another one, see `SessionOptions`.
  Stickiness stickiness{Stickiness::session};
  /// Whose reading of a statement counts: a read is one under all of them. Without: what the URLs say, `mysql://` and
  /// `mariadb://` stand for MySQL and MariaDB alike, `sqlite:` for SQLite, any other scheme for all three. Naming the
  /// one server that is really there lets more reads go to replicas; naming more than there are costs a few.
  std::optional<DialectSet> dialects{};
  /// Stored and loadable functions that neither write nor lock, `f` or `db.f`: a statement is a read although it calls
  /// them. See also `Cluster::learn_read_functions`.
  std::vector<std::string> read_functions{};
  /// Comments that steer one statement: `/* rwsplit: replica */`.
  HintPolicy hints{HintPolicy::warn};
  /// Statements about the server itself.
  AdministrationPolicy administration{AdministrationPolicy::run_on_master};
  /// Texts given as `runtime_sql` whose analysis is kept, so that it is made once; 0 analyses them every time.
  /// Constants need none: the compiler has analysed them.
  std::size_t analysis_cache_size{4096};
  /// What `Cluster::set_enabled` starts with: off sends every statement to the master.
  bool enabled{true};
  /// What `Cluster::set_auto_read_on_replica` starts with: off stops only automatic reads on replicas.
  bool auto_read_on_replica{true};
  /// Without one: `StatementRouter`.
  std::shared_ptr<const Router> router{};
  /// Without one: `WeightedBalancer`.
  std::shared_ptr<const Balancer> balancer{};
  /// Told of every decision, beside the log.
  std::vector<std::shared_ptr<Observer>> observers{};
  /// Without one: the registered logger `rwsplit`, see `log_observer`.
  std::shared_ptr<spdlog::logger> logger{};

  /// From text of any origin, as far as it concerns a cluster: what begins with `request.` is for others. Throws:
  /// `ConfigError` that says where the key was written, what is wrong, and what would be right; never a value.
  [[nodiscard]] static ClusterConfig from(const Settings& settings);
  /// From one source alone, see `Settings`. Blocking: on the file. Throws: as `from`.
  [[nodiscard]] static ClusterConfig from_toml(const std::filesystem::path& file);
  [[nodiscard]] static ClusterConfig from_properties(const std::map<std::string, std::string>& properties,
                                                     std::string_view prefix = {});
  [[nodiscard]] static ClusterConfig from_environment(std::string_view prefix = "RWSPLIT_");
  [[nodiscard]] static ClusterConfig from_urls(std::span<const std::string> urls);

  /// Throws: `ConfigError` that names the engine and the field.
  void validate() const;
};

}  // namespace rwsplit
