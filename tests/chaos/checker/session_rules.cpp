#include <fmt/format.h>

#include <unordered_map>

#include "chaos/checker/freshness_rules.hpp"

namespace rwsplit::chaos {
namespace {

class SessionRules {
 public:
  SessionRules(const History& history, const ListTable& lists, ReadJudge& judge, Report& report)
      : history_(history), lists_(lists), judge_(judge), report_(report) {
    for (const auto& event : history.events()) {
      if (event.kind == EventKind::accept) ++tokens_[event.token].accepts_left;
    }
  }

  void run() {
    for (std::size_t index = 0; index < history_.events().size(); ++index) {
      const auto& event = history_.events()[index];
      auto& floors = sessions_[event.session];
      switch (event.kind) {
        case EventKind::operation: operation(index, floors); break;
        case EventKind::hand_over: hand_over(index, floors); break;
        case EventKind::accept: accept(index, floors); break;
        case EventKind::position_lost: floors.clear(); break;
      }
    }
  }

 private:
  /// What a token stands for, as long as somebody will accept it: kept for all, a long history would not fit.
  struct Token {
    std::size_t accepts_left = 0;
    bool handed_over = false;
    Floors floors{};
  };

  void operation(std::size_t index, Floors& floors) {
    const auto& event = history_.events()[index];
    if (event.outcome != Outcome::ok) return;
    const bool promised = event.promise != Promise::nothing;
    if (promised) judge_.judge(index, floors);
    for (const auto& step : history_.steps(event)) {
      if (is_write(step.kind) || promised) raise(index, step, floors);
    }
  }

  void raise(std::size_t index, const Step& step, Floors& floors) {
    switch (step.kind) {
      case StepKind::append: floors.raise(*lists_[step.key].find(step.value), Floor::Cause::own_write); break;
      case StepKind::read_list: {
        const auto values = history_.list(history_.events()[index], step);
        if (!lists_[step.key].agrees(values)) break;
        floors.raise({.is_list = true, .key = step.key},
                     {.number = static_cast<Value>(values.size()), .cause = Floor::Cause::own_read, .event = index});
        break;
      }
      case StepKind::write:
        floors.raise({.is_list = false, .key = step.key},
                     {.number = step.value, .cause = Floor::Cause::own_write, .event = index});
        break;
      case StepKind::read:
        floors.raise({.is_list = false, .key = step.key},
                     {.number = step.value, .cause = Floor::Cause::own_read, .event = index});
        break;
      case StepKind::balance: break;
    }
  }

  void hand_over(std::size_t index, const Floors& floors) {
    const auto number = history_.events()[index].token;
    auto& token = tokens_[number];
    if (token.handed_over) {
      return report_.add(ViolationKind::bad_history, [&] {
        return fmt::format("{}: token {} is handed over twice", history_.name(index), number);
      });
    }
    token.handed_over = true;
    if (token.accepts_left > 0) token.floors = floors;
  }

  void accept(std::size_t index, Floors& floors) {
    const auto number = history_.events()[index].token;
    auto& token = tokens_[number];
    if (!token.handed_over) {
      report_.add(ViolationKind::bad_history, [&] {
        return fmt::format("{}: token {} is accepted, but was not handed over before", history_.name(index), number);
      });
    }
    floors.merge_token(token.floors);
    if (--token.accepts_left == 0) token.floors.clear();
  }

  const History& history_;
  const ListTable& lists_;
  ReadJudge& judge_;
  Report& report_;
  std::unordered_map<SessionNumber, Floors> sessions_;
  std::unordered_map<TokenNumber, Token> tokens_;
};

}  // namespace

void check_sessions(const History& history, const ListTable& lists, ReadJudge& judge, Report& report) {
  SessionRules(history, lists, judge, report).run();
}

}  // namespace rwsplit::chaos
