#include "chaos/history/elle_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <ostream>
#include <queue>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace rwsplit::chaos {
namespace {

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok: return "ok";
    case Outcome::fail: return "fail";
    case Outcome::unknown: return "info";
  }
  return "info";
}

class ElleWriter {
 public:
  ElleWriter(const History& history, std::ostream& out) : history_(history), out_(out) {
    if (!history.events().empty()) zero_ = history.events().front().start;
  }

  std::size_t run() {
    for (std::size_t index = 0; index < history_.events().size(); ++index) {
      const auto& event = history_.events()[index];
      complete_until(event.start);
      if (event.kind == EventKind::position_lost) processes_.erase(event.session);
      if (event.kind == EventKind::operation && has_lists(event)) invoke(index);
    }
    complete_until(std::numeric_limits<Time>::max());
    return written_;
  }

 private:
  struct UnderWay {
    Time end = 0;
    std::size_t event = 0;
    std::uint64_t process = 0;

    bool operator>(const UnderWay& other) const { return std::tie(end, event) > std::tie(other.end, other.event); }
  };

  [[nodiscard]] bool has_lists(const Event& event) const {
    const auto steps = history_.steps(event);
    return std::any_of(steps.begin(), steps.end(), [](const Step& step) { return is_of_list(step.kind); });
  }

  void invoke(std::size_t index) {
    const auto& event = history_.events()[index];
    const auto process = process_of(event);
    line(event, "invoke", event.start, process, false);
    under_way_.push({event.end, index, process});
    ++written_;
  }

  void complete_until(Time time) {
    for (; !under_way_.empty() && under_way_.top().end <= time; under_way_.pop()) {
      const auto& done = under_way_.top();
      const auto& event = history_.events()[done.event];
      line(event, name_of(event.outcome), done.end, done.process, event.outcome == Outcome::ok);
    }
  }

  std::uint64_t process_of(const Event& event) {
    const auto steps = history_.steps(event);
    const bool writes = std::any_of(steps.begin(), steps.end(), [](const Step& step) { return is_write(step.kind); });
    if (event.promise == Promise::nothing && !writes) return next_process_++;
    const auto [found, added] = processes_.try_emplace(event.session, next_process_);
    if (added) ++next_process_;
    const auto process = found->second;
    if (event.outcome == Outcome::unknown) processes_.erase(found);
    return process;
  }

  void line(const Event& event, std::string_view type, Time time, std::uint64_t process, bool with_results) {
    buffer_.clear();
    auto to = std::back_inserter(buffer_);
    fmt::format_to(to, "{{:index {} :type :{} :process {} :f :txn :value [", index_++, type, process);
    std::string_view gap;
    for (const auto& step : history_.steps(event)) {
      if (!is_of_list(step.kind)) continue;
      buffer_ += gap;
      gap = " ";
      if (step.kind == StepKind::append) {
        fmt::format_to(to, "[:append {} {}]", step.key, step.value);
      } else if (with_results) {
        fmt::format_to(to, "[:r {} [{}]]", step.key, fmt::join(history_.list(event, step), " "));
      } else {
        fmt::format_to(to, "[:r {} nil]", step.key);
      }
    }
    fmt::format_to(to, "] :time {}}}\n", time - zero_);
    out_ << buffer_;
  }

  const History& history_;
  std::ostream& out_;
  std::string buffer_;
  Time zero_ = 0;
  std::size_t index_ = 0;
  std::size_t written_ = 0;
  std::uint64_t next_process_ = 0;
  std::unordered_map<SessionNumber, std::uint64_t> processes_;
  std::priority_queue<UnderWay, std::vector<UnderWay>, std::greater<>> under_way_;
};

}  // namespace

std::size_t write_elle(const History& history, std::ostream& out) { return ElleWriter(history, out).run(); }

}  // namespace rwsplit::chaos
