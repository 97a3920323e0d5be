#pragma once

#include <cstdint>

namespace rwsplit {

/// What becomes of a read when the replica it waited for does not have in time what the read must see.
enum class FreshnessFallback : std::uint8_t {
  next_replica,  ///< another replica, with what is left of the wait; then the master
  master,        ///< the master at once
  stale,         ///< it runs on a replica all the same, reason `stale`
  error,         ///< `Unavailable`
};

}  // namespace rwsplit
