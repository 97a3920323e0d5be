#include "chaos/checker/floors.hpp"

#include <utility>

namespace rwsplit::chaos {

void Floors::raise(const Item& item, const Floor& floor) {
  const auto [found, added] = floors_.emplace(item, floor);
  if (!added && found->second.number < floor.number) found->second = floor;
}

void Floors::raise(const Append& append, Floor::Cause cause) {
  if (append.position == Append::unseen) {
    unseen_[append.list].push_back(&append);
  } else {
    raise({.is_list = true, .key = append.list},
          {.number = static_cast<Value>(append.position + 1), .cause = cause, .event = append.event});
  }
}

void Floors::merge_token(const Floors& token) {
  for (const auto& [item, floor] : token.floors_) {
    raise(item, {.number = floor.number, .cause = Floor::Cause::token, .event = floor.event});
  }
  for (const auto& [list, appends] : token.unseen_) {
    auto& mine = unseen_[list];
    mine.insert(mine.end(), appends.begin(), appends.end());
  }
}

const Floor* Floors::find(const Item& item) const {
  const auto found = floors_.find(item);
  return found == floors_.end() ? nullptr : &found->second;
}

std::vector<const Append*> Floors::take_unseen(Key list) {
  const auto found = unseen_.find(list);
  if (found == unseen_.end()) return {};
  return std::exchange(found->second, {});
}

void Floors::clear() {
  floors_ = {};  // gives the room back, which clear() does not
  unseen_ = {};
}

}  // namespace rwsplit::chaos
