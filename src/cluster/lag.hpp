#pragma once

#include <chrono>
#include <optional>

#include <rwsplit/routing/engine_state.hpp>

// How far a replica is behind, as functions from values to values.
namespace rwsplit::detail {

/// What one look at a replica found of its lag; nothing: not known from there.
struct LagSigns {
  /// It has everything that the master is known to have.
  bool has_everything{false};
  /// Age of the newest heartbeat that it has.
  std::optional<std::chrono::microseconds> heartbeat{};
  /// Age of what it is applying, by MySQL's timestamps; 0 when nothing is left to apply.
  std::optional<std::chrono::microseconds> applier{};
  /// `Seconds_Behind_Source`.
  std::optional<std::chrono::seconds> estimate{};
  /// For how long the master has had something that is missing here.
  std::optional<std::chrono::steady_clock::duration> missing_for{};
};

/// The best of them: positions prove that nothing is missing; otherwise the first that is known, and never less than
/// what is missing by its position. Clocks of servers differ: an age below 0 is 0.
[[nodiscard]] std::optional<std::chrono::milliseconds> lag_of(const LagSigns& signs) noexcept;

/// Out above `max_lag`, in again below half of it, so that a replica at the limit does not come and go; 0: however far.
/// Where the lag is not known it stays as it is.
[[nodiscard]] bool is_lagging(bool before, std::optional<std::chrono::milliseconds> lag,
                              std::chrono::milliseconds max_lag) noexcept;

/// What a look at a replica comes to.
struct ReplicaCondition {
  std::optional<std::chrono::milliseconds> lag{};
  /// See `EngineState::applying`.
  bool applying{true};
};

/// The state after the look, if something has changed that routing would notice: a lag that moves by a tenth or less,
/// on the same side of both limits, is no change. `bound` is that of the cluster's default level.
[[nodiscard]] std::optional<EngineState> changed_by(const EngineState& before, const ReplicaCondition& now,
                                                    std::chrono::milliseconds max_lag, std::chrono::milliseconds bound);

}  // namespace rwsplit::detail
