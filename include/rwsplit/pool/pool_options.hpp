#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace rwsplit {

/// How one engine's connections are kept.
struct PoolOptions {
  /// Connections kept open while nothing happens, those on loan included; 0 opens on demand.
  std::size_t min_idle{1};
  /// Never more sockets than this, closing ones included; at least 1.
  std::size_t max_size{10};
  /// Longest wait for a connection, dialing and checks included.
  std::chrono::milliseconds acquire_timeout{1000};
  /// Idle connections above `min_idle` are closed after this; 0 keeps them.
  std::chrono::milliseconds idle_timeout{std::chrono::minutes{10}};
  /// A connection is replaced at this age, less up to 10 % at random; 0 never. Keep it below the server's
  /// `wait_timeout`.
  std::chrono::milliseconds max_lifetime{std::chrono::minutes{30}};
  /// An idle connection is pinged after this; 0 never.
  std::chrono::milliseconds keep_alive{std::chrono::minutes{2}};
  /// A connection on loan for longer is reported once, with the place that took it; 0 never.
  std::chrono::milliseconds leak_threshold{0};
  /// First pause after a failed connect; doubles up to `max_backoff`, each pause shortened at random. At least 1 ms.
  std::chrono::milliseconds min_backoff{10};
  /// Longest pause after a failed connect, and the pause after a refused login; at least `min_backoff`.
  std::chrono::milliseconds max_backoff{1000};

  friend constexpr bool operator==(const PoolOptions&, const PoolOptions&) noexcept = default;

  /// Throws: `ConfigError` that names the first field that is wrong, prefixed with `owner` (an engine's name).
  void validate(std::string_view owner) const;
};

}  // namespace rwsplit
