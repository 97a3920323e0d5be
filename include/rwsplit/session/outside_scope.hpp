#pragma once

#include <cstdint>

namespace rwsplit {

/// Where the ambient sessions of a `ScopedSession` read when no request is in progress, for instance in a script, a
/// background job or a thread that a request has started. Guards, intents and overrides count all the same.
enum class OutsideScope : std::uint8_t {
  master,     ///< on the master, reason `outside_scope`
  automatic,  ///< as a session of one's own does: by statement
  refuse,     ///< nowhere: asking for the session is a `UsageError`
};

}  // namespace rwsplit
