#include "cluster/refused_texts.hpp"

#include <algorithm>
#include <functional>

namespace rwsplit::detail {

// 0 is an empty place.
std::uint64_t RefusedTexts::hash_of(std::string_view text) noexcept {
  return std::max<std::uint64_t>(std::hash<std::string_view>{}(text), 1);
}

bool RefusedTexts::find(std::string_view text) const noexcept {
  const std::uint64_t hash = hash_of(text);
  const Group& group = groups_[hash % groups_.size()];
  return std::any_of(group.begin(), group.end(), [&](const std::atomic<std::uint64_t>& place) {
    return place.load(std::memory_order_relaxed) == hash;
  });
}

void RefusedTexts::add(std::string_view text) noexcept {
  const std::uint64_t turn = added_.fetch_add(1, std::memory_order_relaxed);
  if (!has(text)) {
    const std::uint64_t hash = hash_of(text);
    Group& group = groups_[hash % groups_.size()];
    const auto empty = std::find_if(group.begin(), group.end(), [](const std::atomic<std::uint64_t>& place) {
      return place.load(std::memory_order_relaxed) == 0;
    });
    // Two threads that take the same place lose one of the texts: it will be refused, and added, again.
    (empty != group.end() ? *empty : group[turn % group_size]).store(hash, std::memory_order_relaxed);
  }
  lengths_.fetch_or(bit_of(text.size()), std::memory_order_relaxed);
}

}  // namespace rwsplit::detail
