#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <rwsplit/consistency/mysql_gtid_interval.hpp>

namespace rwsplit {

/// What one server, or one of its tags, has written. Each tag (MySQL 8.3 and later) counts for itself.
struct MysqlGtidSource {
  /// `server_uuid`, or the name of a group, as bytes.
  std::array<std::uint8_t, 16> uuid{};
  /// Empty, or up to 32 letters (small ones), digits and underscores, the first no digit.
  std::string tag{};
  /// In a set: in order, with a gap before each but the first, and at least one.
  std::vector<MysqlGtidInterval> intervals{};

  friend bool operator==(const MysqlGtidSource&, const MysqlGtidSource&) noexcept = default;
};

}  // namespace rwsplit
