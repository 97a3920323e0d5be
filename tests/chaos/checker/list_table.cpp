#include "chaos/checker/list_table.hpp"

#include <fmt/format.h>

#include <unordered_set>

namespace rwsplit::chaos {

ListTable::ListTable(const History& history, Report& report) {
  for (std::size_t index = 0; index < history.events().size(); ++index) add_operation(history, index, report);
  for (auto& [list, order] : orders_) order.settle();
}

void ListTable::add_operation(const History& history, std::size_t index, Report& report) {
  const auto& event = history.events()[index];
  const auto steps = history.steps(event);
  std::unordered_set<Key> appended;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {  // backwards: the last append to a list comes first
    if (!is_of_list(step->kind)) continue;
    auto& order = orders_[step->key];
    if (step->kind == StepKind::read_list) {
      if (event.outcome == Outcome::ok) order.offer(index, history.list(event, *step));
      continue;
    }
    const bool last = appended.insert(step->key).second;
    if (order.add({step->key, step->value, index, event.outcome, last})) continue;
    report.add(ViolationKind::bad_history, [&] {
      return fmt::format("{} appends {} to list {}, and {} does too: values must be unique in a list",
                         history.name(index), step->value, step->key, history.name(order.find(step->value)->event));
    });
  }
}

}  // namespace rwsplit::chaos
