#pragma once

#include <cstdint>

namespace rwsplit::chaos {

/// What the reads of an operation were promised, so what the checker holds them to.
enum class Promise : std::uint8_t {
  nothing,  ///< an eventual read: it may be stale, but what it shows must have been written
  session,  ///< sees the session's writes and the tokens it accepted, and does not go backwards
  strong,   ///< as `session`, and sees whatever anybody was told to be written before it began
};

}  // namespace rwsplit::chaos
