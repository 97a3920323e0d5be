#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <rwsplit/cluster/analysis_statistics.hpp>
#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::detail {

/// A part of the `AnalysisCache` under a lock of its own: texts and their analyses, the oldest leaving first unless it
/// was asked for since its last turn (second chance), which costs a hit no more than a flag.
///
/// Thread safety: every member may be called by any thread.
class AnalysisShard {
 public:
  /// More texts than these with the same hash are no accident; they are not kept, so that a search stays short.
  static constexpr std::size_t max_same_hash = 4;

  /// Keeps at most so many texts, in at most about so many bytes.
  AnalysisShard(std::size_t max_entries, std::size_t max_bytes) noexcept
      : max_entries_{max_entries}, max_bytes_{max_bytes} {}

  /// `hash` is that of the text; equal hashes of different texts do no harm.
  [[nodiscard]] std::optional<StatementInfo> find(std::size_t hash, std::string_view text) RWSPLIT_EXCLUDES(mutex_);
  /// Does nothing for a text that is there, that is longer than all there is room for, or whose hash too many have.
  void insert(std::size_t hash, std::string_view text, const StatementInfo& info) RWSPLIT_EXCLUDES(mutex_);
  void add_to(AnalysisStatistics& sum) RWSPLIT_EXCLUDES(mutex_);

 private:
  struct Entry {
    std::size_t hash;
    std::string text;
    StatementInfo info;
    bool asked_for{false};
  };
  using Entries = std::list<Entry>;
  struct KeepHash {
    [[nodiscard]] std::size_t operator()(std::size_t hash) const noexcept { return hash; }
  };

  [[nodiscard]] static std::size_t size_of(std::string_view text) noexcept;
  [[nodiscard]] Entry* look_up(std::size_t hash, std::string_view text) RWSPLIT_REQUIRES(mutex_);
  void make_room(std::size_t bytes, Entries& leaving) RWSPLIT_REQUIRES(mutex_);
  void forget_oldest(Entries& leaving) RWSPLIT_REQUIRES(mutex_);

  const std::size_t max_entries_;
  const std::size_t max_bytes_;
  Mutex mutex_;
  /// In the order of their turn to leave.
  Entries entries_ RWSPLIT_GUARDED_BY(mutex_);
  std::unordered_multimap<std::size_t, Entries::iterator, KeepHash> by_hash_ RWSPLIT_GUARDED_BY(mutex_);
  std::size_t bytes_ RWSPLIT_GUARDED_BY(mutex_){0};
  std::uint64_t hits_ RWSPLIT_GUARDED_BY(mutex_){0};
  std::uint64_t misses_ RWSPLIT_GUARDED_BY(mutex_){0};
};

}  // namespace rwsplit::detail
