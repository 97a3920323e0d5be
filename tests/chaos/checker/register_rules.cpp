#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "chaos/checker/value_rules.hpp"

namespace rwsplit::chaos {
namespace {

using Highest = std::unordered_map<Key, Value>;

Highest highest_written(const History& history) {
  Highest highest;
  for (const auto& event : history.events()) {
    if (event.outcome == Outcome::fail) continue;
    for (const auto& step : history.steps(event)) {
      if (step.kind != StepKind::write) continue;
      const auto at = highest.emplace(step.key, step.value).first;
      at->second = std::max(at->second, step.value);
    }
  }
  return highest;
}

}  // namespace

void check_registers(const History& history, Report& report) {
  const auto highest = highest_written(history);
  for (std::size_t index = 0; index < history.events().size(); ++index) {
    const auto& event = history.events()[index];
    if (event.outcome != Outcome::ok) continue;
    for (const auto& step : history.steps(event)) {
      if (step.kind != StepKind::read) continue;
      ++report.judged_reads;
      const auto found = highest.find(step.key);
      const Value limit = found == highest.end() ? 0 : std::max<Value>(found->second, 0);
      if (step.value <= limit) continue;
      report.add(ViolationKind::unwritten_value, [&] {
        return fmt::format("{} read register {} with {}, but nobody wrote more than {}, unless it failed",
                           history.name(index), step.key, step.value, limit);
      });
    }
  }
}

}  // namespace rwsplit::chaos
