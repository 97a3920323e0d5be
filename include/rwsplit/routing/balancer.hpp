#pragma once

#include <cstddef>

#include <rwsplit/routing/candidates.hpp>
#include <rwsplit/routing/draw.hpp>

namespace rwsplit {

/// Port: picks one of the engines that may serve a plain read.
///
/// Thread safety: `pick` is called by many threads at once and must be a pure function of its arguments; what would
/// otherwise be state (a counter, a generator) comes with the `Draw`.
class Balancer {
 public:
  Balancer() = default;
  Balancer(const Balancer&) = delete;
  Balancer& operator=(const Balancer&) = delete;
  virtual ~Balancer() = default;

  /// The position of the chosen engine in `candidates`, which holds at least two. A position beyond the end counts as
  /// the first.
  [[nodiscard]] virtual std::size_t pick(const Candidates& candidates, Draw draw) const noexcept = 0;
};

}  // namespace rwsplit
