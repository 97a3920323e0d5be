#pragma once

#include <unordered_map>

#include "chaos/checker/list_order.hpp"
#include "chaos/checker/report.hpp"
#include "chaos/history/history.hpp"

namespace rwsplit::chaos {

/// The orders of all lists of a history.
///
/// Lifetime: refers to the history.
class ListTable {
 public:
  /// Reports values that the workload appended twice.
  ListTable(const History& history, Report& report);

  /// Of a list that is in the history.
  [[nodiscard]] const ListOrder& operator[](Key list) const { return orders_.at(list); }

  [[nodiscard]] const std::unordered_map<Key, ListOrder>& all() const noexcept { return orders_; }

 private:
  void add_operation(const History& history, std::size_t index, Report& report);

  std::unordered_map<Key, ListOrder> orders_;
};

}  // namespace rwsplit::chaos
