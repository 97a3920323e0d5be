#pragma once

#include <cstddef>
#include <span>
#include <unordered_map>
#include <vector>

#include "chaos/checker/append.hpp"

namespace rwsplit::chaos {

/// The appends to one list, and the order of those that the longest read shows.
class ListOrder {
 public:
  /// False if the value is there already: then nothing can be told about either.
  bool add(const Append& append);

  /// A read that may be the longest one.
  void offer(std::size_t event, std::span<const Value> values);

  /// After the last `add` and `offer`.
  void settle();

  [[nodiscard]] const Append* find(Value value) const;
  [[nodiscard]] std::span<const Value> longest() const noexcept { return longest_; }
  [[nodiscard]] std::size_t longest_event() const noexcept { return longest_event_; }

  /// For each value of the longest read its append, or null if nobody appended it.
  [[nodiscard]] std::span<const Append* const> order() const noexcept { return order_; }

  /// How many values are the same from the beginning on.
  [[nodiscard]] std::size_t common_prefix(std::span<const Value> values) const noexcept;
  [[nodiscard]] bool agrees(std::span<const Value> values) const noexcept {
    return common_prefix(values) == values.size();
  }

 private:
  std::unordered_map<Value, Append> appends_;
  std::span<const Value> longest_;
  std::size_t longest_event_ = 0;
  std::vector<const Append*> order_;
};

}  // namespace rwsplit::chaos
