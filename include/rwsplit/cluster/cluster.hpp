#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/cluster/analysis_statistics.hpp>
#include <rwsplit/cluster/cluster_config.hpp>
#include <rwsplit/cluster/cluster_snapshot.hpp>
#include <rwsplit/cluster/engine.hpp>
#include <rwsplit/cluster/engine_statistics.hpp>
#include <rwsplit/cluster/freshness_counters.hpp>
#include <rwsplit/cluster/freshness_statistics.hpp>
#include <rwsplit/cluster/master_history.hpp>
#include <rwsplit/cluster/resolved_statement.hpp>
#include <rwsplit/detail/cache_line.hpp>
#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/routing/topology.hpp>

namespace rwsplit {

namespace detail {
class FormerMasters;
class MonitorCrew;
struct PlannedEngine;
struct ReplicaCondition;
class StatementCatalog;
}  // namespace detail

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
  /// Blocking: until connects, resets, pings and looks of the monitors in progress have ended.
  ~Cluster();

  /// Makes a running cluster what `next` says: engines are compared by name, and are added, removed, re-weighted, or
  /// replaced where the URL, the driver, the pool or a time limit is another one; all policies, the router and the
  /// balancer follow. `auto next = *cluster.config();` is a good start. All or nothing: after an error everything is as
  /// it was.
  ///
  /// Effective at each session's next decision. What runs on a removed or replaced engine (a statement, a transaction,
  /// a stream, state that keeps a connection) ends there; its pool lends nothing more and closes each connection when
  /// it comes back, see `EngineStatistics::draining`. Guards and handles by name keep aiming at that engine: at what
  /// replaces it, and while there is none reads go where they go without replicas (`no_replica`), also if the name has
  /// become an alias. Sessions see what they have written as before, so keep a replaced master writable until its last
  /// transactions are over.
  ///
  /// Cannot change: `dialects`, `read_functions`, `analysis_cache_size`, `observers`, `logger`; `dialects`, `observers`
  /// and `logger` stay as they are where `next` leaves them out; a `router` or `balancer` that it leaves out is the
  /// default one, as for a new cluster. `enabled` and `auto_read_on_replica` set their switches if they differ from the
  /// configuration before; a switch that was turned by hand stays otherwise.
  ///
  /// Thread safety: several threads take turns; an observer may do it too, and changes nothing once the cluster is
  /// being destroyed. Blocking: on their turns, and when the master is replaced on
  /// one question to the old one, for 2 s at most. Throws: `ConfigError`, `UnknownEngine` (a router
  /// names an engine that does not exist).
  void reconfigure(ClusterConfig next) RWSPLIT_EXCLUDES(mutex_);

  /// The emergency switch: off sends every statement to the master, whatever asks for a replica. Effective at the next
  /// decision; an open transaction and session state stay on the connection that has them.
  void set_enabled(bool enabled) noexcept { enabled_.store(enabled, std::memory_order_relaxed); }
  [[nodiscard]] bool enabled() const noexcept { return enabled_.load(std::memory_order_relaxed); }

  /// Off stops only automatic reads on replicas; guards, overrides and declared intents keep working.
  void set_auto_read_on_replica(bool automatic) noexcept { automatic_.store(automatic, std::memory_order_relaxed); }
  [[nodiscard]] bool auto_read_on_replica() const noexcept { return automatic_.load(std::memory_order_relaxed); }

  /// One entry per engine, the master first; then those that were removed or replaced and still have connections.
  [[nodiscard]] std::vector<EngineStatistics> statistics() const RWSPLIT_EXCLUDES(mutex_);

  /// The engines as routing sees them now. Never null; immutable; a newer one replaces it when something changes.
  [[nodiscard]] std::shared_ptr<const Topology> topology() const { return snapshot()->topology; }
  /// Changes whenever `topology()` or `config()` does, so that a reader can keep its copy without a lock.
  [[nodiscard]] std::uint64_t topology_version() const noexcept { return version_.load(std::memory_order_acquire); }
  /// Configuration, topology and engines of one moment, for sessions. Never null.
  [[nodiscard]] std::shared_ptr<const detail::ClusterSnapshot> snapshot() const RWSPLIT_EXCLUDES(mutex_);

  /// The engine's place in every topology of this cluster. Throws: `UnknownEngine` that lists the names.
  [[nodiscard]] EngineIndex index_of(std::string_view name) const;

