#include <chrono>
#include <optional>

#include <rwsplit/cluster/master_history.hpp>

#include "cluster/lag.hpp"
#include "support/catch_shim.hpp"

using namespace rwsplit;
using namespace rwsplit::detail;
using namespace std::chrono_literals;

namespace {

using Lag = std::optional<std::chrono::milliseconds>;

[[nodiscard]] Position mariadb(const char* text) { return Position::parse(Flavor::mariadb, text).value(); }
[[nodiscard]] Position mysql(const char* text) { return Position::parse(Flavor::mysql, text).value(); }

}  // namespace

TEST_CASE("lag: the best sign that there is", "[cluster][monitor]") {
  struct Row {
    const char* what;
    LagSigns signs;
    Lag expected;
  };
  const Row rows[] = {
      {"nothing is known", {}, std::nullopt},
      {"positions prove that nothing is missing", {.has_everything = true, .heartbeat = 400ms, .estimate = 3s}, 0ms},
      {"a heartbeat before timestamps", {.heartbeat = 1500us, .applier = 7ms, .estimate = 3s}, 2ms},
      {"timestamps before seconds", {.applier = 7ms, .estimate = 3s}, 7ms},
      {"seconds, if there is nothing else", {.estimate = 3s}, 3s},
      {"not behind, says the server", {.estimate = 0s}, 0ms},
      {"less than what is missing cannot be", {.applier = 7ms, .missing_for = 900ms}, 900ms},
      {"missing for a shorter time than the server says", {.estimate = 3s, .missing_for = 900ms}, 3s},
      {"all that is known is that something is missing", {.missing_for = 900ms}, 900ms},
      {"a clock that runs ahead", {.applier = -5ms}, 0ms},
      {"never rounded to nothing", {.applier = 1us}, 1ms}};
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(lag_of(row.signs) == row.expected);
  }
}

TEST_CASE("lag: out above the limit, in again below half of it", "[cluster][monitor]") {
  struct Row {
    bool before;
    Lag lag;
    std::chrono::milliseconds max_lag;
    bool expected;
  };
  const Row rows[] = {
      {false, 101ms, 100ms, true}, {false, 100ms, 100ms, false},      {false, 60ms, 100ms, false},
      {true, 60ms, 100ms, true},   {true, 50ms, 100ms, true},         {true, 49ms, 100ms, false},
      {true, 0ms, 1ms, false},     {true, std::nullopt, 100ms, true}, {false, std::nullopt, 100ms, false},
      {true, 1h, 0ms, false},      {true, std::nullopt, 0ms, false}};
  for (const auto& [before, lag, max_lag, expected] : rows) {
    CAPTURE(before, lag.value_or(-1ms).count(), max_lag.count());
    CHECK(is_lagging(before, lag, max_lag) == expected);
  }
}

TEST_CASE("lag: only what routing would notice is news", "[cluster][monitor]") {
  struct Row {
    const char* what;
    EngineState before;
    ReplicaCondition now;
    bool news;
  };
  const Row rows[] = {{"the same", {.lag = 40ms}, {.lag = 40ms}, false},
                      {"a tenth more", {.lag = 40ms}, {.lag = 44ms}, false},
                      {"more than a tenth", {.lag = 40ms}, {.lag = 45ms}, true},
                      {"more than a tenth less", {.lag = 40ms}, {.lag = 35ms}, true},
                      {"above the limit for automatic reads", {.lag = 99ms}, {.lag = 101ms}, true},
                      {"above the bound", {.lag = 50ms}, {.lag = 51ms}, true},
                      {"it became known", {}, {.lag = 0ms}, true},
                      {"it is not known any more", {.lag = 0ms}, {}, true},
                      {"still unknown", {}, {}, false},
                      {"it stopped", {.lag = 40ms}, {.lag = 40ms, .applying = false}, true},
                      {"it started", {.lag = 40ms, .applying = false}, {.lag = 40ms}, true},
                      {"the limit was lowered", {.lag = 150ms}, {.lag = 150ms}, true}};
  for (const Row& row : rows) {
    INFO(row.what);
    const auto after = changed_by(row.before, row.now, 100ms, 50ms);
    REQUIRE(after.has_value() == row.news);
    if (!after) continue;
    CHECK(after->lag == row.now.lag);
    CHECK(after->applying == row.now.applying);
    CHECK(after->lagging == (row.now.lag > 100ms));
    CHECK(after->name == row.before.name);
  }
}

TEST_CASE("history: what a replica misses, and since when", "[cluster][monitor]") {
  MasterHistory history;
  const MasterHistory::Time start{};
  CHECK_FALSE(history.missing(mariadb("0-1-5")).comparable);
  for (const auto& [after, text] : {std::pair{1s, "0-1-5"}, std::pair{3s, "0-1-9"}, std::pair{2s, "0-1-7"}}) {
    history.learn(history.begin_round(start + after), 1, mariadb(text));
  }
  CHECK(history.missing(mariadb("0-1-9")).position.empty());
  CHECK(history.missing(mariadb("0-1-9")).comparable);
  CHECK(history.missing(mariadb("0-1-6")).since == start + 2s);
  CHECK(history.missing(mariadb("0-1-6")).position == mariadb("0-1-7"));
  CHECK(history.missing({}).since == start + 1s);
  // By the newest of each domain: a replica without a binary log of its own says nothing of masters before this one.
  history.learn(history.begin_round(start + 4s), 1, mariadb("0-1-9,0-2-12"));
  CHECK(history.missing(mariadb("0-2-12")).position.empty());
  // What was before a doubt may have been another server's.
  history.doubt();
  CHECK_FALSE(history.missing(mariadb("0-1-6")).comparable);
  history.learn(history.begin_round(start + 5s), 1, mysql("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-3"));
  CHECK(history.missing(mysql("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-2")).since == start + 5s);
}
