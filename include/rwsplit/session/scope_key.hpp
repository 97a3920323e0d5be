#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace rwsplit {

/// Names the scope in which the calling code runs; equal numbers are one scope. Empty: each thread is a scope.
///
/// For servers that run many requests on one thread, or one request on several, by fibers or coroutines: return the
/// number of the current one. One scope is used by one thread at a time; it may move between threads. What a scope has
/// opened stays open until it is removed: nobody tells the library that a fiber has ended.
/// Thread safety: it is called by every thread that uses ambient sessions, without any lock. It must not throw.
using ScopeKeyFunction = std::function<std::uint64_t()>;

namespace detail {

/// A scope's name. Threads and the numbers of a `ScopeKeyFunction` are different scopes, whatever their values.
struct ScopeKey {
  bool custom{false};
  std::uint64_t value{0};

  friend constexpr bool operator==(ScopeKey, ScopeKey) noexcept = default;
};

/// The scope in which the calling code runs. A thread's number is never used again after it.
[[nodiscard]] ScopeKey current_scope_key(const ScopeKeyFunction& scope_key);

}  // namespace detail

}  // namespace rwsplit
