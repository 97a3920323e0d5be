#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include <rwsplit/routing/candidate.hpp>
#include <rwsplit/routing/topology.hpp>

namespace rwsplit {

/// The engines a balancer may choose from: a short list on the stack, so that a decision allocates nothing.
///
/// Thread safety: a value; distinct objects are independent.
class Candidates {
 public:
  /// Appends a candidate and tells whether it did. Weight 0 is turned away (such an engine is used only when asked for
  /// by name), so is what exceeds `Topology::max_engines`; a weight above `max_weight` counts as `max_weight`.
  constexpr bool add(Candidate candidate) noexcept {
    if (candidate.weight == 0 || size_ == items_.size()) return false;
    candidate.weight = std::min(candidate.weight, max_weight);
    items_[size_++] = candidate;
    return true;
  }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] constexpr const Candidate& operator[](std::size_t position) const noexcept { return items_[position]; }
  [[nodiscard]] constexpr const Candidate* begin() const noexcept { return items_.data(); }
  [[nodiscard]] constexpr const Candidate* end() const noexcept { return items_.data() + size_; }

 private:
  std::array<Candidate, Topology::max_engines> items_{};
  std::size_t size_{0};
};

}  // namespace rwsplit
