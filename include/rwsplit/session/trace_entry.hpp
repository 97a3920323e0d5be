#pragma once

#include <cstdint>
#include <string>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/routing/role.hpp>
#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/routing/route_reason.hpp>
#include <rwsplit/sql/statement_kind.hpp>

namespace rwsplit {

/// One of the last decisions of a session, from `RoutingSession::trace()`. Holds no statement text and no value.
///
/// Lifetime: owns its strings; `where` lives for the whole program.
struct TraceEntry {
  /// Empty for a refusal that named none.
  std::string engine{};
  Role role{Role::master};
  RouteReason reason{RouteReason::not_a_read};
  /// Anything but `run`: it was refused.
  Verdict verdict{Verdict::run};
  StatementKind kind{StatementKind::unknown};
  /// The same for statements that differ only in literals.
  std::uint64_t digest{0};
  /// The call in the user's source.
  SourceLocation where{};
};

}  // namespace rwsplit
