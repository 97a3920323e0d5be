#pragma once

#include <stdexcept>

namespace rwsplit::cli {

/// The command cannot be carried out as it was given; `what()` says what would be right.
class CommandError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace rwsplit::cli
