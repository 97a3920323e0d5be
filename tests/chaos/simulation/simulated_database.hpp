#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "chaos/history/quantities.hpp"

namespace rwsplit::chaos {

/// Every state that a master ever had: a replica is a commit number.
class SimulatedDatabase {
 public:
  using Commit = std::uint64_t;

  /// What follows belongs to the next transaction.
  Commit commit() { return ++commit_; }
  [[nodiscard]] Commit newest() const noexcept { return commit_; }

  void append(Key list, Value value) { lists_[list].push_back({commit_, value}); }
  void write(Key key, Value value) { registers_[key].push_back({commit_, value}); }
  void set_balance(Key account, Value amount) { accounts_[account].push_back({commit_, amount}); }

  [[nodiscard]] std::vector<Value> list_at(Key list, Commit commit) const {
    std::vector<Value> values;
    const auto found = lists_.find(list);
    if (found == lists_.end()) return values;
    const auto end = after(found->second, commit);
    values.reserve(static_cast<std::size_t>(end - found->second.begin()));
    for (auto version = found->second.begin(); version != end; ++version) values.push_back(version->value);
    return values;
  }

  [[nodiscard]] Value register_at(Key key, Commit commit) const { return newest_at(registers_, key, commit); }
  [[nodiscard]] Value balance_at(Key account, Commit commit) const { return newest_at(accounts_, account, commit); }

  [[nodiscard]] std::vector<Key> lists() const {
    std::vector<Key> keys;
    for (const auto& [key, versions] : lists_) keys.push_back(key);
    return keys;
  }

 private:
  struct Version {
    Commit commit = 0;
    Value value = 0;
  };
  using Versions = std::vector<Version>;

  static Versions::const_iterator after(const Versions& versions, Commit commit) {
    return std::upper_bound(versions.begin(), versions.end(), commit,
                            [](Commit limit, const Version& version) { return limit < version.commit; });
  }

  static Value newest_at(const std::map<Key, Versions>& items, Key key, Commit commit) {
    const auto found = items.find(key);
    if (found == items.end()) return 0;
    const auto end = after(found->second, commit);
    return end == found->second.begin() ? 0 : (end - 1)->value;
  }

  Commit commit_ = 0;
  std::map<Key, Versions> lists_;
  std::map<Key, Versions> registers_;
  std::map<Key, Versions> accounts_;
};

}  // namespace rwsplit::chaos
