#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string_view>

#include <rwsplit/driver/connect_options.hpp>
#include <rwsplit/driver/connection.hpp>

namespace rwsplit {

/// Port: opens connections to one kind of database.
///
/// Thread safety: all members may be called by any thread at the same time.
class Driver {
 public:
  Driver() = default;
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  virtual ~Driver() = default;

  /// Lifetime: the driver.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;

  /// Checks everything about a URL that can be checked without a connection.
  /// Throws: `ConfigError` that names the option.
  virtual void validate(const Url& url) const = 0;

  /// How many connections of a master can work at the same time. The cluster makes no more, whatever its pool may hold,
  /// so that writers queue in the order they came instead of refusing each other.
  [[nodiscard]] virtual std::size_t max_writers() const noexcept { return std::numeric_limits<std::size_t>::max(); }

  /// Blocking: until logged in, bounded by `ConnectOptions::connect_timeout`.
  /// Throws: `ConnectionError` (nothing was executed), `ConfigError`.
  [[nodiscard]] virtual std::unique_ptr<Connection> connect(const ConnectOptions& options) = 0;
};

}  // namespace rwsplit
