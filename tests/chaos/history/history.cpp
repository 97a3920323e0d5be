#include "chaos/history/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace rwsplit::chaos {

History::History(std::vector<Log> logs) : logs_(std::move(logs)) {
  for (std::size_t log = 0; log < logs_.size(); ++log) {
    for (auto& event : logs_[log].events) {
      event.log = static_cast<std::uint32_t>(log);
      events_.push_back(event);
    }
    logs_[log].events = {};
  }
  std::stable_sort(events_.begin(), events_.end(),
                   [](const Event& left, const Event& right) { return left.start < right.start; });
  std::unordered_map<SessionNumber, std::uint32_t> counts;
  for (auto& event : events_) {
    auto& count = counts[event.session];
    event.number = event.kind == EventKind::operation ? ++count : count;
  }
}

std::span<const Step> History::steps(const Event& event) const noexcept {
  return std::span{logs_[event.log].steps}.subspan(event.first_step, event.step_count);
}

std::span<const Value> History::list(const Event& event, const Step& step) const noexcept {
  return std::span{logs_[event.log].values}.subspan(step.list_begin, step.list_size);
}

std::string History::name(std::size_t event) const {
  return fmt::format("session {} operation {}", events_[event].session, events_[event].number);
}

}  // namespace rwsplit::chaos
