#pragma once

#include <rwsplit/routing/balancer.hpp>
#include <rwsplit/routing/weighted_draw.hpp>
#include <rwsplit/routing/weighted_turn.hpp>

namespace rwsplit {

/// Picks the replica with the fewest connections on loan for its weight; equals take turns by weight.
///
/// Good when statements differ much in length. The loads are those of this process, not of the server.
class LeastInUseBalancer final : public Balancer {
 public:
  [[nodiscard]] std::size_t pick(const Candidates& candidates, Draw draw) const noexcept override {
    if (candidates.empty()) return 0;
    Candidates least;
    for (const Candidate& candidate : candidates) {
      if (!least.empty() && detail::less_loaded(least[0], candidate)) continue;
      if (!least.empty() && detail::less_loaded(candidate, least[0])) least = {};
      least.add(candidate);
    }
    const Candidate chosen = least[detail::weighted_turn(least, draw.ticket)];
    std::size_t position = 0;
    while (candidates[position] != chosen) ++position;
    return position;
  }
};

}  // namespace rwsplit
