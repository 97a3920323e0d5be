#include <string>

#include "program.hpp"
#include "support/catch_shim.hpp"

using rwsplit::testing::Finished;
using rwsplit::testing::run;

namespace {

[[nodiscard]] std::string explained(const std::string& arguments, std::string_view input = {}) {
  const Finished done = run("rwsplit explain " + arguments, input);
  CHECK(done.status == 0);
  CHECK(done.error.empty());
  return done.output;
}

[[nodiscard]] bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("explain: facts, decision, rules", "[cli]") {
  const std::string text = explained("'SELECT title, upper(name) FROM post, author WHERE id = ?'");
  for (const char* part : {
           "kind          read\n",
           "facts         returns rows\n",
           "leaves behind nothing\n",
           "tables        post, author\n",
           "functions     upper\n",
           "placeholders  1\n",
           "a read for    mysql, mariadb, sqlite\n",
           "hint          none\n",
           "\nRuns on replica1: it is a plain read.\n",
           "  statement: read, digest ",
           "  1 open transaction: none\n",
           "  8 by statement: a read\n",
           "  9 candidates: master (takes no reads here), replica1 (weight 1, in use 0), replica2 (weight 1, in use "
           "0)\n",
           "  -> replica1 (by statement)\n",
       }) {
    CAPTURE(part);
    CHECK(holds(text, part));
  }
}

TEST_CASE("explain: the statement is an argument, several, or standard input", "[cli]") {
  const std::string text = explained("'SELECT 1'");
  CHECK(explained("SELECT 1") == text);
  CHECK(explained("", "SELECT 1\n") == text);
  CHECK(explained("", "SELECT 1\r\n\n") == text);
  CHECK(holds(explained("-- '-- a comment' ' SELECT 1'"), "placeholders"));
  CHECK(holds(explained("", "-- a comment\nSELECT 1"), "Runs on replica1: it is a plain read."));
}

TEST_CASE("explain: why, in words", "[cli]") {
  struct Case {
    const char* arguments;
    const char* sentence;
  };
  for (const auto& [arguments, sentence] : {
           Case{"'SELECT 1' --replicas 0",
                "Runs on master: it is a plain read; a replica would do, and there is none."},
           Case{"'SELECT 1' --has-written", "Runs on master: the session has written, and must see what it wrote."},
           Case{"'SELECT 1' --role master", "Runs on master: --role asks for it."},
           Case{"'SELECT 1' --role replica", "Runs on replica1: --role asks for it."},
           Case{"'START TRANSACTION READ ONLY'", "Runs on replica1: it opens a read-only transaction."},
           Case{"'SELECT 1 FOR UPDATE'", "Runs on master: it takes locks, and those belong where the writes are."},
           Case{"'DELETE FROM t'", "Runs on master: it changes rows."},
           Case{"'DELETE FROM t' --role replica",
                "Refused with ReadOnlyViolation: --role asks for a replica, and it changes rows."},
           Case{"'DROP TABLE t'", "Runs on master: it changes the schema."},
           Case{"BEGIN", "Runs on master: it controls a transaction that may write."},
           Case{"'USE shop'", "Runs on master: it changes or reads what belongs to one connection."},
           Case{"'CALL tidy()'", "Runs on master: it runs a stored procedure, which may write."},
           Case{"'KILL 1'", "Runs on master: it acts on the server itself."},
           Case{"'SELECT @@server_id'",
                "Runs on master: its answer describes the server that gives it, and none was asked for."},
           Case{"'SELECT vat(1)'",
                "Runs on master: it is not understood (a function that nobody vouches for) from "
                "byte 7 on: vat(1)."},
           Case{"'SELECT vat(1)' --read-function vat", "Runs on replica1: it is a plain read."},
           Case{"'/* rwsplit: replica */ DELETE FROM t'",
                "Refused with ReadOnlyViolation: its hint asks for a replica, and it changes rows."},
           Case{"'/* rwsplit: engine=replica2 */ SELECT 1'", "Runs on replica2: its hint asks for it."},
           Case{"'/* rwsplit: engine=archive */ SELECT 1' --ignore-hints", "Runs on replica1: it is a plain read."},
           Case{"'/* rwsplit: consistency=eventual */ SELECT 1' --has-written",
                "Runs on replica1: it is a plain read."},
       }) {
    CAPTURE(arguments);
    const std::string text = explained(arguments);
    CAPTURE(text);
    CHECK(holds(text, std::string{"\n"} + sentence + "\n"));
  }
}

TEST_CASE("explain: a long place in the text is cut between characters, control bytes do not reach the terminal",
          "[cli]") {
  const std::string text = explained("", "SELECT vat('\x1b[31m012345678901234567890\xc3\xa4' , 1)");
  CHECK(holds(text, "from byte 7 on: vat('?[31m012345678901234567890\xc3\xa4 ...."));
}
