#include "chaos/checker/total_rules.hpp"

#include <fmt/format.h>

namespace rwsplit::chaos {
namespace {

std::string balances(std::span<const Step> steps) {
  constexpr std::size_t enough = 20;  // of a line that a person reads
  std::string text;
  std::size_t count = 0;
  for (const auto& step : steps) {
    if (step.kind != StepKind::balance) continue;
    if (++count > enough) return text + " ...";
    text += fmt::format(" {}:{}", step.key, step.value);
  }
  return text;
}

}  // namespace

void check_totals(const History& history, const CheckOptions& options, Report& report) {
  for (std::size_t index = 0; index < history.events().size(); ++index) {
    const auto& event = history.events()[index];
    if (event.outcome != Outcome::ok) continue;
    Value sum = 0;
    bool any = false;
    for (const auto& step : history.steps(event)) {
      if (step.kind != StepKind::balance) continue;
      sum += step.value;
      any = true;
    }
    if (!any) continue;
    ++report.judged_reads;
    if (!options.bank_total) {
      report.add(ViolationKind::bad_history, [&] {
        return fmt::format("{} read balances, but CheckOptions::bank_total is not set", history.name(index));
      });
    } else if (sum != *options.bank_total) {
      report.add(ViolationKind::torn_total, [&] {
        return fmt::format("{} read a total of {}, expected {}; accounts{}", history.name(index), sum,
                           *options.bank_total, balances(history.steps(event)));
      });
    }
  }
}

}  // namespace rwsplit::chaos
