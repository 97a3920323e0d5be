#pragma once

#include <vector>

#include "chaos/history/event.hpp"
#include "chaos/history/step.hpp"

namespace rwsplit::chaos {

/// What one recorder noted, in its order.
struct Log {
  std::vector<Event> events{};
  std::vector<Step> steps{};
  std::vector<Value> values{};  ///< of all lists that were read, one after the other
};

}  // namespace rwsplit::chaos
