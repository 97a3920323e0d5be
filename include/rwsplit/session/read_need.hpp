#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <rwsplit/consistency/position.hpp>

namespace rwsplit::detail {

/// What one read must see, on its way to an engine.
struct ReadNeed {
  using Time = std::chrono::steady_clock::time_point;

  /// False: any replica will do.
  bool required{false};
  /// Of `bounded` and `strong`: the position is still to be found out.
  bool open{false};
  /// Nobody can say which replica has it.
  bool unknowable{false};
  /// Of this call alone; without it `CausalState::required` counts.
  std::optional<Position> position{};
  /// Replicas that were waited for in vain.
  std::uint64_t behind{0};
  /// When waiting began, if it did.
  std::optional<Time> waiting_since{};
};

}  // namespace rwsplit::detail
