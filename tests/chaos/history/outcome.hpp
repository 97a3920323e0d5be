#pragma once

#include <cstdint>

namespace rwsplit::chaos {

/// What the worker was told about its operation.
enum class Outcome : std::uint8_t {
  ok,       ///< done: its writes must be there
  fail,     ///< certainly not done: nobody may see its writes
  unknown,  ///< the answer was lost: its writes may be there, or appear later, or never
};

}  // namespace rwsplit::chaos
