#pragma once

#include <chrono>
#include <thread>

namespace rwsplit::testing {

/// Waits until `condition()` is true; false when that does not happen within a time that no healthy run needs.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition, std::chrono::seconds limit = std::chrono::seconds{20}) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::microseconds{200});  // only the pace of the polling
  }
  return true;
}

}  // namespace rwsplit::testing
