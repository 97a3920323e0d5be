#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <rwsplit/cluster/engine.hpp>
#include <rwsplit/cluster/master_history.hpp>
#include <rwsplit/cluster/monitor_options.hpp>
#include <rwsplit/error/error.hpp>

#include "cluster/lag.hpp"
#include "cluster/master_questions.hpp"
#include "cluster/replica_questions.hpp"
#include "pool/connect_failure.hpp"

namespace rwsplit::detail {

/// Where what is seen goes. Called by the threads of several monitors.
struct MonitorReports {
  /// Never null.
  MasterHistory* history{nullptr};
  std::function<void(const Engine&, const ReplicaCondition&)> publish{};
  /// Once per name of a table.
  std::function<void(const Error&)> heartbeat_refused{};
};

/// What a monitor knows about one engine, and how it looks at it over a connection of its own.
///
/// Thread safety: one thread at a time.
class EngineWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Pause = std::chrono::steady_clock::duration;

  /// How long a look waits for a connection or a reply at most.
  static constexpr std::chrono::milliseconds patience{1000};

  EngineWatch(std::shared_ptr<Engine> engine, MonitorReports reports);

  /// Learns what there is to learn, connecting first if need be. Gives the time until the next look; nothing: there is
  /// no point in another one, for this server has no positions. `now` is from before; `random` is uniform in [0, 1).
  ///
  /// Blocking: a few round trips, each for `patience` at most. A failure is part of what there is to learn.
  [[nodiscard]] std::optional<Pause> look(const MonitorOptions& options, Time now, double random);

  /// Until the next look.
  void disconnect() noexcept { connection_.reset(); }

 private:
  [[nodiscard]] bool connect();
  void look_at_master(const MonitorOptions& options, Time now);
  void look_at_replica(const MonitorOptions& options, Time now);
  [[nodiscard]] LagSigns signs_in(const ReplicaAnswer& answer, Time now);
  void beat(const std::string& table);
  [[nodiscard]] Pause failed(const ConnectFailure& failure, double random);

  const std::shared_ptr<Engine> engine_;
  const MonitorReports reports_;
  std::unique_ptr<Connection> connection_{};
  unsigned failures_{0};
  bool was_connected_{false};
  // Of a master.
  std::optional<MasterAnswer> seen_{};
  std::string refused_table_{};
  std::string reported_table_{};
  // Of a replica.
  ReplicaQuestions questions_{};
  /// What it has missed since when, as long as it misses it, and how much had been doubted then.
  MissingPosition missing_{};
  std::uint64_t missing_doubts_{0};
};

/// How a monitor connects: as the engine's pool, with less patience.
[[nodiscard]] ConnectOptions monitor_connection(ConnectOptions options);

}  // namespace rwsplit::detail
