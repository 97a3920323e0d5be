#pragma once

#include <cstdint>

namespace rwsplit::chaos {

/// What happened in a session.
enum class EventKind : std::uint8_t {
  operation,      ///< a statement or a transaction, with its steps
  hand_over,      ///< the session's token was given away
  accept,         ///< the session took over a token: from now on its reads see what that stands for
  position_lost,  ///< the session was told that its position is lost (`CausalTokenLost`), and begins anew
};

}  // namespace rwsplit::chaos
