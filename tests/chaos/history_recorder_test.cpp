#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "chaos/history/history.hpp"
#include "chaos/history/log_file.hpp"
#include "chaos/history/recorder.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit::chaos {
namespace {

const std::vector<Value> three{4, 5, 6};

Log some_log() {
  Recorder recorder(7);
  recorder.begin(Promise::strong, 10);
  recorder.append(1, -2);
  recorder.read_list(3, three);
  recorder.read_list(4, {});
  recorder.end(Outcome::ok, 20);
  recorder.hand_over(99, 21);
  recorder.use_session(8);
  recorder.accept(99, 22);
  recorder.position_lost(23);
  recorder.begin(Promise::nothing, 30);
  recorder.read(5, 6);
  recorder.end(Outcome::fail, 31);
  return recorder.take();
}

std::string text_of(const Log& log) {
  std::ostringstream out;
  write_log(log, out);
  return out.str();
}

TEST_CASE("a recorder keeps what it was told", "[chaos]") {
  const History history({some_log()});
  const auto events = history.events();
  REQUIRE(events.size() == 5);
  CHECK(events[0].promise == Promise::strong);
  CHECK(events[0].outcome == Outcome::ok);
  CHECK(events[0].start == 10);
  CHECK(events[0].end == 20);
  CHECK(events[1].kind == EventKind::hand_over);
  CHECK(events[2].kind == EventKind::accept);
  CHECK(events[2].session == 8);
  CHECK(events[2].token == 99);
  CHECK(events[3].kind == EventKind::position_lost);
  CHECK(events[4].outcome == Outcome::fail);

  const auto steps = history.steps(events[0]);
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].kind == StepKind::append);
  CHECK(steps[0].value == -2);
  const auto list = history.list(events[0], steps[1]);
  CHECK(std::vector<Value>(list.begin(), list.end()) == three);
  CHECK(history.list(events[0], steps[2]).empty());
  CHECK(history.steps(events[1]).empty());
  CHECK(history.name(0) == "session 7 operation 1");
  CHECK(history.name(4) == "session 8 operation 1");
}

TEST_CASE("a history is in the order in which things began, over all recorders", "[chaos]") {
  Recorder first(1);
  Recorder second(1);  // the same session, in another thread
  Recorder other(2);
  first.begin(Promise::session, 10);
  first.write(1, 1);
  first.end(Outcome::ok, 11);
  second.begin(Promise::session, 20);
  second.write(1, 2);
  second.end(Outcome::ok, 21);
  first.begin(Promise::session, 30);
  first.write(1, 3);
  first.end(Outcome::ok, 31);
  other.begin(Promise::session, 15);
  other.end(Outcome::ok, 16);
  const History history({second.take(), other.take(), first.take()});
  std::vector<std::string> names;
  for (std::size_t index = 0; index < history.events().size(); ++index) names.push_back(history.name(index));
  CHECK(names == std::vector<std::string>{"session 1 operation 1", "session 2 operation 1", "session 1 operation 2",
                                          "session 1 operation 3"});
  CHECK(history.steps(history.events()[2])[0].value == 2);
}

TEST_CASE("an operation that is left open has an unknown outcome", "[chaos]") {
  Recorder recorder(1);
  recorder.begin(Promise::session, 1);
  recorder.write(1, 1);
  recorder.begin(Promise::session, 2);
  recorder.end(Outcome::ok, 3);
  recorder.begin(Promise::session, 4);
  const auto log = recorder.take();
  REQUIRE(log.events.size() == 3);
  CHECK(log.events[0].outcome == Outcome::unknown);
  CHECK(log.events[1].outcome == Outcome::ok);
  CHECK(log.events[2].outcome == Outcome::unknown);
  CHECK(recorder.take().events.empty());
}

TEST_CASE("a step outside of an operation is refused, because nobody would check it", "[chaos]") {
  Recorder recorder(1);
  CHECK_THROWS_AS(recorder.write(1, 1), std::logic_error);
  CHECK_THROWS_AS(recorder.read_list(1, three), std::logic_error);
  CHECK_THROWS_AS(recorder.end(Outcome::ok), std::logic_error);
  recorder.begin(Promise::session);
  recorder.use_session(2);
  CHECK_THROWS_AS(recorder.append(1, 1), std::logic_error);
  recorder.begin(Promise::session);
  recorder.hand_over(1);
  CHECK_THROWS_AS(recorder.append(1, 1), std::logic_error);
}

TEST_CASE("time does not run backwards where it is left out", "[chaos]") {
  Recorder recorder(1);
  recorder.begin(Promise::session);
  recorder.end(Outcome::ok);
  const auto log = recorder.take();
  CHECK(log.events[0].start > 0);
  CHECK(log.events[0].end >= log.events[0].start);
}

TEST_CASE("a log survives its way through a file", "[chaos]") {
  const auto text = text_of(some_log());
  std::istringstream in(text + text_of(Log{}));
  const auto log = read_log(in);
  REQUIRE(log);
  CHECK(text_of(*log) == text);
  const auto next = read_log(in);
  REQUIRE(next);
  CHECK(next->events.empty());
  CHECK(!read_log(in));
}

TEST_CASE("a log that is cut off or changed is refused", "[chaos]") {
  const auto text = text_of(some_log());
  for (std::size_t size = 0; size + 2 < text.size(); ++size) {  // the last number may well be shorter
    std::istringstream in(text.substr(0, size));
    CHECK(!read_log(in));
  }
  for (const auto* other : {"", "x 1", "rwsplit-log-1", "rwsplit-log-1 x", "rwsplit-log-2 0", "rwsplit-log-1 1 9 0 0",
                            "rwsplit-log-1 1 0 9 0", "rwsplit-log-1 1 0 0 9", "rwsplit-log-1 1 0 0 0 1 1 1 0 1 9"}) {
    CAPTURE(other);
    std::istringstream in(other);
    CHECK(!read_log(in));
  }
}

}  // namespace
}  // namespace rwsplit::chaos
