#pragma once

#include <vector>

#include "chaos/history/log.hpp"

namespace rwsplit::chaos {

/// What one worker does again and again.
///
/// Thread safety: one thread.
class Workload {
 public:
  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  virtual ~Workload() = default;

  /// A few operations, noted. Errors of the library do not come out.
  virtual void step() = 0;
  /// What was noted so far.
  [[nodiscard]] virtual Log take() = 0;
};

}  // namespace rwsplit::chaos
