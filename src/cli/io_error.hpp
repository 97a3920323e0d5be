#pragma once

#include <system_error>

namespace rwsplit::cli {

/// Standard input or output failed; `what()` says which and why.
class IoError : public std::system_error {
 public:
  using std::system_error::system_error;

  /// Nobody reads the output any more, as in `rwsplit classify | head`: the end of the work, and nothing to report.
  [[nodiscard]] bool is_closed_pipe() const noexcept { return code() == std::errc::broken_pipe; }
};

}  // namespace rwsplit::cli
