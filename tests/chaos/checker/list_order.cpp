#include "chaos/checker/list_order.hpp"

#include <algorithm>

namespace rwsplit::chaos {

bool ListOrder::add(const Append& append) { return appends_.emplace(append.value, append).second; }

void ListOrder::offer(std::size_t event, std::span<const Value> values) {
  if (values.size() <= longest_.size()) return;
  longest_ = values;
  longest_event_ = event;
}

void ListOrder::settle() {
  order_.reserve(longest_.size());
  for (const auto value : longest_) {
    const auto found = appends_.find(value);
    if (found == appends_.end()) {
      order_.push_back(nullptr);
      continue;
    }
    auto& append = found->second;
    if (append.position == Append::unseen) append.position = order_.size();
    order_.push_back(&append);
  }
}

const Append* ListOrder::find(Value value) const {
  const auto found = appends_.find(value);
  return found == appends_.end() ? nullptr : &found->second;
}

std::size_t ListOrder::common_prefix(std::span<const Value> values) const noexcept {
  const auto length = static_cast<std::ptrdiff_t>(std::min(values.size(), longest_.size()));
  const auto end = values.begin() + length;
  return static_cast<std::size_t>(std::mismatch(values.begin(), end, longest_.begin()).first - values.begin());
}

}  // namespace rwsplit::chaos
