#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include <rwsplit/detail/mutex.hpp>
#include <rwsplit/detail/source_location.hpp>

#include "pool/connect_failure.hpp"

namespace rwsplit::detail {

struct PoolSlot;

/// A caller that waits; lives on that caller's stack. Everything below `dead` is protected by the core's mutex.
struct Waiter {
  SourceLocation where;
  bool fail_fast{false};
  /// The connection that it was given and found dead; it has not lost its turn by that.
  PoolSlot* dead{nullptr};

  /// The answer has come: a slot, a failure, or neither when the pool was closed.
  bool settled{false};
  PoolSlot* slot{nullptr};
  std::shared_ptr<const ConnectFailure> failure{};
  ConditionVariable wake{};
  Waiter* previous{nullptr};
  Waiter* next{nullptr};
};

/// Callers in the order they came. Owns nothing and allocates nothing. Thread safety: under the core's mutex.
class WaiterQueue {
 public:
  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] Waiter* first() const noexcept { return first_; }

  void push_back(Waiter& waiter) noexcept { insert(waiter, last_, nullptr); }
  void push_front(Waiter& waiter) noexcept { insert(waiter, nullptr, first_); }

  void remove(Waiter& waiter) noexcept {
    (waiter.previous != nullptr ? waiter.previous->next : first_) = waiter.next;
    (waiter.next != nullptr ? waiter.next->previous : last_) = waiter.previous;
    waiter.previous = nullptr;
    waiter.next = nullptr;
    --size_;
  }

 private:
  void insert(Waiter& waiter, Waiter* previous, Waiter* next) noexcept {
    waiter.previous = previous;
    waiter.next = next;
    (previous != nullptr ? previous->next : first_) = &waiter;
    (next != nullptr ? next->previous : last_) = &waiter;
    ++size_;
  }

  Waiter* first_{nullptr};
  Waiter* last_{nullptr};
  std::size_t size_{0};
};

}  // namespace rwsplit::detail
