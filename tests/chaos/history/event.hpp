#pragma once

#include <cstddef>
#include <cstdint>

#include "chaos/history/event_kind.hpp"
#include "chaos/history/outcome.hpp"
#include "chaos/history/promise.hpp"
#include "chaos/history/quantities.hpp"

namespace rwsplit::chaos {

/// One entry of a history.
struct Event {
  EventKind kind = EventKind::operation;
  Promise promise = Promise::session;
  Outcome outcome = Outcome::unknown;
  SessionNumber session = 0;
  Time start = 0;
  Time end = 0;  ///< when the worker knew the outcome
  TokenNumber token = 0;
  std::size_t first_step = 0;  ///< in its log
  std::size_t step_count = 0;
  std::uint32_t log = 0;     ///< which log of the history has the steps; set by `History`
  std::uint32_t number = 0;  ///< which operation of its session this is, from 1; set by `History`
};

}  // namespace rwsplit::chaos
