#include "cluster/analysis_shard.hpp"

#include <utility>

namespace rwsplit::detail {

std::optional<StatementInfo> AnalysisShard::find(std::size_t hash, std::string_view text) {
  const MutexLock lock{mutex_};
  Entry* const entry = look_up(hash, text);
  if (entry == nullptr) {
    ++misses_;
    return std::nullopt;
  }
  ++hits_;
  entry->asked_for = true;
  return entry->info;
}

void AnalysisShard::insert(std::size_t hash, std::string_view text, const StatementInfo& info) {
  const std::size_t bytes = size_of(text);
  if (bytes > max_bytes_ || max_entries_ == 0) return;
  Entries fresh;  // made, and what leaves destroyed, without the lock
  fresh.push_back({.hash = hash, .text = std::string{text}, .info = info});
  Entries leaving;
  const MutexLock lock{mutex_};
  if (look_up(hash, text) != nullptr) return;  // another thread analysed it at the same time
  if (by_hash_.count(hash) >= max_same_hash) return;
  make_room(bytes, leaving);
  by_hash_.emplace(hash, fresh.begin());
  entries_.splice(entries_.end(), fresh);
  bytes_ += bytes;
}

void AnalysisShard::add_to(AnalysisStatistics& sum) {
  const MutexLock lock{mutex_};
  sum.hits += hits_;
  sum.misses += misses_;
  sum.entries += entries_.size();
  sum.bytes += bytes_;
}

// With what the containers need to know of it.
std::size_t AnalysisShard::size_of(std::string_view text) noexcept {
  return text.size() + sizeof(Entry) + sizeof(Entries::iterator) + sizeof(std::size_t) + 4 * sizeof(void*);
}

AnalysisShard::Entry* AnalysisShard::look_up(std::size_t hash, std::string_view text) {
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto place = first; place != last; ++place) {
    if (place->second->text == text) return &*place->second;
  }
  return nullptr;
}

// Each turn of the loop takes an entry's flag or the entry, so that it ends.
void AnalysisShard::make_room(std::size_t bytes, Entries& leaving) {
  while (!entries_.empty() && (entries_.size() >= max_entries_ || bytes_ + bytes > max_bytes_)) {
    if (std::exchange(entries_.front().asked_for, false)) {
      entries_.splice(entries_.end(), entries_, entries_.begin());
    } else {
      forget_oldest(leaving);
    }
  }
}

void AnalysisShard::forget_oldest(Entries& leaving) {
  const auto oldest = entries_.begin();
  auto [place, last] = by_hash_.equal_range(oldest->hash);
  while (place != last && place->second != oldest) ++place;
  if (place != last) by_hash_.erase(place);
  bytes_ -= size_of(oldest->text);
  leaving.splice(leaving.end(), entries_, oldest);
}

}  // namespace rwsplit::detail
