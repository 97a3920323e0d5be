#include <rwsplit/cluster/master_history.hpp>

#include <algorithm>

namespace rwsplit::detail {

// Answers may come out of order: several sessions and the monitor ask. Each stands for its own moment.
void MasterHistory::learn(const MasterRound& round, std::uint32_t origin, const Position& position) {
  if (!position.empty()) note_positions();
  const Entry entry{round, origin, position};
  const MutexLock lock{mutex_};
  remember(entry);
  if (round.doubts != doubts()) return;
  origin_.store(origin, std::memory_order_relaxed);
  entries_[next_ % entries_.size()] = entry;
  ++next_;
}

void MasterHistory::learn_former(const MasterRound& round, std::uint32_t origin, const Position& position) {
  const MutexLock lock{mutex_};
  remember({round, origin, position});
}

void MasterHistory::remember(const Entry& entry) {
  const auto known = std::find_if(masters_.begin(), masters_.end(),
                                  [&](const Entry& master) { return master.origin == entry.origin; });
  if (known == masters_.end()) {
    masters_[next_master_ % masters_.size()] = entry;
    ++next_master_;
  } else if (known->round.number <= entry.round.number) {
    *known = entry;
  }
}

std::optional<Position> MasterHistory::after(std::uint64_t round, std::uint32_t origin) const {
  const MutexLock lock{mutex_};
  for (const Entry& master : masters_) {
    if (master.origin == origin && master.round.number > round) return master.position;
  }
  return std::nullopt;
}

std::optional<Position> MasterHistory::since(Time moment) const {
  const std::uint64_t now = doubts();
  const MutexLock lock{mutex_};
  const Entry* best = nullptr;
  for (const Entry& entry : entries_) {
    if (!holds(entry, now) || entry.round.asked_at < moment) continue;
    if (best == nullptr || entry.round.asked_at < best->round.asked_at) best = &entry;
  }
  return best == nullptr ? std::nullopt : std::optional{best->position};
}

std::optional<Position> MasterHistory::newest() const {
  const std::uint64_t now = doubts();
  const MutexLock lock{mutex_};
  const Entry* best = nullptr;
  for (const Entry& entry : entries_) {
    if (!holds(entry, now)) continue;
    if (best == nullptr || entry.round.number > best->round.number) best = &entry;
  }
  return best == nullptr ? std::nullopt : std::optional{best->position};
}

void MasterHistory::note_master(std::uint32_t origin, std::uint64_t doubts) {
  note_positions();
  if (this->origin() != 0) return;
  const MutexLock lock{mutex_};
  if (this->origin() == 0 && doubts == this->doubts()) origin_.store(origin, std::memory_order_relaxed);
}

void MasterHistory::replace() {
  const MutexLock lock{mutex_};
  origin_.store(0, std::memory_order_relaxed);
  doubt();
}

MissingPosition MasterHistory::missing(const Position& has) const {
  MissingPosition result;
  const std::uint64_t now = doubts();
  const MutexLock lock{mutex_};
  for (const Entry& entry : entries_) {
    if (!holds(entry, now) || entry.position.empty()) continue;
    result.comparable = true;
    if (has.distance_to(entry.position) == 0) continue;
    if (!result.position.empty() && entry.round.asked_at >= result.since) continue;
    result.position = entry.position;
    result.since = entry.round.asked_at;
  }
  return result;
}

}  // namespace rwsplit::detail
