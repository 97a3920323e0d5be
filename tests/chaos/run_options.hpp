#pragma once

#include <cstdint>
#include <string>

namespace rwsplit::chaos {

/// What a run is to do.
struct RunOptions {
  /// At least so many writes with a read of each.
  std::uint64_t pairs = 20'000;
  /// Only the phases whose names contain this.
  std::string only{};
  /// Where the histories of phases that failed are left, for Elle.
  std::string folder{"."};
  std::uint64_t seed = 1;
  /// On an SQLite file instead of servers.
  bool sqlite = false;
};

}  // namespace rwsplit::chaos
