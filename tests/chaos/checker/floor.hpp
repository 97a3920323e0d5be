#pragma once

#include <cstddef>
#include <cstdint>

#include "chaos/history/quantities.hpp"

namespace rwsplit::chaos {

/// The least that a read must show of an item: the value of a register, the length of a list.
struct Floor {
  /// Why it must.
  enum class Cause : std::uint8_t {
    own_write,     ///< the session wrote it
    own_read,      ///< the session saw it
    token,         ///< the session accepted a token that stands for it
    acknowledged,  ///< somebody was told that it is written, and the read is strong
  };

  Value number = 0;
  Cause cause = Cause::own_write;
  std::size_t event = 0;  ///< that wrote or saw it
};

}  // namespace rwsplit::chaos
