#pragma once

#include <cassert>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace rwsplit::detail {

/// Prepared statements of one connection by their text; the one not used for longest goes first.
///
/// Thread safety: none. Lifetime: a pointer is good until the next `insert`, `erase` or `clear`.
template <class Statement>
class StatementCache {
 public:
  explicit StatementCache(std::size_t capacity) : capacity_{capacity} { assert(capacity > 0); }
  StatementCache(const StatementCache&) = delete;
  StatementCache& operator=(const StatementCache&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

  /// The statement, now the most recently used one, or null. Does not allocate.
  [[nodiscard]] Statement* find(std::string_view text) {
    const auto found = index_.find(text);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->statement;
  }

  /// Adds a statement under a text that is not there yet, as the most recently used one.
  Statement& insert(std::string_view text, Statement statement) {
    assert(!index_.contains(text));
    if (entries_.size() == capacity_) erase(entries_.back().text);
    entries_.push_front(Entry{std::string{text}, std::move(statement)});
    index_.emplace(entries_.front().text, entries_.begin());
    return entries_.front().statement;
  }

  void erase(std::string_view text) {
    const auto found = index_.find(text);
    if (found == index_.end()) return;
    const auto entry = found->second;
    index_.erase(found);  // first: its key is a view of the entry's text
    entries_.erase(entry);
  }

  void clear() noexcept {
    index_.clear();
    entries_.clear();
  }

 private:
  struct Entry {
    std::string text;
    Statement statement;
  };
  using Entries = std::list<Entry>;

  std::size_t capacity_;
  Entries entries_;  // most recently used first
  std::unordered_map<std::string_view, typename Entries::iterator> index_;
};

}  // namespace rwsplit::detail
