#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "chaos/checker/violation.hpp"

namespace rwsplit::chaos {

/// What `check()` found: all of it counted, the first of it as text.
class Report {
 public:
  explicit Report(std::size_t max_texts) : max_texts_(max_texts) {}

  /// `text` is called only if it will be shown: a history without waits has a violation in every other line.
  template <class Text>
  void add(ViolationKind kind, Text&& text) {
    ++counts_[static_cast<std::size_t>(kind)];
    ++total_;
    if (shown_.size() < max_texts_) shown_.push_back({kind, std::forward<Text>(text)()});
  }

  [[nodiscard]] bool passed() const noexcept { return total_ == 0; }
  [[nodiscard]] std::size_t total() const noexcept { return total_; }
  [[nodiscard]] std::size_t count(ViolationKind kind) const noexcept { return counts_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] std::span<const Violation> shown() const noexcept { return shown_; }

  /// How much was there to be judged: a check of nothing passes, so tell it with the result.
  std::size_t judged_reads = 0;

  /// One line per shown violation, then the counts.
  [[nodiscard]] std::string to_string() const;

 private:
  std::size_t max_texts_;
  std::size_t total_ = 0;
  std::array<std::size_t, violation_kind_count> counts_{};
  std::vector<Violation> shown_;
};

}  // namespace rwsplit::chaos
