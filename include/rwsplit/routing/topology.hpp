#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <rwsplit/routing/engine_state.hpp>

namespace rwsplit {

/// All engines at one moment; the master comes first. Immutable once published.
struct Topology {
  /// Bound of the engine count, so that a decision needs no memory of its own.
  static constexpr std::size_t max_engines = 64;

  std::vector<EngineState> engines{};

  [[nodiscard]] std::optional<EngineIndex> find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < engines.size(); ++i) {
      if (engines[i].name == name) return static_cast<EngineIndex>(i);
    }
    return std::nullopt;
  }
};

}  // namespace rwsplit
