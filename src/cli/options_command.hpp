#pragma once

namespace rwsplit::cli {

/// What `rwsplit options` was asked for.
struct OptionsOptions {
  bool markdown{false};
};

/// Prints all options of a configuration.
/// Throws: IoError.
void run_options(const OptionsOptions& options);

}  // namespace rwsplit::cli
