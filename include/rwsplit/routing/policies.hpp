#pragma once

#include <cstdint>

namespace rwsplit {

/// What happens to a statement that is not a plain read and was explicitly aimed at a replica.
enum class OnReplicaWrite : std::uint8_t {
  refuse,   ///< `ReadOnlyViolation` before anything is sent
  promote,  ///< it runs on the master, reason `promoted`
};

/// What happens to a read that wants a replica while none can be reached.
enum class ReplicaFallback : std::uint8_t {
  master,  ///< the master stands in, reason `no_replica`
  error,   ///< `Unavailable`
};

/// How long a session stays with the replica it was given.
enum class Stickiness : std::uint8_t {
  session,    ///< as long as the session lives and the replica can be reached
  statement,  ///< every statement is balanced anew
};

/// What a comment `/* rwsplit: … */` before the first word of a statement does.
enum class HintPolicy : std::uint8_t {
  ignore,  ///< nothing: it is a comment like any other
  warn,    ///< it is followed; one that is not understood is logged, the rest of it followed
  refuse,  ///< it is followed; one that is not understood is a `ConfigError` before anything is sent
};

/// What happens to statements about the server itself: SET GLOBAL, KILL, FLUSH, RESET, CHANGE MASTER …
enum class AdministrationPolicy : std::uint8_t {
  run_on_master,  ///< they run on the master
  refuse,         ///< `UsageError` before anything is sent
};

}  // namespace rwsplit
