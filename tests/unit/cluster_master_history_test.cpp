#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <rwsplit/cluster/master_history.hpp>

#include "support/catch_shim.hpp"

using namespace rwsplit;
using namespace std::chrono_literals;
using rwsplit::detail::MasterHistory;
using rwsplit::detail::MasterRound;
using rwsplit::detail::MissingPosition;

namespace {

[[nodiscard]] Position mariadb(const std::string& text) { return Position::parse(Flavor::mariadb, text).value(); }
[[nodiscard]] Position sequence(std::uint64_t number) { return mariadb("0-1-" + std::to_string(number)); }
[[nodiscard]] MasterHistory::Time at(std::chrono::milliseconds moment) { return MasterHistory::Time{1h + moment}; }

/// One question and its answer at once.
void ask(MasterHistory& history, std::chrono::milliseconds moment, std::uint64_t number) {
  history.learn(history.begin_round(at(moment)), 1, sequence(number));
}

}  // namespace

TEST_CASE("master history: nothing is known at first", "[cluster][consistency]") {
  const MasterHistory history;
  CHECK(history.round() == 0);
  CHECK_FALSE(history.newest().has_value());
  CHECK_FALSE(history.after(0, 1).has_value());
  CHECK_FALSE(history.since({}).has_value());
  CHECK_FALSE(history.missing(sequence(1)).comparable);
  CHECK_FALSE(history.has_positions());
  CHECK(history.doubts() == 0);
}

TEST_CASE("master history: an answer covers what was read before its question", "[cluster][consistency]") {
  MasterHistory history;
  const std::uint64_t before = history.round();
  const MasterRound asked = history.begin_round(at(1ms));
  const std::uint64_t during = history.round();
  history.learn(asked, 1, sequence(5));
  CHECK(history.after(before, 1) == sequence(5));
  CHECK_FALSE(history.after(during, 1).has_value());  // seen while the question was on its way
  ask(history, 2ms, 7);
  CHECK(history.after(during, 1) == sequence(7));
  CHECK(history.newest() == sequence(7));
}

TEST_CASE("master history: answers out of order", "[cluster][consistency]") {
  MasterHistory history;
  const MasterRound first = history.begin_round(at(1ms));
  const MasterRound second = history.begin_round(at(2ms));
  CHECK(second.number > first.number);
  history.learn(second, 1, sequence(7));
  history.learn(first, 1, sequence(5));
  CHECK(history.newest() == sequence(7));
  CHECK(history.after(first.number, 1) == sequence(7));
  CHECK_FALSE(history.after(second.number, 1).has_value());
  CHECK(history.since(at(1ms)) == sequence(5));
  CHECK(history.since(at(2ms)) == sequence(7));
}

TEST_CASE("master history: the oldest that is new enough", "[cluster][consistency]") {
  MasterHistory history;
  ask(history, 10ms, 1);
  ask(history, 20ms, 2);
  ask(history, 30ms, 3);
  CHECK(history.since(at(0ms)) == sequence(1));
  CHECK(history.since(at(10ms)) == sequence(1));
  CHECK(history.since(at(11ms)) == sequence(2));
  CHECK(history.since(at(30ms)) == sequence(3));
  CHECK_FALSE(history.since(at(31ms)).has_value());
}

TEST_CASE("master history: the oldest answers make room", "[cluster][consistency]") {
  MasterHistory history;
  for (int i = 1; i <= 100; ++i) ask(history, std::chrono::milliseconds{i}, static_cast<std::uint64_t>(i));
  CHECK(history.newest() == sequence(100));
  CHECK(history.after(99, 1) == sequence(100));
  CHECK(history.after(3, 1) == sequence(100));
  CHECK(history.since(at(85ms)) == sequence(85));  // 16 are kept
  CHECK(history.since(at(84ms)) == sequence(85));
  CHECK(history.since(at(1ms)) == sequence(85));  // more than was asked for is no less safe
}

TEST_CASE("master history: what the master had before a doubt tells nothing any more", "[cluster][consistency]") {
  MasterHistory history;
  ask(history, 10ms, 5);
  history.doubt();
  CHECK_FALSE(history.newest().has_value());
  CHECK_FALSE(history.since(at(0ms)).has_value());
  ask(history, 20ms, 3);
  CHECK(history.newest() == sequence(3));
  CHECK(history.since(at(0ms)) == sequence(3));
}

