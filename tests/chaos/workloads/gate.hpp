#pragma once

#include <atomic>

namespace rwsplit::chaos {

/// Where workers stop between two steps, when a disturbance wants nobody to write for a moment.
///
/// Thread safety: any thread passes; one closes and opens.
class Gate {
 public:
  /// Blocking: while it is closed.
  void enter() noexcept {
    for (;;) {
      closed_.wait(true);
      ++inside_;
      if (!closed_) return;
      leave();
    }
  }
  void leave() noexcept {
    --inside_;
    inside_.notify_all();
  }

  /// Blocking: until nobody is inside.
  void close() noexcept {
    closed_ = true;
    for (int inside = inside_; inside != 0; inside = inside_) inside_.wait(inside);
  }
  void open() noexcept {
    closed_ = false;
    closed_.notify_all();
  }

 private:
  std::atomic<bool> closed_{false};
  std::atomic<int> inside_{0};
};

}  // namespace rwsplit::chaos
