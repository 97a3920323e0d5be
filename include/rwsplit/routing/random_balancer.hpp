#pragma once

#include <rwsplit/routing/balancer.hpp>
#include <rwsplit/routing/weighted_draw.hpp>

namespace rwsplit {

/// Picks at random, each replica as likely as its weight says.
class RandomBalancer final : public Balancer {
 public:
  [[nodiscard]] std::size_t pick(const Candidates& candidates, Draw draw) const noexcept override {
    return detail::weighted_draw(candidates, detail::mix(draw.random));
  }
};

}  // namespace rwsplit