  /// Places in the topology, those of removed engines included.
  [[nodiscard]] std::size_t engine_count() const { return snapshot()->engines.size(); }
  /// Requires an index below `engine_count()`; 0 is the master. Lifetime: see `Engine`. Throws: `UnknownEngine` for one
  /// that was removed.
  [[nodiscard]] Engine& engine(EngineIndex index) const;
  /// The name of that place, whatever became of its engine. Requires an index of any topology of this cluster.
  /// Lifetime: the cluster.
  [[nodiscard]] std::string_view engine_name(EngineIndex index) const noexcept { return names_[index]; }

  /// With defaults filled in. Never null; immutable: `reconfigure` puts another one in its place.
  [[nodiscard]] std::shared_ptr<const ClusterConfig> config() const { return snapshot()->config; }
  /// All that are told of decisions: the log, then those of the configuration.
  [[nodiscard]] const std::vector<std::shared_ptr<Observer>>& observers() const noexcept { return observers_; }

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

  /// What is known of the master's positions, for sessions.
  [[nodiscard]] detail::MasterHistory& master_history() noexcept { return master_history_; }
  /// What a replaced master of that origin, or its replicas, had shown by the time of that round of `master_history()`;
  /// nothing if it cannot be asked any more. Blocking: as one question in `reconfigure`; callers take turns.
  [[nodiscard]] std::optional<Position> ask_former_master(std::uint32_t origin, std::uint64_t round);
  /// What the sessions' waits for replicas came to.
  [[nodiscard]] FreshnessStatistics freshness_statistics() const noexcept { return freshness_counters_.read(); }
  [[nodiscard]] detail::FreshnessCounters& freshness_counters() noexcept { return freshness_counters_; }

  /// The number of the next balanced choice.
  [[nodiscard]] std::uint64_t next_ticket() noexcept { return ticket_.fetch_add(1, std::memory_order_relaxed); }

 private:
  class Turn;
  using Engines = std::vector<std::shared_ptr<Engine>>;

  explicit Cluster(std::shared_ptr<const ClusterConfig> config);

  void install(const std::shared_ptr<const ClusterConfig>& config) RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] std::shared_ptr<Engine> made(detail::PlannedEngine planned);
  [[nodiscard]] Engines publish(std::shared_ptr<detail::ClusterSnapshot> next, Topology topology)
      RWSPLIT_EXCLUDES(mutex_);
  void destroy_drained() RWSPLIT_EXCLUDES(mutex_);
  void on_pool_event(Engine& engine, const PoolEvent& event) RWSPLIT_EXCLUDES(mutex_);
  void on_look(const Engine& engine, const detail::ReplicaCondition& condition) RWSPLIT_EXCLUDES(mutex_);
  [[nodiscard]] std::unique_ptr<detail::MonitorCrew> crew_of_monitors();
  void set_reachable(const Engine& engine, bool reachable) RWSPLIT_EXCLUDES(mutex_);
  /// What is the state of this place, if it is to be another one.
  using StateChange = std::function<std::optional<EngineState>(const EngineState&, const ClusterConfig&)>;
  void change_state(const Engine& engine, const StateChange& change) RWSPLIT_EXCLUDES(mutex_);

  const std::vector<std::shared_ptr<Observer>> observers_;
  std::unique_ptr<detail::StatementCatalog> catalog_;
  std::atomic<bool> enabled_;
  std::atomic<bool> automatic_;
  std::atomic<std::uint64_t> version_{1};
  alignas(detail::cache_line) std::atomic<std::uint64_t> ticket_{0};
  alignas(detail::cache_line) detail::FreshnessCounters freshness_counters_;
  alignas(detail::cache_line) detail::MasterHistory master_history_;
  std::unique_ptr<detail::FormerMasters> former_masters_;
  /// By place. Each is written once, before the first topology that has it is published.
  std::array<std::string, Topology::max_engines> names_;
  mutable detail::Mutex mutex_;
  detail::ConditionVariable turn_over_;
  bool reconfiguring_ RWSPLIT_GUARDED_BY(mutex_){false};
  bool ending_ RWSPLIT_GUARDED_BY(mutex_){false};
  std::shared_ptr<detail::ClusterSnapshot> snapshot_ RWSPLIT_GUARDED_BY(mutex_);
  /// Removed or replaced, and kept until their last connections are back and no session knows them any more: what
  /// destroys a pool must not be a session.
  Engines retired_ RWSPLIT_GUARDED_BY(mutex_);
  std::unique_ptr<detail::MonitorCrew> monitors_;
};

}  // namespace rwsplit
