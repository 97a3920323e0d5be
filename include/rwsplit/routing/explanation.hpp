#pragma once

#include <string>
#include <vector>

#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/routing/route_query.hpp>

namespace rwsplit {

/// A decision in words: where a statement would run, and what each rule on the way had to say.
///
/// It quotes the statement's kind, digest and offsets, the names of engines and the tags of row types; never the
/// text, never a value.
/// Lifetime: owns its strings, unlike `RouteDecision`.
struct Explanation {
  Verdict verdict{Verdict::run};
  /// The engine, or empty for a refusal that named none.
  std::string engine{};
  Role role{Role::master};
  RouteReason reason{RouteReason::not_a_read};
  /// The rule that hit.
  RouteReason rule{RouteReason::not_a_read};
  /// The statement, the rules in their order down to the one that hit, and the result; one line each.
  std::vector<std::string> steps{};

  /// All steps, a line each.
  [[nodiscard]] std::string to_string() const;
};

/// Puts a decision into words. `decision` must be the one that was made for `query`.
[[nodiscard]] Explanation explain(const RouteQuery& query, const RouteDecision& decision);

}  // namespace rwsplit
