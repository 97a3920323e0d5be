#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "chaos/history/log.hpp"

namespace rwsplit::chaos {

/// What all workers noted, in the order in which things began.
///
/// Thread safety: as of a vector. Lifetime: spans are valid as long as the history.
class History {
 public:
  /// Joins the logs without copying their steps. Events of one session are ordered by time, those of one log that
  /// began at the same time stay in order.
  explicit History(std::vector<Log> logs);

  [[nodiscard]] std::span<const Event> events() const noexcept { return events_; }
  [[nodiscard]] std::span<const Step> steps(const Event& event) const noexcept;

  /// The list that a step of this event read; empty for all other steps.
  [[nodiscard]] std::span<const Value> list(const Event& event, const Step& step) const noexcept;

  /// For messages: "session 7 operation 12".
  [[nodiscard]] std::string name(std::size_t event) const;

 private:
  std::vector<Log> logs_;
  std::vector<Event> events_;
};

}  // namespace rwsplit::chaos
