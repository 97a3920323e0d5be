#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <rwsplit/driver/connect_options.hpp>

namespace rwsplit::detail {

/// What the SQLite driver makes of a URL and the options beside it: everything is decided here, opening only obeys.
struct SqliteSettings {
  std::string path;
  /// For messages.
  std::string engine;
  bool read_only{false};
  /// How long opening waits for a file or a lock.
  std::chrono::milliseconds open_timeout{0};
  /// How long a statement waits for a lock; 0: not at all.
  std::chrono::milliseconds busy_timeout{0};
  /// How long a statement may take for each row; 0: no limit.
  std::chrono::milliseconds read_timeout{0};
  std::size_t statement_cache{64};
};

/// Throws: `ConfigError` that says what is wrong with the URL and what would be right.
[[nodiscard]] SqliteSettings sqlite_settings(const ConnectOptions& options);

}  // namespace rwsplit::detail
