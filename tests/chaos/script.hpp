#pragma once

#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

#include "chaos/history/history.hpp"
#include "chaos/history/recorder.hpp"

namespace rwsplit::chaos {

/// Histories for tests, written down one operation after the other; operations end before the next one begins.
class Script {
 public:
  using Values = std::vector<Value>;

  /// Steps of one operation: `script.begin(1).append(7, 1); script.end(1);`
  Recorder& begin(SessionNumber session, Promise promise = Promise::session) {
    auto& recorder = of(session);
    recorder.begin(promise, ++time_);
    return recorder;
  }
  void end(SessionNumber session, Outcome outcome = Outcome::ok) { of(session).end(outcome, ++time_); }

  void append(SessionNumber session, Key list, Value value, Outcome outcome = Outcome::ok) {
    begin(session).append(list, value);
    end(session, outcome);
  }
  void read_list(SessionNumber session, Key list, const Values& values, Promise promise = Promise::session) {
    begin(session, promise).read_list(list, values);
    end(session);
  }
  void write(SessionNumber session, Key key, Value value, Outcome outcome = Outcome::ok) {
    begin(session).write(key, value);
    end(session, outcome);
  }
  void read(SessionNumber session, Key key, Value value, Promise promise = Promise::session) {
    begin(session, promise).read(key, value);
    end(session);
  }
  void balances(SessionNumber session, std::initializer_list<std::pair<Key, Value>> accounts) {
    auto& recorder = begin(session);
    for (const auto& [account, amount] : accounts) recorder.balance(account, amount);
    end(session);
  }
  void hand_over(SessionNumber session, TokenNumber token) { of(session).hand_over(token, ++time_); }
  void accept(SessionNumber session, TokenNumber token) { of(session).accept(token, ++time_); }
  void position_lost(SessionNumber session) { of(session).position_lost(++time_); }

  [[nodiscard]] History history() {
    std::vector<Log> logs;
    for (auto& [session, recorder] : recorders_) logs.push_back(recorder.take());
    return History{std::move(logs)};
  }

 private:
  Recorder& of(SessionNumber session) { return recorders_.try_emplace(session, session).first->second; }

  std::map<SessionNumber, Recorder> recorders_;
  Time time_ = 0;
};

}  // namespace rwsplit::chaos
