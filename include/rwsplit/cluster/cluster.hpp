#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <rwsplit/cluster/analysis_statistics.hpp>
#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/cluster/engine.hpp>
#include <rwsplit/cluster/engine_statistics.hpp>
#include <rwsplit/cluster/resolved_statement.hpp>
#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/routing/topology.hpp>

namespace rwsplit {

namespace detail {
class StatementCatalog;
}

/// One master and its replicas, with their pools, the router and the switches: one per process and database.
///
/// Thread safety: every member may be called by any thread. Lifetime: outlives its sessions.
class Cluster {
 public:
  /// Returns at once; connections are opened in the background. Throws: `ConfigError`, `UnknownEngine` (a router names
  /// an engine that does not exist).
  explicit Cluster(ClusterConfig config);
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  /// Blocking: until connects, resets and pings in progress have ended.
  ~Cluster();

  /// The emergency switch: off sends every statement to the master, whatever asks for a replica. Effective at the next
  /// decision; an open transaction and session state stay on the connection that has them.
  void set_enabled(bool enabled) noexcept { enabled_.store(enabled, std::memory_order_relaxed); }
  [[nodiscard]] bool enabled() const noexcept { return enabled_.load(std::memory_order_relaxed); }

  /// Off stops only automatic reads on replicas; guards, overrides and declared intents keep working.
  void set_auto_read_on_replica(bool automatic) noexcept { automatic_.store(automatic, std::memory_order_relaxed); }
  [[nodiscard]] bool auto_read_on_replica() const noexcept { return automatic_.load(std::memory_order_relaxed); }

  /// One entry per engine, the master first.
  [[nodiscard]] std::vector<EngineStatistics> statistics() const;

  /// The engines as routing sees them now. Never null; immutable; a newer one replaces it when something changes.
  [[nodiscard]] std::shared_ptr<const Topology> topology() const RWSPLIT_EXCLUDES(mutex_);
  /// Changes whenever `topology()` does, so that a reader can keep its copy without a lock.
  [[nodiscard]] std::uint64_t topology_version() const noexcept { return version_.load(std::memory_order_acquire); }

  /// The engine's place in every topology of this cluster. Throws: `UnknownEngine` that lists the names.
  [[nodiscard]] EngineIndex index_of(std::string_view name) const;

  [[nodiscard]] std::size_t engine_count() const noexcept { return engines_.size(); }
  /// Requires an index below `engine_count()`; 0 is the master.
  [[nodiscard]] Engine& engine(EngineIndex index) noexcept { return *engines_[index]; }

  /// With defaults filled in. Immutable.
  [[nodiscard]] const ClusterConfig& config() const noexcept { return config_; }

  /// The statement as this cluster sees it: text known only at run time is analysed, from the cache if it was seen
  /// before; `ClusterConfig::dialects` and `read_functions` may make a read of what the compiler could not vouch for;
  /// and what a replica has refused is `unknown` from then on. Costs a constant that needs none of it no copy and next
  /// to nothing. Resolving twice does no harm. Lifetime of the result: within the statement's.
  [[nodiscard]] ResolvedStatement resolve(const Statement& statement) const;
  /// To be called when a replica refused, as a write, what was taken for a read: until the cluster ends, statements
  /// with this text resolve to `unknown`, `Doubt::refused_before`. A thousand or so texts are remembered.
  void remember_refused(const Statement& statement) noexcept;
  /// Asks the master which stored functions are declared `NO SQL` or `READS SQL DATA`, as far as the account may see
  /// them; statements that call them can then be reads. Gives their number; what was learned before is forgotten,
  /// `ClusterConfig::read_functions` stays. `db.f` counts, and `f` alone for functions of the database in the master's
  /// URL: do not use this where sessions change to another one with `USE`. SQLite has no stored functions: 0.
  ///
  /// The declaration is the author's word, servers do not enforce it. A function that writes all the same is refused by
  /// the replica and run once more on the master; one that declares `READS SQL DATA` and calls `GET_LOCK` gets its lock
  /// on a replica. Never done by itself: ask again after functions were changed.
  ///
  /// Blocking: on a connection of the master's pool and on one reply, with their limits. Throws: `ServerError`,
  /// `ConnectionError`, `PoolTimeout`, `Unavailable`; what was learned before is then kept.
  std::size_t learn_read_functions(SourceLocation where = SourceLocation::current());
  /// How often texts had to be analysed, and how often that was wrong.
  [[nodiscard]] AnalysisStatistics analysis_statistics() const;

  /// Tells the log and every observer.
  void report(const RouteEvent& event) const noexcept;

  /// The number of the next balanced choice.
  [[nodiscard]] std::uint64_t next_ticket() noexcept { return ticket_.fetch_add(1, std::memory_order_relaxed); }

 private:
  void add_engine(Role role, const EngineConfig& engine);
  void on_pool_event(const PoolEvent& event) RWSPLIT_EXCLUDES(mutex_);
  void set_reachable(std::string_view name, bool reachable) RWSPLIT_EXCLUDES(mutex_);

  ClusterConfig config_;
  std::unique_ptr<detail::StatementCatalog> catalog_;
  std::atomic<bool> enabled_{true};
  std::atomic<bool> automatic_{true};
  std::atomic<std::uint64_t> ticket_{0};
  std::atomic<std::uint64_t> version_{1};
  mutable detail::Mutex mutex_;
  std::shared_ptr<const Topology> topology_ RWSPLIT_GUARDED_BY(mutex_);
  /// Last: their pools call `on_pool_event` until they are gone.
  std::vector<std::unique_ptr<Engine>> engines_;
};

}  // namespace rwsplit
