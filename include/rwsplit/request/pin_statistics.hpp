#pragma once

#include <cstdint>

namespace rwsplit {

/// What became of pins, counted over the life of a `RequestRules`. Requests without one count nowhere.
struct PinStatistics {
  /// Given to responses.
  std::uint64_t issued{0};
  /// Came in and held: the request read from the master.
  std::uint64_t honored{0};
  /// Were ours, and came too late.
  std::uint64_t expired{0};
  /// Look like pins and are not signed by any of our keys, for this cookie.
  std::uint64_t forged{0};
  /// Are no pins.
  std::uint64_t malformed{0};

  friend bool operator==(const PinStatistics&, const PinStatistics&) = default;
};

}  // namespace rwsplit
