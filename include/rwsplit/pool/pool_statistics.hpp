#pragma once

#include <cstddef>
#include <cstdint>

namespace rwsplit {

/// One pool at one moment (first block) and since it was made (second block).
struct PoolStatistics {
  std::size_t total{0};      ///< sockets of any state
  std::size_t in_use{0};     ///< on loan
  std::size_t idle{0};       ///< ready
  std::size_t dialing{0};    ///< being opened
  std::size_t resetting{0};  ///< being cleaned after a dirty loan, or checked
  std::size_t closing{0};    ///< no longer used, socket not yet closed
  std::size_t waiting{0};    ///< callers that wait

  std::uint64_t acquired{0};
  std::uint64_t timeouts{0};  ///< callers that met their deadline
  std::uint64_t created{0};
  std::uint64_t connect_failures{0};
  std::uint64_t resets{0};
  std::uint64_t closed_dead{0};    ///< found dead before use
  std::uint64_t closed_broken{0};  ///< came back unusable, or could not be reset
  std::uint64_t closed_idle{0};    ///< idle timeout
  std::uint64_t closed_old{0};     ///< max_lifetime, or the pool was closed
  std::uint64_t leaks_reported{0};
  std::uint64_t listener_failures{0};  ///< exceptions that a `PoolListener` threw
};

}  // namespace rwsplit
