#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <rwsplit/driver/url.hpp>

namespace rwsplit {

/// What a driver needs to open one connection.
struct ConnectOptions {
  Url url;
  /// The engine's name, for messages.
  std::string engine{};
  /// True on replicas: the session refuses writes even where the account could make them, also after every reset.
  bool read_only{false};
  /// Longest time for connect, TLS and login together. Drivers round up to what their client library can do.
  std::chrono::milliseconds connect_timeout{1000};
  /// Longest wait for the reply to one command; 0 waits without end.
  std::chrono::milliseconds read_timeout{0};
  /// Prepared statements kept per connection, least recently used ones go first; at least 1.
  std::size_t statement_cache_size{64};
};

}  // namespace rwsplit
