#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include "program.hpp"
#include "support/catch_shim.hpp"

using rwsplit::testing::Conversation;
using rwsplit::testing::Finished;
using rwsplit::testing::run;

namespace {

/// Different lengths, so that the blocks are cut everywhere.
void say_statements(Conversation& program, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text.append("SELECT id, title FROM post WHERE author = '").append(i % 61, 'a').append("' AND id > 17\n");
    if (text.size() > 60'000 || i + 1 == count) {
      program.say(text);
      text.clear();
    }
  }
}

/// Says so many, hears as many answers, and counts those that are right.
[[nodiscard]] std::size_t answered(Conversation& program, std::size_t count) {
  std::thread speaker{[&] { say_statements(program, count); }};
  std::size_t right = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (program.next_line() == "replica  read  returns_rows") ++right;
  }
  speaker.join();
  return right;
}

}  // namespace

TEST_CASE("stream: whoever waits for an answer gets it", "[cli]") {
  Conversation program{"rwsplit classify"};
  program.say("SELECT 1\n");
  CHECK(program.next_line() == "replica  read  returns_rows");
  program.say("DELETE FROM t\nSELECT");
  CHECK(program.next_line() == "master  write");
  program.say(" 2\n");
  CHECK(program.next_line() == "replica  read  returns_rows");
  program.say("DELETE FROM t");
  program.close_input();
  CHECK(program.next_line() == "master  write");
  CHECK(program.next_line() == std::nullopt);
}

// A million for the optimized program, which tests/run names; as many take a program made for debugging a minute.
TEST_CASE("stream: many statements take no more memory than few", "[cli]") {
  const std::size_t few = 10'000;
  const std::size_t many = std::getenv("RWSPLIT_TEST_PROGRAM") != nullptr ? 1'000'000 : 100'000;
  Conversation program{"rwsplit classify"};
  REQUIRE(answered(program, few) == few);
  const std::size_t before = program.peak_memory();
  REQUIRE(answered(program, many - few) == many - few);
  const std::size_t after = program.peak_memory();
  CAPTURE(before, after);
  CHECK(after - before <= 256);  // KiB
  CHECK(after < 16'384);
}

TEST_CASE("stream: a statement of 64 MiB, and the next one", "[cli]") {
  const std::string statement = "SELECT '" + std::string(std::size_t{64} << 20U, 'a') + "'";
  CHECK(run("rwsplit classify", statement + "\nDELETE FROM t\n").output ==
        "replica  read  returns_rows\nmaster  write\n");
}

TEST_CASE("stream: an output that nobody reads any more ends the work quietly", "[cli]") {
  std::string many;
  for (int i = 0; i < 50'000; ++i) many.append("SELECT 1\n");
  const Finished killed = run("{ rwsplit classify; echo $? >&2; } | head -n 1", many);
  CHECK(killed.output == "replica  read  returns_rows\n");
  CHECK(killed.error == "141\n");  // SIGPIPE, as with other programs
  const Finished ignoring = run("trap '' PIPE; { rwsplit classify; echo $? >&2; } | head -n 1", many);
  CHECK(ignoring.output == "replica  read  returns_rows\n");
  CHECK(ignoring.error == "1\n");
}

TEST_CASE("stream: input or output that fails is said, and in the exit code", "[cli]") {
  for (const std::string command : {"rwsplit classify >/dev/full", "rwsplit classify >&-", "rwsplit --help >/dev/full",
                                    "rwsplit --version >/dev/full", "rwsplit explain 'SELECT 1' >/dev/full"}) {
    CAPTURE(command);
    const Finished done = run(command, "SELECT 1\n");
    CHECK(done.status == 1);
    CHECK(done.error.find("rwsplit: cannot write to standard output: ") == 0);
  }
  for (const std::string command : {"rwsplit classify </", "rwsplit classify <&-", "rwsplit explain </"}) {
    CAPTURE(command);
    const Finished done = run(command);
    CHECK(done.status == 1);
    CHECK(done.error.find("rwsplit: cannot read standard input: ") == 0);
  }
}
