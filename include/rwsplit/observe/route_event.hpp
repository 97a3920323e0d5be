#pragma once

#include <cstdint>

#include <rwsplit/detail/source_location.hpp>
#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/sql/statement_kind.hpp>

namespace rwsplit {

/// One decision, as observers and the log see it. Holds no statement text and no value.
///
/// Lifetime: the call it is passed to.
struct RouteEvent {
  const RouteDecision& decision;
  StatementKind kind{StatementKind::unknown};
  /// The same for statements that differ only in literals.
  std::uint64_t digest{0};
  /// The call in the user's source.
  SourceLocation where{};
};

}  // namespace rwsplit
