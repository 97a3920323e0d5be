#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rwsplit/routing/role.hpp>

namespace rwsplit {

/// The number of an engine within its topology; 0 is the master.
using EngineIndex = std::uint8_t;

inline constexpr EngineIndex master_index = 0;

/// The greatest weight with an effect of its own: exact shares are computed in 64 bits, which this bound keeps from
/// overflowing.
inline constexpr std::uint32_t max_weight = 1'000'000;

/// One engine as routing sees it: plain values of one moment.
struct EngineState {
  std::string name{};
  Role role{Role::replica};
  /// Share of the reads, relative to the other replicas, up to `max_weight`; 0: used only when asked for by name.
  std::uint32_t weight{1};
  /// False while no connection can be made.
  bool reachable{true};
  /// The master may also be given plain reads (`ClusterConfig::master_accepts_reads`).
  bool accepts_reads{true};
  /// How far it was behind when it was last looked at; nothing: nobody knows. The master's is 0.
  std::optional<std::chrono::milliseconds> lag{};
  /// Too far behind for automatic reads (`MonitorOptions::max_lag`).
  bool lagging{false};
  /// False while a replica is known to apply no changes: its replication is stopped or broken.
  bool applying{true};
  /// It was taken out of the cluster: its place stays empty until an engine of this name is added again. Unreachable,
  /// and unknown by name.
  bool removed{false};
  /// Other names of it, see `EngineConfig::aliases`.
  std::vector<std::string> aliases{};
};

}  // namespace rwsplit