TEST_CASE("master history: an answer of a master that was replaced meanwhile says nothing of the next one",
          "[cluster][consistency]") {
  MasterHistory history;
  ask(history, 10ms, 5);
  const std::uint64_t before = history.round();
  const MasterRound asked = history.begin_round(at(20ms));
  history.replace();
  CHECK(history.origin() == 0);
  CHECK_FALSE(history.newest().has_value());
  history.learn(history.begin_round(at(30ms)), 2, sequence(6));
  history.learn(asked, 1, sequence(9));
  CHECK(history.origin() == 2);
  CHECK(history.newest() == sequence(6));
  CHECK(history.since(at(0ms)) == sequence(6));
  CHECK(history.missing(sequence(6)).position.empty());
  CHECK(history.after(before, 1) == sequence(9));  // what was read there it covers all the same
}

TEST_CASE("master history: what was read on one master, another one does not cover", "[cluster][consistency]") {
  MasterHistory history;
  CHECK(history.origin() == 0);
  ask(history, 10ms, 5);
  CHECK(history.origin() == 1);
  history.learn(history.begin_round(at(20ms)), 2, sequence(9));
  CHECK(history.origin() == 2);
  CHECK(history.after(0, 1) == sequence(5));
  CHECK(history.after(0, 2) == sequence(9));
  CHECK_FALSE(history.after(0, 3).has_value());
  CHECK_FALSE(history.after(1, 1).has_value());

  const std::uint64_t before = history.round();
  history.learn_former(history.begin_round(at(30ms)), 1, sequence(7));
  CHECK(history.after(before, 1) == sequence(7));
  CHECK_FALSE(history.after(history.round(), 1).has_value());  // read there when it was asked already
  CHECK(history.newest() == sequence(9));
  CHECK(history.since(at(25ms)) == std::nullopt);
  CHECK(history.origin() == 2);

  for (std::uint32_t origin = 3; origin < 10; ++origin) {
    history.learn(history.begin_round(at(40ms)), origin, sequence(10));
  }
  CHECK(history.after(0, 2) == sequence(9));
  CHECK_FALSE(history.after(0, 1).has_value());  // the eighth before
}

TEST_CASE("master history: whether servers have positions at all", "[cluster][consistency]") {
  MasterHistory history;
  history.learn(history.begin_round(at(1ms)), 1, {});
  CHECK_FALSE(history.has_positions());
  SECTION("a master names one") { ask(history, 2ms, 1); }
  SECTION("a connection says so") {
    history.note_master(7, history.doubts());
    CHECK(history.origin() == 1);  // the one that was asked counts
  }
  CHECK(history.has_positions());
}

TEST_CASE("master history: which master it is can be known before it is asked", "[cluster][consistency]") {
  MasterHistory history;
  history.note_master(6, history.doubts() + 1);  // was replaced meanwhile
  CHECK(history.has_positions());
  CHECK(history.origin() == 0);
  history.note_master(7, history.doubts());
  CHECK(history.origin() == 7);
  history.note_master(8, history.doubts());
  CHECK(history.origin() == 7);
  ask(history, 1ms, 1);
  CHECK(history.origin() == 1);
}

TEST_CASE("master history: how far somebody is from the master", "[cluster][consistency]") {
  MasterHistory history;
  ask(history, 10ms, 1);
  ask(history, 20ms, 2);
  ask(history, 30ms, 3);
  history.learn(history.begin_round(at(40ms)), 1, {});  // proves nothing
  SECTION("nothing is missing") {
    const MissingPosition missing = history.missing(sequence(3));
    CHECK(missing.comparable);
    CHECK(missing.position.empty());
  }
  SECTION("it is even further") { CHECK(history.missing(sequence(9)).position.empty()); }
  SECTION("the oldest that is missing, and since when it is") {
    const MissingPosition missing = history.missing(sequence(1));
    CHECK(missing.comparable);
    CHECK(missing.position == sequence(2));
    CHECK(missing.since == at(20ms));
  }
  SECTION("it has nothing") {
    CHECK(history.missing({}).position == sequence(1));
    CHECK(history.missing({}).since == at(10ms));
  }
  SECTION("what the master had before a doubt is not compared with") {
    history.doubt();
    CHECK(history.doubts() == 1);
    CHECK_FALSE(history.missing({}).comparable);
    ask(history, 50ms, 2);
    CHECK(history.missing(sequence(2)).comparable);
    CHECK(history.missing(sequence(2)).position.empty());
    CHECK(history.missing(sequence(1)).since == at(50ms));
  }
}
