#include <rwsplit/session/scope_key.hpp>

#include <atomic>

#include "session/ambient_table.hpp"

namespace rwsplit::detail {

namespace {

/// Without a destructor, so that destructors of other thread-local objects can still use it.
thread_local std::uint64_t thread_number = 0;

class EndOfThread {
 public:
  EndOfThread() = default;
  EndOfThread(const EndOfThread&) = delete;
  EndOfThread& operator=(const EndOfThread&) = delete;
  ~EndOfThread() { end_sessions(AmbientTable::instance().take_all(ScopeKey{.value = thread_number})); }
};

std::uint64_t this_thread() {
  static std::atomic<std::uint64_t> last{0};
  if (thread_number != 0) return thread_number;
  static thread_local const EndOfThread end;
  thread_number = last.fetch_add(1, std::memory_order_relaxed) + 1;
  return thread_number;
}

}  // namespace

ScopeKey current_scope_key(const ScopeKeyFunction& scope_key) {
  if (scope_key) return {.custom = true, .value = scope_key()};
  return {.custom = false, .value = this_thread()};
}

}  // namespace rwsplit::detail
