#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// Why a statement runs where it runs. The first block is the decision order itself: a smaller value is an earlier
/// rule.
enum class RouteReason : std::uint8_t {
  administration,      ///< the statement administers a server, which this cluster refuses
  read_only_model,     ///< not a plain read, and asked for the rows of a read-only model
  transaction,         ///< an open transaction holds its connection
  pinned,              ///< session state lives on one connection, see `RouteDecision::pinned_by`
  previous_statement,  ///< asks about the statement before it, whose connection was kept for that
  disabled,            ///< routing is switched off: everything on the master
  call_override,       ///< `using_engine` for this call
  hint,                ///< a comment in the statement: `/* rwsplit: master */`
  guard,               ///< the innermost guard
  flushing,            ///< a queued write is being flushed
  not_a_read,          ///< the text is not certainly a plain read
  refused_by_replica,  ///< looks like a plain read, but a replica has refused it as a write
  has_written,         ///< the session has written and must see its own writes
  request_pin,         ///< the request carries the pin of an earlier write
  master_parameter,    ///< the request has a parameter that asks for the master
  handler,             ///< the request's handler was declared master, replica or engine
  intent,              ///< the unit of work was declared master or replica
  automatic_off,       ///< `auto_read_on_replica` is off
  state_header,        ///< a trusted header of the request says where its reads go
  path_rule,           ///< the request's path does
  method,              ///< the request's method is not one that only reads
  outside_scope,       ///< an ambient session outside of any request
  router,              ///< a router of the user's decided
  by_statement,        ///< a plain read goes to a replica
  // What the last step adds to a wish for a replica:
  no_replica,        ///< a replica was wanted and none can be reached: the master stands in
  no_fresh_replica,  ///< replicas can be reached, but none has in time what the read must see: the master stands in
  stale,             ///< none has it in time, and the fallback lets the read run on a replica all the same
  promoted,          ///< a write aimed at a replica was promoted to the master, as configured
};

[[nodiscard]] constexpr std::string_view to_string(RouteReason reason) noexcept {
  switch (reason) {
    case RouteReason::administration: return "administration";
    case RouteReason::read_only_model: return "read-only model";
    case RouteReason::transaction: return "transaction";
    case RouteReason::pinned: return "pinned";
    case RouteReason::previous_statement: return "previous statement";
    case RouteReason::disabled: return "disabled";
    case RouteReason::call_override: return "call override";
    case RouteReason::hint: return "hint";
    case RouteReason::guard: return "guard";
    case RouteReason::flushing: return "flushing";
    case RouteReason::not_a_read: return "not a read";
    case RouteReason::refused_by_replica: return "refused by replica";
    case RouteReason::has_written: return "has written";
    case RouteReason::request_pin: return "request pin";
    case RouteReason::master_parameter: return "master parameter";
    case RouteReason::handler: return "handler";
    case RouteReason::intent: return "intent";
    case RouteReason::automatic_off: return "automatic off";
    case RouteReason::state_header: return "state header";
    case RouteReason::path_rule: return "path rule";
    case RouteReason::method: return "method";
    case RouteReason::outside_scope: return "outside scope";
    case RouteReason::router: return "router";
    case RouteReason::by_statement: return "by statement";
    case RouteReason::no_replica: return "no replica";
    case RouteReason::no_fresh_replica: return "no fresh replica";
    case RouteReason::stale: return "stale";
    case RouteReason::promoted: return "promoted";
  }
  return "unknown";
}

}  // namespace rwsplit
