#pragma once

#include <rwsplit/routing/balancer.hpp>

namespace rwsplit {

/// One after the other, whatever the weights (except 0: used only when asked for by name).
class RoundRobinBalancer final : public Balancer {
 public:
  [[nodiscard]] std::size_t pick(const Candidates& candidates, Draw draw) const noexcept override {
    return candidates.empty() ? 0 : static_cast<std::size_t>(draw.ticket % candidates.size());
  }
};

}  // namespace rwsplit
