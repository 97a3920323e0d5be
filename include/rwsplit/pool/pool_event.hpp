#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/error/error.hpp>

namespace rwsplit {

/// Something a pool's owner may want to know or log.
struct PoolEvent {
  enum class Kind : std::uint8_t {
    connected,       ///< a connection was opened; also the first after failures
    connect_failed,  ///< `error` says why
    leak_suspected,  ///< on loan beyond `leak_threshold`; `where` took it, `age` ago
    leak_returned,   ///< a suspected leak came back after all
  };

  Kind kind{};
  /// The pool's name. Lifetime: the call.
  std::string_view pool{};
  /// What `ConnectionPool::reachable` says now: a server that is merely full stays reachable.
  bool reachable{true};
  /// Connects that failed in a row: up to this one, or before the one that worked.
  unsigned failures{0};
  /// Why connecting failed, else null. Lifetime: the call.
  const Error* error{nullptr};
  /// Who took the connection (leak events).
  SourceLocation where{};
  /// For how long (leak events).
  std::chrono::milliseconds age{0};
};

/// Called without any lock held, by the pool's own thread, which does nothing else meanwhile: keep it short.
/// It must not throw (what it throws is counted and dropped) and must not destroy the pool.
using PoolListener = std::function<void(const PoolEvent&)>;

}  // namespace rwsplit
