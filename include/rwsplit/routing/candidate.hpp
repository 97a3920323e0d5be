#pragma once

#include <cstdint>

#include <rwsplit/routing/engine_state.hpp>

namespace rwsplit {

/// One engine that a balancer may choose.
struct Candidate {
  EngineIndex engine{master_index};
  /// Its share of the reads, relative to the other candidates; `Candidates` keeps it between 1 and `max_weight`.
  std::uint32_t weight{1};
  /// Connections on loan right now.
  std::uint32_t load{0};

  friend constexpr bool operator==(Candidate, Candidate) noexcept = default;
};

}  // namespace rwsplit
