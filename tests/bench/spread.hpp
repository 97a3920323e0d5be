#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace rwsplit::bench {

/// The middle of many measurements and how far they are apart.
struct Spread {
  double p25{0};
  double median{0};
  double p75{0};

  /// Requires at least one value.
  [[nodiscard]] static Spread of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto at = [&](std::size_t quarters) { return values[(values.size() - 1) * quarters / 4]; };
    return {.p25 = at(1), .median = at(2), .p75 = at(3)};
  }
};

}  // namespace rwsplit::bench
