#include "chaos/checker/cycle_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "chaos/checker/dependencies.hpp"
#include "chaos/checker/dependency_graph.hpp"

namespace rwsplit::chaos {
namespace {

using Kinds = DependencyGraph::Kinds;
using Cycle = std::vector<Dependency>;

/// A cycle of one `once` dependency, and of any number of `free` ones.
struct CycleShape {
  ViolationKind kind;
  Kinds free;
  Kinds once;
};

class CycleRules {
 public:
  CycleRules(const History& history, DependencyGraph graph, Report& report)
      : history_(history),
        graph_(std::move(graph)),
        report_(report),
        told_(graph_.nodes(), false),
        reached_by_(graph_.nodes(), nullptr) {}

  void check(const CycleShape& shape) {
    const auto component = graph_.components(static_cast<Kinds>(shape.free | shape.once));
    const auto tangles = tangles_in(component);
    // Bounds the search by the size of the history; a tangle that needs more is a finding of its own.
    std::size_t budget = 64 * (graph_.nodes() + graph_.edges().size());
    for (const auto& edges : tangles) check_tangle(shape, component, edges, budget);
  }

 private:
  /// For each component of several nodes the dependencies inside of it.
  [[nodiscard]] std::vector<std::vector<const Dependency*>> tangles_in(
      const std::vector<std::size_t>& component) const {
    std::vector<std::size_t> sizes(graph_.nodes(), 0);
    for (const auto number : component) ++sizes[number];
    constexpr std::size_t none = 0;
    std::vector<std::size_t> tangle_of(graph_.nodes(), none);  // from 1
    std::vector<std::vector<const Dependency*>> tangles;
    for (const auto& edge : graph_.edges()) {
      const auto number = component[edge.from];
      if (number != component[edge.to] || sizes[number] < 2) continue;
      if (tangle_of[number] == none) {
        tangles.emplace_back();
        tangle_of[number] = tangles.size();
      }
      tangles[tangle_of[number] - 1].push_back(&edge);
    }
    return tangles;
  }

  void check_tangle(const CycleShape& shape, const std::vector<std::size_t>& component,
                    const std::vector<const Dependency*>& edges, std::size_t& budget) {
    const auto is_told = [this](const Dependency* edge) { return told_[edge->from]; };
    if (std::any_of(edges.begin(), edges.end(), is_told)) return;  // by a simpler cycle
    for (const auto* edge : edges) {
      if ((edge->kind & shape.once) == 0) continue;
      const auto cycle = close(*edge, shape.free, component, budget);
      if (cycle) return tell(shape.kind, *cycle, edges);
      if (budget == 0) return tell(ViolationKind::unclassified_cycle, {*edge}, edges);
    }
  }

  /// The shortest way from the dependency's end to its beginning.
  std::optional<Cycle> close(const Dependency& edge, Kinds free, const std::vector<std::size_t>& component,
                             std::size_t& budget) {
    std::vector<std::size_t> queue{edge.to};
    reached_by_[edge.to] = &edge;
    for (std::size_t at = 0; at < queue.size() && reached_by_[edge.from] == nullptr && budget > 0; ++at) {
      for (const auto& next : graph_.from(queue[at])) {
        if (budget > 0) --budget;
        if ((next.kind & free) == 0 || component[next.to] != component[edge.to]) continue;
        if (reached_by_[next.to] != nullptr) continue;
        reached_by_[next.to] = &next;
        queue.push_back(next.to);
      }
    }
    std::optional<Cycle> cycle;
    if (reached_by_[edge.from] != nullptr) cycle = way_back(edge);
    for (const auto node : queue) reached_by_[node] = nullptr;
    return cycle;
  }

  [[nodiscard]] Cycle way_back(const Dependency& edge) const {
    Cycle cycle;
    for (auto node = edge.from; node != edge.to; node = cycle.back().from) cycle.push_back(*reached_by_[node]);
    cycle.push_back(edge);
    std::reverse(cycle.begin(), cycle.end());
    return cycle;
  }

  void tell(ViolationKind kind, const Cycle& cycle, const std::vector<const Dependency*>& edges) {
    for (const auto* edge : edges) told_[edge->from] = true;
    report_.add(kind, [&] { return describe(cycle); });
  }

  [[nodiscard]] std::string describe(const Cycle& cycle) const {
    constexpr std::size_t enough = 12;  // of a line that a person reads
    auto text = history_.name(cycle.front().from);
    for (std::size_t index = 0; index < cycle.size(); ++index) {
      if (index == enough) return text + " ...";
      const auto& edge = cycle[index];
      const auto list = edge.kind == Dependency::order ? std::string{} : fmt::format(" list {}", edge.list);
      text += fmt::format(" -{}{}-> {}", to_string(edge.kind), list, history_.name(edge.to));
    }
    return text;
  }

  const History& history_;
  const DependencyGraph graph_;
  Report& report_;
  std::vector<bool> told_;                     // is in a tangle that is reported
  std::vector<const Dependency*> reached_by_;  // in the current search
};

}  // namespace

void check_cycles(const History& history, const ListTable& lists, const CheckOptions& options, Report& report) {
  constexpr Kinds ww = Dependency::write_write;
  constexpr Kinds wr = Dependency::write_read;
  constexpr Kinds rw = Dependency::read_write;
  constexpr Kinds order = Dependency::order;
  CycleRules rules(history, DependencyGraph(history.events().size(), dependencies_of(history, lists)), report);
  rules.check({ViolationKind::g0, ww, ww});
  rules.check({ViolationKind::g1c, ww | wr, wr});
  rules.check({ViolationKind::g_single, ww | wr, rw});
  rules.check({ViolationKind::session_cycle, ww | wr | order, order});
  rules.check({ViolationKind::session_cycle, ww | wr | order, rw});
  if (options.serializable) rules.check({ViolationKind::g2, ww | wr | rw | order, rw});
}

}  // namespace rwsplit::chaos
