#pragma once

#include <cstdint>

namespace rwsplit {

/// One transaction of a MariaDB server: `domain-server-sequence`.
struct MariadbGtid {
  /// `gtid_domain_id`: a stream of transactions in which sequences only grow.
  std::uint32_t domain{0};
  /// `server_id` of the server that wrote it first.
  std::uint32_t server{0};
  std::uint64_t sequence{0};

  friend constexpr bool operator==(const MariadbGtid&, const MariadbGtid&) noexcept = default;
};

}  // namespace rwsplit
