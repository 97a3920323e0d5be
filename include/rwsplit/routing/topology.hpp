#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/routing/engine_state.hpp>

namespace rwsplit {

/// All engines at one moment, and the places of those that were removed; the master comes first. Immutable once
/// published. A name has the same place in every topology of a cluster.
struct Topology {
  /// Bound of the engine count, so that a decision needs no memory of its own.
  static constexpr std::size_t max_engines = 64;

  std::vector<EngineState> engines{};

  /// The engine that has this name, or has it among its other names. Removed ones have none.
  [[nodiscard]] std::optional<EngineIndex> find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < engines.size(); ++i) {
      const EngineState& engine = engines[i];
      if (engine.removed) continue;
      if (engine.name == name || std::find(engine.aliases.begin(), engine.aliases.end(), name) != engine.aliases.end())
        return static_cast<EngineIndex>(i);
    }
    return std::nullopt;
  }

  /// All names that `find` knows, for messages: `master, replica1`.
  [[nodiscard]] std::string names() const {
    std::string all;
    for (const EngineState& engine : engines) {
      if (engine.removed) continue;
      all.append(all.empty() ? "" : ", ").append(engine.name);
      for (const std::string& alias : engine.aliases) all.append(", ").append(alias);
    }
    return all;
  }
};

}  // namespace rwsplit
