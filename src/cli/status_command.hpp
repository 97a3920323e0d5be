#pragma once

#include <chrono>
#include <optional>

#include "cli/config_source.hpp"

namespace rwsplit::cli {

/// What `rwsplit status` was asked for.
struct StatusOptions {
  ConfigSource config{};
  bool json{false};
  /// Again and again, with this pause.
  std::optional<std::chrono::milliseconds> watch{};
};

/// Prints the engines of a configuration; true if each of them can be reached. With `watch`: until nobody reads.
/// Blocking: on the servers, bounded by the configuration's timeouts. Throws: IoError, CommandError.
[[nodiscard]] bool run_status(const StatusOptions& options);

}  // namespace rwsplit::cli
