#pragma once

#include <cstddef>

#include "chaos/history/quantities.hpp"
#include "chaos/history/step_kind.hpp"

namespace rwsplit::chaos {

/// One thing that an operation did.
struct Step {
  StepKind kind = StepKind::read;
  Key key = 0;
  Value value = 0;             ///< what was written or read; unused where a list was read
  std::size_t list_begin = 0;  ///< where in the log's values the list begins that was read
  std::size_t list_size = 0;
};

}  // namespace rwsplit::chaos
