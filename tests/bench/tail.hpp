#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace rwsplit::bench {

/// The middle of many measurements and their upper end.
struct Tail {
  double p50{0};
  double p99{0};
  double max{0};

  /// Requires at least one value.
  [[nodiscard]] static Tail of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto at = [&](std::size_t percent) { return values[(values.size() - 1) * percent / 100]; };
    return {.p50 = at(50), .p99 = at(99), .max = values.back()};
  }
};

}  // namespace rwsplit::bench
