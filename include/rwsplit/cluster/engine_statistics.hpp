#pragma once

#include <cstdint>
#include <string>

#include <rwsplit/pool/pool_statistics.hpp>
#include <rwsplit/routing/role.hpp>

namespace rwsplit {

/// One engine at one moment.
struct EngineStatistics {
  std::string name{};
  Role role{Role::replica};
  bool reachable{true};
  /// It was removed or replaced, and ends when the connections that are still on loan come back.
  bool draining{false};
  /// Statements that were sent there since this engine was made.
  std::uint64_t statements{0};
  PoolStatistics pool{};
};

}  // namespace rwsplit
