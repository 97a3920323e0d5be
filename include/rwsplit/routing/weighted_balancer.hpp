#pragma once

#include <rwsplit/routing/balancer.hpp>
#include <rwsplit/routing/weighted_turn.hpp>

namespace rwsplit {

/// Exact shares in turn (the default): of as many consecutive tickets as the weights add up to, each replica gets
/// precisely its weight, evenly spread over them.
///
/// It keeps nothing between choices, so replicas may come and go at any time.
class WeightedBalancer final : public Balancer {
 public:
  [[nodiscard]] std::size_t pick(const Candidates& candidates, Draw draw) const noexcept override {
    return detail::weighted_turn(candidates, draw.ticket);
  }
};

}  // namespace rwsplit
