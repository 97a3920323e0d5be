#pragma once

#include <rwsplit/request/handler_policy.hpp>
#include <rwsplit/request/request_hints.hpp>
#include <rwsplit/request/request_options.hpp>
#include <rwsplit/routing/topology.hpp>
#include <rwsplit/session/unit_of_work.hpp>

#include "request/carried.hpp"

namespace rwsplit::detail {

/// What a request declares. Binding: a parameter that asks for the master, else its handler. A leaning: the trusted
/// header, else the first path rule that matches, else the method. What it carries is where its unit of work begins;
/// the master that it comes from is left open, so that the first use of the master compares. Throws: `UnknownEngine`
/// for the handler's engine, also if a parameter overrules it, and for that of a path rule that decides.
[[nodiscard]] UnitOfWork judge(const RequestOptions& options, const RequestHints& hints, const HandlerPolicy& policy,
                               const Carried& carried, const Topology& topology);

/// Throws: `UnknownEngine` for the first rule with an engine that does not exist.
void require_known_engines(const PathRules& rules, const Topology& topology);

}  // namespace rwsplit::detail
