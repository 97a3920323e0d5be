#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "chaos/checker/dependency.hpp"

namespace rwsplit::chaos {

/// Dependencies, sorted by where they begin.
class DependencyGraph {
 public:
  /// A set of `Dependency::Kind`.
  using Kinds = std::uint8_t;

  DependencyGraph(std::size_t nodes, std::vector<Dependency> dependencies);

  [[nodiscard]] std::size_t nodes() const noexcept { return begins_.size() - 1; }
  [[nodiscard]] std::span<const Dependency> edges() const noexcept { return edges_; }
  [[nodiscard]] std::span<const Dependency> from(std::size_t node) const noexcept {
    return edges().subspan(begins_[node], begins_[node + 1] - begins_[node]);
  }

  /// For each node the number of its strongly connected component, by dependencies of these kinds only.
  [[nodiscard]] std::vector<std::size_t> components(Kinds kinds) const;

 private:
  std::vector<Dependency> edges_;
  std::vector<std::size_t> begins_;
};

}  // namespace rwsplit::chaos
