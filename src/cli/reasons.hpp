#pragma once

#include <string>
#include <string_view>

#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/routing/route_query.hpp>

namespace rwsplit::cli {

/// Where the statement runs and why, as one sentence.
[[nodiscard]] std::string sentence(const RouteQuery& query, const RouteDecision& decision);

/// A stretch of a statement for a terminal: without control characters.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace rwsplit::cli
