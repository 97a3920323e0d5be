#pragma once

#include "chaos/workloads/gate.hpp"

namespace rwsplit::chaos {

/// Keeps a gate closed while it lives, also when an exception passes: workers could not be joined otherwise.
class [[nodiscard]] ClosedGate {
 public:
  explicit ClosedGate(Gate& gate) noexcept : gate_{gate} { gate_.close(); }
  ClosedGate(const ClosedGate&) = delete;
  ClosedGate& operator=(const ClosedGate&) = delete;
  ~ClosedGate() { gate_.open(); }

 private:
  Gate& gate_;
};

}  // namespace rwsplit::chaos
