#pragma once

#include <cstdint>
#include <string_view>

#include <rwsplit/routing/route_reason.hpp>

namespace rwsplit {

/// What a statement did, and where.
struct ExecResult {
  std::uint64_t affected_rows{0};
  /// 0 when the statement made no automatic key.
  std::uint64_t last_insert_id{0};
  std::uint32_t warnings{0};
  /// Lifetime: the cluster.
  std::string_view engine{};
  RouteReason reason{RouteReason::not_a_read};
};

}  // namespace rwsplit
