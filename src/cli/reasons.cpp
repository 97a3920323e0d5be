#include "cli/reasons.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include <rwsplit/routing/replica_rules.hpp>

namespace rwsplit::cli {

namespace {

/// What comes at a place in the text, as much of it as shows which place is meant.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t offset) {
  constexpr std::size_t enough = 32;
  if (offset >= text.size()) return "the end of the text";
  std::size_t end = std::min(text.size(), offset + enough);
  const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; };
  while (end < text.size() && continues(text[end])) ++end;  // not within a character of UTF-8
  return fmt::format("{}{}", printable(text.substr(offset, end - offset)), end < text.size() ? " ..." : "");
}

[[nodiscard]] std::string what_it_is(std::string_view text, const StatementInfo& statement) {
  if (opens_read_only_transaction(statement)) return "it opens a read-only transaction";
  switch (statement.kind) {
    case StatementKind::unknown:
      return fmt::format("it is not understood ({}) from byte {} on: {}", to_string(statement.doubt),
                         statement.stopped_at, excerpt(text, statement.stopped_at));
    case StatementKind::read: return "it is a plain read";
    case StatementKind::locking_read: return "it takes locks, and those belong where the writes are";
    case StatementKind::write: return "it changes rows";
    case StatementKind::ddl: return "it changes the schema";
    case StatementKind::transaction_control: return "it controls a transaction that may write";
    case StatementKind::session_state: return "it changes or reads what belongs to one connection";
    case StatementKind::call: return "it runs a stored procedure, which may write";
    case StatementKind::administration: return "it acts on the server itself";
    case StatementKind::per_server: return "its answer describes the server that gives it, and none was asked for";
  }
  return {};
}

[[nodiscard]] std::string_view asker(const RouteDecision& decision) {
  return decision.rule == RouteReason::hint ? "its hint" : "--role";
}

[[nodiscard]] std::string why(const RouteQuery& query, const RouteDecision& decision) {
  switch (decision.rule) {
    case RouteReason::hint:
    case RouteReason::guard: return fmt::format("{} asks for it", asker(decision));
    case RouteReason::has_written: return "the session has written, and must see what it wrote";
    case RouteReason::not_a_read:
    case RouteReason::by_statement: return what_it_is(query.text, query.statement);
    case RouteReason::administration:
    case RouteReason::read_only_model:
    case RouteReason::transaction:
    case RouteReason::pinned:
    case RouteReason::previous_statement:
    case RouteReason::disabled:
    case RouteReason::call_override:
    case RouteReason::flushing:
    case RouteReason::refused_by_replica:
    case RouteReason::request_pin:
    case RouteReason::master_parameter:
    case RouteReason::handler:
    case RouteReason::intent:
    case RouteReason::automatic_off:
    case RouteReason::state_header:
    case RouteReason::path_rule:
    case RouteReason::method:
    case RouteReason::outside_scope:
    case RouteReason::router:
    case RouteReason::no_replica:
    case RouteReason::no_fresh_replica:
    case RouteReason::stale:
    case RouteReason::promoted: break;  // not in a scene of this program
  }
  return std::string{to_string(decision.rule)};
}

}  // namespace

std::string sentence(const RouteQuery& query, const RouteDecision& decision) {
  switch (decision.verdict) {
    case Verdict::run: break;
    case Verdict::read_only_violation:
      return fmt::format("Refused with ReadOnlyViolation: {} asks for a replica, and {}.", asker(decision),
                         what_it_is(query.text, query.statement));
    case Verdict::unavailable:
    case Verdict::administration: return "Refused.";  // not in a scene of this program
  }
  const std::string_view addition =
      decision.reason == RouteReason::no_replica ? "; a replica would do, and there is none" : "";
  return fmt::format("Runs on {}: {}{}.", decision.engine_name, why(query, decision), addition);
}

std::string printable(std::string_view text) {
  std::string clean{text};
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const auto byte = static_cast<unsigned char>(clean[i]);
    const auto next = static_cast<unsigned char>(i + 1 < clean.size() ? clean[i + 1] : 0);
    if (byte < 0x20U || byte == 0x7fU) clean[i] = '?';
    // U+0080 to U+009F in UTF-8: terminals obey these as well.
    if (byte == 0xc2U && next >= 0x80U && next < 0xa0U) clean[i] = clean[i + 1] = '?';
  }
  return clean;
}

}  // namespace rwsplit::cli
