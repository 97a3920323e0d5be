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
  if (seen.contains(position_)) {
    position_ = std::move(seen);
  } else if (learned_ == learned_before) {
    position_ = std::move(seen);
    generation_.fetch_add(1, std::memory_order_release);
  }
}

void KnownPosition::forget() {
  const MutexLock lock{mutex_};
  position_ = {};
  ++learned_;  // an answer on its way is from before
  generation_.fetch_add(1, std::memory_order_release);
}

}  // namespace rwsplit::detail
