#include <algorithm>
#include <vector>

#include "chaos/checker/freshness_rules.hpp"

namespace rwsplit::chaos {
namespace {

/// The operations that wrote and were acknowledged, in the order of their acknowledgements.
std::vector<std::size_t> acknowledged_writes(const History& history) {
  const auto events = history.events();
  std::vector<std::size_t> writes;
  for (std::size_t index = 0; index < events.size(); ++index) {
    const auto steps = history.steps(events[index]);
    const auto writes_something = [](const Step& step) { return is_write(step.kind); };
    if (events[index].outcome == Outcome::ok && std::any_of(steps.begin(), steps.end(), writes_something)) {
      writes.push_back(index);
    }
  }
  std::stable_sort(writes.begin(), writes.end(),
                   [&](std::size_t left, std::size_t right) { return events[left].end < events[right].end; });
  return writes;
}

void raise(const History& history, const ListTable& lists, std::size_t writer, Floors& floors) {
  for (const auto& step : history.steps(history.events()[writer])) {
    if (step.kind == StepKind::append) {
      floors.raise(*lists[step.key].find(step.value), Floor::Cause::acknowledged);
    } else if (step.kind == StepKind::write) {
      floors.raise({.is_list = false, .key = step.key},
                   {.number = step.value, .cause = Floor::Cause::acknowledged, .event = writer});
    }
  }
}

}  // namespace

void check_strong_reads(const History& history, const ListTable& lists, ReadJudge& judge) {
  const auto events = history.events();
  const auto writes = acknowledged_writes(history);
  auto next = writes.begin();
  Floors floors;
  for (std::size_t index = 0; index < events.size(); ++index) {  // in the order in which they began
    const auto& event = events[index];
    if (event.promise != Promise::strong || event.outcome != Outcome::ok) continue;
    for (; next != writes.end() && events[*next].end < event.start; ++next) raise(history, lists, *next, floors);
    judge.judge(index, floors);
  }
}

}  // namespace rwsplit::chaos
