#pragma once

#include <cstdint>

namespace rwsplit {

/// Transaction numbers of one source that follow each other, both ends included.
struct MysqlGtidInterval {
  std::uint64_t first{1};
  std::uint64_t last{1};

  friend constexpr bool operator==(const MysqlGtidInterval&, const MysqlGtidInterval&) noexcept = default;
};

/// The largest number that a server gives (`GNO_END - 1`).
inline constexpr std::uint64_t max_mysql_gtid_number = 0x7FFF'FFFF'FFFF'FFFE;

}  // namespace rwsplit
