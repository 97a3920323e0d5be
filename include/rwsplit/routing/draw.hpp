#pragma once

#include <cstdint>

namespace rwsplit {

/// What makes one choice of a balancer differ from the next. It comes from outside, so that a decision can be repeated.
struct Draw {
  /// 64 random bits.
  std::uint64_t random{0};
  /// The number of this choice: counts the choices made, not the statements run.
  std::uint64_t ticket{0};
};

}  // namespace rwsplit
