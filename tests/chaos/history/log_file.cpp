#include "chaos/history/log_file.hpp"

#include <cstddef>
#include <istream>
#include <ostream>
#include <string>

namespace rwsplit::chaos {
namespace {

constexpr const char* title = "rwsplit-log-1";

template <class Enum>
bool read_enum(std::istream& in, Enum& value, Enum last) {
  unsigned number = 0;
  if (!(in >> number) || number > static_cast<unsigned>(last)) return false;
  value = static_cast<Enum>(number);
  return true;
}

bool read_step(std::istream& in, Log& log) {
  Step step;
  if (!read_enum(in, step.kind, StepKind::balance) || !(in >> step.key >> step.value >> step.list_size)) return false;
  step.list_begin = log.values.size();
  for (std::size_t count = 0; count < step.list_size; ++count) {
    Value value = 0;
    if (!(in >> value)) return false;
    log.values.push_back(value);
  }
  log.steps.push_back(step);
  return true;
}

bool read_event(std::istream& in, Log& log) {
  Event event;
  if (!read_enum(in, event.kind, EventKind::position_lost)) return false;
  if (!read_enum(in, event.promise, Promise::strong)) return false;
  if (!read_enum(in, event.outcome, Outcome::unknown)) return false;
  if (!(in >> event.session >> event.start >> event.end >> event.token >> event.step_count)) return false;
  event.first_step = log.steps.size();
  for (std::size_t count = 0; count < event.step_count; ++count) {
    if (!read_step(in, log)) return false;
  }
  log.events.push_back(event);
  return true;
}

}  // namespace

void write_log(const Log& log, std::ostream& out) {
  out << title << ' ' << log.events.size() << '\n';
  for (const auto& event : log.events) {
    out << static_cast<unsigned>(event.kind) << ' ' << static_cast<unsigned>(event.promise) << ' '
        << static_cast<unsigned>(event.outcome) << ' ' << event.session << ' ' << event.start << ' ' << event.end << ' '
        << event.token << ' ' << event.step_count;
    for (std::size_t index = 0; index < event.step_count; ++index) {
      const auto& step = log.steps[event.first_step + index];
      out << "  " << static_cast<unsigned>(step.kind) << ' ' << step.key << ' ' << step.value << ' ' << step.list_size;
      for (std::size_t at = 0; at < step.list_size; ++at) out << ' ' << log.values[step.list_begin + at];
    }
    out << '\n';
  }
}

std::optional<Log> read_log(std::istream& in) {
  std::string word;
  std::size_t events = 0;
  if (!(in >> word >> events) || word != title) return std::nullopt;
  Log log;
  for (std::size_t count = 0; count < events; ++count) {
    if (!read_event(in, log)) return std::nullopt;
  }
  return log;
}

}  // namespace rwsplit::chaos
