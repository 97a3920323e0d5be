#pragma once

#include <string>

#include "chaos/checker/violation_kind.hpp"

namespace rwsplit::chaos {

/// One thing in a history that must not be.
struct Violation {
  ViolationKind kind = ViolationKind::bad_history;
  std::string text{};  ///< one line: which operations, which key, what was expected, what was seen
};

}  // namespace rwsplit::chaos
