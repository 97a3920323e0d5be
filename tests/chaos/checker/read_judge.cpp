#include "chaos/checker/read_judge.hpp"

#include <fmt/format.h>

#include <string_view>

namespace rwsplit::chaos {
namespace {

ViolationKind kind_of(Floor::Cause cause) {
  switch (cause) {
    case Floor::Cause::own_write: return ViolationKind::stale_own_read;
    case Floor::Cause::own_read: return ViolationKind::went_backwards;
    case Floor::Cause::token: return ViolationKind::token_not_honoured;
    case Floor::Cause::acknowledged: return ViolationKind::stale_strong_read;
  }
  return ViolationKind::bad_history;
}

std::string_view reason(Floor::Cause cause) {
  switch (cause) {
    case Floor::Cause::own_write: return "its own write";
    case Floor::Cause::own_read: return "its own earlier read";
    case Floor::Cause::token: return "the token it accepted, from";
    case Floor::Cause::acknowledged: return "a write acknowledged before it began,";
  }
  return "";
}

}  // namespace

void ReadJudge::judge(std::size_t reader, Floors& floors) {
  const auto& event = history_.events()[reader];
  for (const auto& step : history_.steps(event)) {
    if (step.kind == StepKind::read) {
      judge_number(reader, {.is_list = false, .key = step.key}, step.value, floors);
    } else if (step.kind == StepKind::read_list) {
      const auto values = history_.list(event, step);
      if (!lists_[step.key].agrees(values)) continue;  // reported as such; its length says nothing
      judge_number(reader, {.is_list = true, .key = step.key}, static_cast<Value>(values.size()), floors);
      judge_unseen(reader, step.key, floors);
    }
  }
}

void ReadJudge::judge_number(std::size_t reader, const Item& item, Value number, const Floors& floors) {
  const auto* floor = floors.find(item);
  if (floor == nullptr || number >= floor->number) return;
  report_.add(kind_of(floor->cause), [&] {
    const auto what = item.is_list ? fmt::format("list {} with {} values", item.key, number)
                                   : fmt::format("register {} as {}", item.key, number);
    return fmt::format("{} read {}, expected at least {} because of {} {}", history_.name(reader), what, floor->number,
                       reason(floor->cause), history_.name(floor->event));
  });
}

void ReadJudge::judge_unseen(std::size_t reader, Key list, Floors& floors) {
  for (const auto* append : floors.take_unseen(list)) {
    if (!lost_.insert(append).second) continue;
    report_.add(ViolationKind::lost_append, [&] {
      return fmt::format("{} appended {} to list {} (ok), but {} does not show it, nor does any other read",
                         history_.name(append->event), append->value, list, history_.name(reader));
    });
  }
}

}  // namespace rwsplit::chaos
