#include "chaos/checker/check.hpp"

#include "chaos/checker/cycle_rules.hpp"
#include "chaos/checker/freshness_rules.hpp"
#include "chaos/checker/total_rules.hpp"
#include "chaos/checker/value_rules.hpp"

namespace rwsplit::chaos {

Report check(const History& history, const CheckOptions& options) {
  Report report(options.max_texts);
  const ListTable lists(history, report);
  ReadJudge judge(history, lists, report);
  check_sessions(history, lists, judge, report);
  check_strong_reads(history, lists, judge);
  check_totals(history, options, report);
  check_registers(history, report);
  check_lists(history, lists, report);
  check_cycles(history, lists, options, report);
  return report;
}

}  // namespace rwsplit::chaos
