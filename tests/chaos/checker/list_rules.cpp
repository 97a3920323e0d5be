#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "chaos/checker/value_rules.hpp"

namespace rwsplit::chaos {
namespace {

class ListRules {
 public:
  ListRules(const History& history, const ListTable& lists, Report& report)
      : history_(history), lists_(lists), report_(report) {}

  void run() {
    for (const auto& [list, order] : lists_.all()) check_values(list, order.longest_event(), order.longest());
    for (std::size_t index = 0; index < history_.events().size(); ++index) {
      const auto& event = history_.events()[index];
      if (event.kind != EventKind::operation || event.outcome != Outcome::ok) continue;
      for (const auto& step : history_.steps(event)) {
        if (step.kind == StepKind::read_list) check_read(step.key, index, history_.list(event, step));
      }
      if (event.step_count > 1) check_inside(index);
    }
  }

 private:
  /// What the operation itself knows of a list.
  struct Known {
    std::optional<std::span<const Value>> read{};
    std::vector<Value> appended{};
  };

  void check_read(Key list, std::size_t reader, std::span<const Value> values) {
    ++report_.judged_reads;
    const auto& order = lists_[list];
    check_last(list, reader, values);
    const auto common = order.common_prefix(values);
    if (common == values.size()) return;  // its values are those of the longest read, which are checked once
    report_.add(ViolationKind::incompatible_order, [&] {
      return fmt::format("{} read list {} with {} as number {}, but {} with {}", history_.name(reader), list,
                         values[common], common + 1, history_.name(order.longest_event()), order.longest()[common]);
    });
    check_values(list, reader, values);
  }

  void check_values(Key list, std::size_t reader, std::span<const Value> values) {
    std::unordered_set<Value> seen;
    for (const auto value : values) {
      if (!seen.insert(value).second) {
        report_.add(ViolationKind::duplicate_value,
                    [&] { return fmt::format("{} read list {} with {} twice", history_.name(reader), list, value); });
        continue;
      }
      const auto* append = lists_[list].find(value);
      if (append == nullptr) {
        report_.add(ViolationKind::unwritten_value, [&] {
          return fmt::format("{} read list {} with {}, which nobody appended", history_.name(reader), list, value);
        });
      } else if (append->outcome == Outcome::fail) {
        report_.add(ViolationKind::aborted_read, [&] {
          return fmt::format("{} read list {} with {}, but {}, which appended it, failed", history_.name(reader), list,
                             value, history_.name(append->event));
        });
      }
    }
  }

  void check_last(Key list, std::size_t reader, std::span<const Value> values) {
    if (values.empty()) return;
    const auto* append = lists_[list].find(values.back());
    if (append == nullptr || append->event == reader || append->last_of_operation) return;
    report_.add(ViolationKind::intermediate_read, [&] {
      return fmt::format("{} read list {} up to {}, but {} appended more in the same transaction",
                         history_.name(reader), list, values.back(), history_.name(append->event));
    });
  }

  void check_inside(std::size_t index) {
    const auto& event = history_.events()[index];
    std::unordered_map<Key, Known> known;
    for (const auto& step : history_.steps(event)) {
      if (!is_of_list(step.kind)) continue;
      auto& list = known[step.key];
      if (step.kind == StepKind::append) {
        list.appended.push_back(step.value);
        continue;
      }
      const auto values = history_.list(event, step);
      if (!continues(list, values)) {
        report_.add(ViolationKind::internal_contradiction, [&] {
          return fmt::format("{} read list {} with {} values, which are not what it had read and appended before",
                             history_.name(index), step.key, values.size());
        });
      }
      list = Known{values, {}};
    }
  }

  static bool continues(const Known& known, std::span<const Value> values) {
    const auto own = known.appended.size();
    if (values.size() < own) return false;
    const auto before = values.first(values.size() - own);
    if (!std::equal(known.appended.begin(), known.appended.end(), values.last(own).begin())) return false;
    return !known.read || std::equal(before.begin(), before.end(), known.read->begin(), known.read->end());
  }

  const History& history_;
  const ListTable& lists_;
  Report& report_;
};

}  // namespace

void check_lists(const History& history, const ListTable& lists, Report& report) {
  ListRules(history, lists, report).run();
}

}  // namespace rwsplit::chaos
