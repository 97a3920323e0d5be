#pragma once

#include <cstdint>

namespace rwsplit {

/// What a transaction may do.
enum class TransactionMode : std::uint8_t {
  read_write,  ///< runs on the master
  read_only,   ///< one snapshot, on one replica where there is one
};

}  // namespace rwsplit
