#pragma once

#include <cstdint>

namespace rwsplit {

/// What `ConnectionPool::acquire` does while its server cannot be reached.
enum class WhenUnreachable : std::uint8_t {
  wait,       ///< until the deadline; the server may come back
  fail_fast,  ///< throw at once; the caller has another engine to go to
};

}  // namespace rwsplit
