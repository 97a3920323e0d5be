#pragma once

#include <cstdint>

namespace rwsplit {

/// What became of pins, counted over the life of a `RequestRules`. Requests without one count nowhere.
struct PinStatistics {
  /// Given to responses.
  std::uint64_t issued{0};
  /// Of those, how many with the position of what was written.
  std::uint64_t issued_with_position{0};
  /// Came in and held.
  std::uint64_t honored{0};
  /// Of those, how many let the request read on replicas that have the position. The others sent it to the master.
  std::uint64_t honored_with_position{0};
  /// Were ours, and came too late.
  std::uint64_t expired{0};
  /// Look like pins and are not signed by any of our keys, for this cookie.
  std::uint64_t forged{0};
  /// Are no pins.
  std::uint64_t malformed{0};

  friend bool operator==(const PinStatistics&, const PinStatistics&) = default;
};

}  // namespace rwsplit
