#include "chaos/checker/dependency_graph.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace rwsplit::chaos {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// Tarjan's algorithm, without recursion: a path can be as long as the history.
class ComponentSearch {
 public:
  ComponentSearch(const DependencyGraph& graph, DependencyGraph::Kinds kinds)
      : graph_(graph), kinds_(kinds), component_(graph.nodes(), none), order_(graph.nodes(), none), low_(order_) {}

  std::vector<std::size_t> run() {
    for (std::size_t node = 0; node < graph_.nodes(); ++node) {
      if (order_[node] == none) search_from(node);
    }
    return std::move(component_);
  }

 private:
  struct Frame {
    std::size_t node = 0;
    std::size_t next_edge = 0;
  };

  void search_from(std::size_t start) {
    enter(start);
    while (!frames_.empty()) {
      auto& frame = frames_.back();
      const auto edges = graph_.from(frame.node);
      if (frame.next_edge == edges.size()) {
        leave(frame.node);
        continue;
      }
      const auto& edge = edges[frame.next_edge++];
      if ((edge.kind & kinds_) == 0) continue;
      if (order_[edge.to] == none) {
        enter(edge.to);  // invalidates `frame`
      } else if (component_[edge.to] == none) {
        low_[frame.node] = std::min(low_[frame.node], order_[edge.to]);
      }
    }
  }

  void enter(std::size_t node) {
    order_[node] = low_[node] = entered_++;
    open_.push_back(node);
    frames_.push_back({.node = node});
  }

  void leave(std::size_t node) {
    frames_.pop_back();
    if (!frames_.empty()) low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
    if (low_[node] != order_[node]) return;
    for (auto member = none; member != node;) {
      member = open_.back();
      open_.pop_back();
      component_[member] = components_;
    }
    ++components_;
  }

  const DependencyGraph& graph_;
  const DependencyGraph::Kinds kinds_;
  std::vector<std::size_t> component_;
  std::vector<std::size_t> order_;  // in which nodes were entered
  std::vector<std::size_t> low_;    // the earliest of them that can be reached
  std::vector<std::size_t> open_;   // entered, not yet in a component
  std::vector<Frame> frames_;
  std::size_t entered_ = 0;
  std::size_t components_ = 0;
};

}  // namespace

DependencyGraph::DependencyGraph(std::size_t nodes, std::vector<Dependency> dependencies)
    : edges_(dependencies.size()), begins_(nodes + 1, 0) {
  for (const auto& edge : dependencies) ++begins_[edge.from + 1];
  for (std::size_t node = 0; node < nodes; ++node) begins_[node + 1] += begins_[node];
  auto next = begins_;
  for (const auto& edge : dependencies) edges_[next[edge.from]++] = edge;
}

std::vector<std::size_t> DependencyGraph::components(Kinds kinds) const { return ComponentSearch(*this, kinds).run(); }

}  // namespace rwsplit::chaos
