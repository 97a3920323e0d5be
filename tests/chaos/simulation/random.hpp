#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace rwsplit::chaos {

/// The same numbers for the same seed, with every standard library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 0 to limit - 1; the slight bias does no harm here.
  [[nodiscard]] std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }
  [[nodiscard]] bool chance(std::size_t percent) { return below(100) < percent; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace rwsplit::chaos
