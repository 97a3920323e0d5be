#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "chaos/checker/check.hpp"
#include "chaos/script.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit::chaos {
namespace {

using Lines = std::vector<std::string>;

Lines violations(Script& script, const CheckOptions& options = {}) {
  Lines lines;
  const auto report = check(script.history(), options);
  for (const auto& violation : report.shown()) {
    lines.push_back(std::string(to_string(violation.kind)) + ": " + violation.text);
  }
  return lines;
}

TEST_CASE("a session sees its own writes in a register", "[chaos]") {
  Script script;
  script.write(7, 3, 41);
  script.write(7, 3, 42);
  SECTION("the last one") {
    script.read(7, 3, 42);
    CHECK(violations(script).empty());
  }
  SECTION("not the one before") {
    script.read(7, 3, 41);
    CHECK(violations(script) ==
          Lines{"stale_own_read: session 7 operation 3 read register 3 as 41, expected at least 42 because of its own "
                "write session 7 operation 2"});
  }
  SECTION("others need not") {
    script.read(8, 3, 41);
    CHECK(violations(script).empty());
  }
  SECTION("nor a read that was promised nothing") {
    script.read(7, 3, 41, Promise::nothing);
    CHECK(violations(script).empty());
  }
  SECTION("nor after the position was lost") {
    script.position_lost(7);
    script.read(7, 3, 41);
    CHECK(violations(script).empty());
  }
}

TEST_CASE("a write whose outcome is unknown may be there or not, one that failed may not", "[chaos]") {
  Script script;
  SECTION("unknown, seen") {
    script.write(1, 3, 5, Outcome::unknown);
    script.append(1, 9, 5, Outcome::unknown);
    script.read(1, 3, 5);
    script.read_list(1, 9, {5});
    CHECK(violations(script).empty());
  }
  SECTION("unknown, not seen") {
    script.write(1, 3, 5, Outcome::unknown);
    script.append(1, 9, 5, Outcome::unknown);
    script.read(1, 3, 0, Promise::strong);
    script.read_list(1, 9, {}, Promise::strong);
    CHECK(violations(script).empty());
  }
  SECTION("an operation that was left open is unknown") {
    script.begin(1).append(9, 5);
    script.read_list(1, 9, {});
    CHECK(violations(script).empty());
  }
  SECTION("failed, seen in a register") {
    script.write(1, 3, 5, Outcome::fail);
    script.read(2, 3, 5);
    CHECK(violations(script) ==
          Lines{"unwritten_value: session 2 operation 1 read register 3 with 5, but nobody wrote more than 0, unless "
                "it failed"});
  }
  SECTION("failed, seen in a list") {
    script.append(1, 9, 5, Outcome::fail);
    script.read_list(2, 9, {5});
    CHECK(violations(script) ==
          Lines{"aborted_read: session 2 operation 1 read list 9 with 5, but session 1 operation 1, which appended "
                "it, failed"});
  }
  SECTION("what a failed or unknown operation read says nothing") {
    script.write(1, 3, 5);
    script.begin(1).read(3, 0);
    script.end(1, Outcome::fail);
    script.begin(1).read_list(9, Script::Values{77});
    script.end(1, Outcome::unknown);
    CHECK(violations(script).empty());
  }
}

TEST_CASE("a session does not go backwards", "[chaos]") {
  Script script;
  script.write(1, 3, 5);
  script.append(1, 9, 1);
  script.append(1, 9, 2);
  SECTION("in a register") {
    script.read(2, 3, 5);
    script.read(2, 3, 0);
    CHECK(violations(script) ==
          Lines{"went_backwards: session 2 operation 2 read register 3 as 0, expected at least 5 because of its own "
                "earlier read session 2 operation 1"});
  }
  SECTION("in a list") {
    script.read_list(2, 9, {1, 2});
    script.read_list(2, 9, {1});
    const auto lines = violations(script);
    REQUIRE(!lines.empty());
    CHECK(lines.front() ==
          "went_backwards: session 2 operation 2 read list 9 with 1 values, expected at least 2 because of its own "
          "earlier read session 2 operation 1");
  }
  SECTION("a read that was promised nothing is no measure") {
    script.read(2, 3, 5, Promise::nothing);
    script.read(2, 3, 0);
    CHECK(violations(script).empty());
  }
}

TEST_CASE("a session sees what the token stands for that it accepted", "[chaos]") {
  Script script;
  script.write(1, 3, 5);
  script.hand_over(1, 100);
  script.write(1, 3, 6);
  SECTION("what was written before it was handed over") {
    script.accept(2, 100);
    script.read(2, 3, 0);
    CHECK(violations(script) ==
          Lines{"token_not_honoured: session 2 operation 1 read register 3 as 0, expected at least 5 because of the "
                "token it accepted, from session 1 operation 1"});
  }
  SECTION("whoever accepts it") {
    for (const SessionNumber session : {2U, 3U, 4U}) {
      script.accept(session, 100);
      script.read(session, 3, 0);
    }
    CHECK(violations(script).size() == 3);
  }
  SECTION("not what was written after it") {
    script.accept(2, 100);
    script.read(2, 3, 5);
    CHECK(violations(script).empty());
  }
  SECTION("not before it is accepted") {
    script.read(2, 3, 0);
    script.accept(2, 100);
    CHECK(violations(script).empty());
  }
  SECTION("handed on, with what the one who hands it over has seen") {
    script.accept(2, 100);
    script.hand_over(2, 101);
    script.accept(3, 100);
    script.accept(3, 101);
    script.read(3, 3, 0);
    CHECK(violations(script).size() == 1);
  }
  SECTION("it does not lower what the session knows itself") {
    script.accept(1, 100);
    script.read(1, 3, 5);
    CHECK(violations(script).size() == 1);
  }
}

TEST_CASE("a strong read sees what was acknowledged before it began", "[chaos]") {
  Script script;
  SECTION("a register") {
    script.write(1, 3, 5);
    script.read(2, 3, 0, Promise::strong);
    CHECK(violations(script) ==
          Lines{"stale_strong_read: session 2 operation 1 read register 3 as 0, expected at least 5 because of a write "
                "acknowledged before it began, session 1 operation 1"});
  }
  SECTION("a list") {
    script.append(1, 9, 5);
    script.read_list(3, 9, {5});
    script.read_list(2, 9, {}, Promise::strong);
    CHECK(violations(script).size() == 1);
  }
  SECTION("not what was under way") {
    script.begin(1).write(3, 5);
    script.read(2, 3, 0, Promise::strong);
    script.end(1);
    CHECK(violations(script).empty());
  }
}

TEST_CASE("an acknowledged append that nobody sees is lost, and that is told once", "[chaos]") {
  Script script;
  script.append(1, 9, 5);
  const std::string lost =
      "lost_append: session 1 operation 1 appended 5 to list 9 (ok), but session 1 operation 2 does not show it, nor "
      "does any other read";
  SECTION("to the session") {
    script.read_list(1, 9, {});
    script.read_list(1, 9, {});
    script.read_list(2, 9, {}, Promise::strong);
    CHECK(violations(script) == Lines{lost});
  }
  SECTION("to the one who accepted the session's token") {
    script.hand_over(1, 100);
    script.accept(2, 100);
    script.read_list(2, 9, {});
    CHECK(violations(script).size() == 1);
  }
  SECTION("others may be late") {
    script.read_list(2, 9, {});
    CHECK(violations(script).empty());
  }
}

TEST_CASE("a list has what was appended, once, in one order", "[chaos]") {
  Script script;
  script.append(1, 9, 1);
  script.append(1, 9, 2);
  SECTION("unwritten") {
    script.read_list(2, 9, {1, 2, 3});
    CHECK(violations(script) ==
          Lines{"unwritten_value: session 2 operation 1 read list 9 with 3, which nobody appended"});
  }
  SECTION("twice") {
    script.read_list(2, 9, {1, 2, 1});
    CHECK(violations(script) == Lines{"duplicate_value: session 2 operation 1 read list 9 with 1 twice"});
  }
  SECTION("in two orders") {
    script.read_list(2, 9, {1, 2});
    script.read_list(3, 9, {2, 1});
    CHECK(violations(script) ==
          Lines{"incompatible_order: session 3 operation 1 read list 9 with 2 as number 1, but session 2 operation 1 "
                "with 1"});
  }
  SECTION("in two orders, and with more that must not be") {
    script.read_list(2, 9, {1, 2});
    script.read_list(3, 9, {2, 7});
    CHECK(violations(script).size() == 2);
  }
}

TEST_CASE("nobody sees half of an operation but itself", "[chaos]") {
  Script script;
  auto& recorder = script.begin(1);
  recorder.append(9, 1);
  recorder.read_list(9, Script::Values{1});
  recorder.append(9, 2);
  script.end(1);
  script.read_list(2, 9, {1, 2});
  SECTION("itself") { CHECK(violations(script).empty()); }
  SECTION("somebody else") {
    script.read_list(3, 9, {1});
    const auto lines = violations(script);
    REQUIRE(!lines.empty());
    CHECK(lines.front() ==
          "intermediate_read: session 3 operation 1 read list 9 up to 1, but session 1 operation 1 appended more in "
          "the same transaction");
  }
}

TEST_CASE("an operation does not contradict itself", "[chaos]") {
  struct Row {
    Script::Values first;
    Script::Values second;  // after 3 was appended
    bool sound;
  };
  const std::vector<Row> rows{
      {{}, {3}, true},   {{1, 2}, {1, 2, 3}, true}, {{1}, {1, 2, 3}, false}, {{1, 2}, {1, 3}, false},
      {{1}, {1}, false}, {{}, {}, false},           {{1, 2}, {3}, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.first, row.second);
    Script script;
    auto& recorder = script.begin(1);
    recorder.read_list(9, row.first);
    recorder.append(9, 3);
    recorder.read_list(9, row.second);
    script.end(1);
    const auto report = check(script.history());
    CHECK((report.count(ViolationKind::internal_contradiction) == 0) == row.sound);
  }
}

TEST_CASE("a cycle is told with the way around it", "[chaos]") {
  Script script;
  SECTION("of writes") {
    auto& first = script.begin(1);
    first.append(8, 1);
    first.append(9, 1);
    script.end(1);
    auto& second = script.begin(2);
    second.append(8, 2);
    second.append(9, 2);
    script.end(2);
    script.read_list(3, 8, {1, 2});
    script.read_list(3, 9, {2, 1});
    CHECK(violations(script) ==
          Lines{"g0: session 1 operation 1 -ww list 8-> session 2 operation 1 -ww list 9-> session 1 operation 1"});
  }
  SECTION("of a torn snapshot") {
    auto& writer = script.begin(1);
    writer.append(8, 1);
    writer.append(9, 1);
    script.end(1);
    auto& reader = script.begin(2);
    reader.read_list(8, Script::Values{1});
    reader.read_list(9, Script::Values{});
    script.end(2);
    script.read_list(3, 9, {1});
    CHECK(violations(script) ==
          Lines{"g_single: session 2 operation 1 -rw list 9-> session 1 operation 1 -wr list 8-> session 2 operation "
                "1"});
  }
  SECTION("of a read of what the session appends later") {
    script.read_list(1, 9, {5});
    script.append(1, 9, 5);
    CHECK(violations(script) == Lines{"session_cycle: session 1 operation 1 -order-> session 1 operation 2 -wr list "
                                      "9-> session 1 operation 1"});
  }
  SECTION("but not through an operation that failed, which is told as such") {
    auto& failed = script.begin(1);
    failed.append(8, 1);
    failed.append(9, 1);
    script.end(1, Outcome::fail);
    auto& second = script.begin(2);
    second.append(8, 2);
    second.append(9, 2);
    script.end(2);
    script.read_list(3, 8, {1, 2});
    script.read_list(3, 9, {2, 1});
    const auto report = check(script.history());
    CHECK(report.count(ViolationKind::aborted_read) == 2);
    CHECK(report.total() == 2);
  }
  SECTION("through a session, but not once its position is lost") {
    script.append(1, 8, 1);
    auto& writer = script.begin(2);
    writer.read_list(8, Script::Values{1});
    writer.append(9, 1);
    script.end(2);
    script.read_list(3, 9, {1});
    const bool lost = GENERATE(false, true);
    if (lost) script.position_lost(3);
    script.read_list(3, 8, {});
    const Lines cycle{
        "session_cycle: session 3 operation 2 -rw list 8-> session 1 operation 1 -wr list 8-> session 2 operation 1 "
        "-wr list 9-> session 3 operation 1 -order-> session 3 operation 2"};
    CHECK(violations(script) == (lost ? Lines{} : cycle));
  }
}

TEST_CASE("a tangle that cannot be told apart in linear time is not passed over", "[chaos]") {
  constexpr Value size = 1000;
  Script script;
  std::array<Script::Values, 2> lists;
  for (Value value = 0; value < size; ++value) {
    for (const SessionNumber session : {0U, 1U}) {
      auto& recorder = script.begin(100 + 2 * static_cast<SessionNumber>(value) + session);
      recorder.append(session, value);
      recorder.read_list(1 - static_cast<Key>(session), Script::Values{});
      script.end(100 + 2 * static_cast<SessionNumber>(value) + session);
      lists[session].push_back(value);
    }
  }
  script.read_list(1, 0, lists[0]);
  script.read_list(1, 1, lists[1]);
  const auto report = check(script.history());
  CHECK(report.total() == 1);
  CHECK(report.count(ViolationKind::unclassified_cycle) == 1);
}

TEST_CASE("the balances of a read scope add up", "[chaos]") {
  Script script;
  script.balances(1, {{1, 60}, {2, 40}});
  script.balances(1, {{0, 100}});
  SECTION("they do") { CHECK(violations(script, {.bank_total = 100}).empty()); }
  SECTION("they do not") {
    script.balances(1, {{1, 60}, {2, 41}});
    CHECK(violations(script, {.bank_total = 100}) ==
          Lines{"torn_total: session 1 operation 3 read a total of 101, expected 100; accounts 1:60 2:41"});
  }
  SECTION("nobody said to what") { CHECK(check(script.history()).count(ViolationKind::bad_history) == 2); }
}

TEST_CASE("a recording that contradicts itself is told", "[chaos]") {
  Script script;
  SECTION("a value twice") {
    script.append(1, 9, 5);
    script.append(2, 9, 5);
    CHECK(violations(script) ==
          Lines{"bad_history: session 2 operation 1 appends 5 to list 9, and session 1 operation 1 does too: values "
                "must be unique in a list"});
  }
  SECTION("a token twice") {
    script.hand_over(1, 4);
    script.hand_over(2, 4);
    CHECK(violations(script) == Lines{"bad_history: session 2 operation 0: token 4 is handed over twice"});
  }
  SECTION("a token from nowhere") {
    script.accept(1, 4);
    script.hand_over(2, 4);
    CHECK(violations(script) ==
          Lines{"bad_history: session 1 operation 0: token 4 is accepted, but was not handed over before"});
  }
}

TEST_CASE("a report counts all and shows some", "[chaos]") {
  Script script;
  script.write(1, 3, 5);
  for (int count = 0; count < 10; ++count) script.read(1, 3, 4);
  const auto report = check(script.history(), {.max_texts = 1});
  CHECK(!report.passed());
  CHECK(report.shown().size() == 1);
  CHECK(report.to_string() ==
        "stale_own_read: session 1 operation 2 read register 3 as 4, expected at least 5 because of its own write "
        "session 1 operation 1\n10 violations in 10 judged reads, 10 stale_own_read\n");
}

TEST_CASE("every kind of violation has a name of its own", "[chaos]") {
  std::set<std::string> names;
  for (std::size_t kind = 0; kind < violation_kind_count; ++kind) {
    names.insert(std::string(to_string(static_cast<ViolationKind>(kind))));
  }
  CHECK(names.size() == violation_kind_count);
  CHECK(names.count("unknown") == 0);
}

}  // namespace
}  // namespace rwsplit::chaos
