#include <rwsplit/cluster/known_position.hpp>

#include <utility>

namespace rwsplit::detail {

bool KnownPosition::covers(const Position& required) const {
  const MutexLock lock{mutex_};
  return position_.contains(required);
}

Position KnownPosition::get() const {
  const MutexLock lock{mutex_};
  return position_;
}

void KnownPosition::learn(const Position& reached) {
  const MutexLock lock{mutex_};
  ++learned_;
  if (position_.flavor() != reached.flavor() && !position_.empty()) {
    position_ = {};
    generation_.fetch_add(1, std::memory_order_release);
  }
  position_.merge(reached);
}

std::uint64_t KnownPosition::learned() const {
  const MutexLock lock{mutex_};
  return learned_;
}

void KnownPosition::replace(Position seen, std::uint64_t learned_before) {
  const MutexLock lock{mutex_};
  const bool grows = seen.contains(position_);
  if (learned_ != learned_before && (!grows || position_.empty())) return;
  if (!grows) generation_.fetch_add(1, std::memory_order_release);
  position_ = std::move(seen);
}

void KnownPosition::forget() {
  const MutexLock lock{mutex_};
  position_ = {};
  ++learned_;  // an answer on its way is from before
  generation_.fetch_add(1, std::memory_order_release);
}

}  // namespace rwsplit::detail
