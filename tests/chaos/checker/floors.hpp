#pragma once

#include <unordered_map>
#include <vector>

#include "chaos/checker/append.hpp"
#include "chaos/checker/floor.hpp"
#include "chaos/checker/item.hpp"

namespace rwsplit::chaos {

/// The least that reads must show, for every item.
///
/// Lifetime: refers to appends of the list table.
class Floors {
 public:
  /// Keeps the higher one; of equal ones the earlier.
  void raise(const Item& item, const Floor& floor);

  /// As `raise`, for an acknowledged append; one that nobody saw makes no floor, but is due at the next read.
  void raise(const Append& append, Floor::Cause cause);

  /// Takes over what a token stands for.
  void merge_token(const Floors& token);

  [[nodiscard]] const Floor* find(const Item& item) const;

  /// The appends to this list that nobody saw; they are due once.
  [[nodiscard]] std::vector<const Append*> take_unseen(Key list);

  void clear();

 private:
  std::unordered_map<Item, Floor, Item::Hash> floors_;
  std::unordered_map<Key, std::vector<const Append*>> unseen_;
};

}  // namespace rwsplit::chaos
