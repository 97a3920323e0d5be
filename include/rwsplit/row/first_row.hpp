#pragma once

#include <cstddef>
#include <optional>
#include <utility>

namespace rwsplit::detail {

/// Keeps the first row and counts the others: where only one is wanted.
template <class Row>
class FirstRow {
 public:
  void push_back(Row&& row) {
    if (count_++ == 0) first_.emplace(std::move(row));
  }
  void clear() noexcept {
    count_ = 0;
    first_.reset();
  }

  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  /// Requires a row.
  [[nodiscard]] Row& front() noexcept { return *first_; }

 private:
  std::size_t count_{0};
  std::optional<Row> first_{};
};

}  // namespace rwsplit::detail
