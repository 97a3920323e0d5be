#pragma once

#include <cstddef>
#include <limits>

#include "chaos/history/outcome.hpp"
#include "chaos/history/quantities.hpp"

namespace rwsplit::chaos {

/// One value that was appended to a list.
struct Append {
  static constexpr std::size_t unseen = std::numeric_limits<std::size_t>::max();

  Key list = 0;
  Value value = 0;
  std::size_t event = 0;
  Outcome outcome = Outcome::unknown;
  bool last_of_operation = true;  ///< whether its operation appends nothing to this list after it
  std::size_t position = unseen;  ///< in the order of the list, from 0; unseen: in no read
};

}  // namespace rwsplit::chaos
