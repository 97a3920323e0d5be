#pragma once

#include <rwsplit/routing/balancer.hpp>
#include <rwsplit/routing/weighted_draw.hpp>

namespace rwsplit {

/// Draws two different replicas at random by weight and picks the less loaded one for its weight.
///
/// Nearly as even as `LeastInUseBalancer`, and many processes that decide from the same stale loads do not all rush to
/// one replica (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001).
class PowerOfTwoBalancer final : public Balancer {
 public:
  [[nodiscard]] std::size_t pick(const Candidates& candidates, Draw draw) const noexcept override {
    if (candidates.size() < 2) return 0;
    const std::uint64_t bits = detail::mix(draw.random);
    const std::size_t first = detail::weighted_draw(candidates, bits);
    Candidates others;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (i != first) others.add(candidates[i]);
    }
    std::size_t second = detail::weighted_draw(others, detail::mix(bits));
    if (second >= first) ++second;
    return detail::less_loaded(candidates[second], candidates[first]) ? second : first;
  }
};

}  // namespace rwsplit
