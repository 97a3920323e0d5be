#include "chaos/checker/dependencies.hpp"

#include <cstddef>
#include <span>
#include <unordered_map>
#include <utility>

namespace rwsplit::chaos {
namespace {

class DependencyFinder {
 public:
  DependencyFinder(const History& history, const ListTable& lists) : history_(history), lists_(lists) {}

  std::vector<Dependency> run() {
    for (const auto& [list, order] : lists_.all()) add_writes(list, order);
    for (std::size_t index = 0; index < history_.events().size(); ++index) add_event(index);
    return std::move(found_);
  }

 private:
  /// Nothing comes before or after an operation that was not done, or one of which nobody knows where it belongs.
  static bool counts(std::span<const Append* const> order, std::size_t at) {
    return order[at] != nullptr && order[at]->outcome != Outcome::fail && order[at]->position == at;
  }

  void add(std::size_t from, std::size_t to, Dependency::Kind kind, Key list = 0) {
    if (from != to) found_.push_back({from, to, kind, list});
  }

  void add_writes(Key list, const ListOrder& order) {
    const Append* before = nullptr;
    const auto all = order.order();
    for (std::size_t at = 0; at < all.size(); ++at) {
      if (!counts(all, at)) continue;
      if (before != nullptr) add(before->event, all[at]->event, Dependency::write_write, list);
      before = all[at];
    }
  }

  void add_event(std::size_t index) {
    const auto& event = history_.events()[index];
    switch (event.kind) {
      case EventKind::operation:
        if (event.outcome == Outcome::ok) add_operation(index);
        break;
      case EventKind::hand_over: tokens_.emplace(event.token, last_[event.session]); break;
      case EventKind::accept: accept(event); break;
      case EventKind::position_lost: last_[event.session].clear(); break;
    }
  }

  void add_operation(std::size_t index) {
    const auto& event = history_.events()[index];
    bool writes = false;
    for (const auto& step : history_.steps(event)) {
      writes = writes || is_write(step.kind);
      if (step.kind == StepKind::read_list) add_read(index, step.key, history_.list(event, step));
    }
    if (event.promise == Promise::nothing && !writes) return;  // outside of the session's order
    auto& last = last_[event.session];
    for (const auto before : last) add(before, index, Dependency::order);
    last = {index};
  }

  void add_read(std::size_t reader, Key list, std::span<const Value> values) {
    const auto& order = lists_[list];
    if (!order.agrees(values)) return;
    auto seen = values.size();
    const auto all = order.order();
    while (seen > 0 && (!counts(all, seen - 1) || all[seen - 1]->event == reader)) --seen;
    if (seen > 0) add(all[seen - 1]->event, reader, Dependency::write_read, list);
    auto next = values.size();
    while (next < all.size() && !counts(all, next)) ++next;
    if (next < all.size()) add(reader, all[next]->event, Dependency::read_write, list);
  }

  void accept(const Event& event) {
    const auto found = tokens_.find(event.token);
    if (found == tokens_.end()) return;  // reported with the session rules
    auto& last = last_[event.session];
    last.insert(last.end(), found->second.begin(), found->second.end());
  }

  const History& history_;
  const ListTable& lists_;
  std::vector<Dependency> found_;
  // What the next operation of a session comes after: its last one, and those that tokens it accepted stand for.
  std::unordered_map<SessionNumber, std::vector<std::size_t>> last_;
  std::unordered_map<TokenNumber, std::vector<std::size_t>> tokens_;
};

}  // namespace

std::vector<Dependency> dependencies_of(const History& history, const ListTable& lists) {
  return DependencyFinder(history, lists).run();
}

}  // namespace rwsplit::chaos
