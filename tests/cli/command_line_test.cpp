#include <string>

#include "program.hpp"
#include "support/catch_shim.hpp"

using rwsplit::testing::Finished;
using rwsplit::testing::run;

namespace {

[[nodiscard]] bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("command line: help", "[cli]") {
  const Finished all = run("rwsplit --help");
  CHECK(all.status == 0);
  CHECK(all.error.empty());
  for (const char* part :
       {"rwsplit [OPTIONS]", "classify", "explain", "status", "doctor", "--version", "Exit codes: 0"}) {
    CAPTURE(part);
    CHECK(holds(all.output, part));
  }
  const Finished classify = run("rwsplit classify --help");
  CHECK(classify.status == 0);
  for (const char* part :
       {"rwsplit classify [OPTIONS]", "--dialect", "--null", "--json", "--read-function", "--ignore-hints", "doubt="}) {
    CAPTURE(part);
    CHECK(holds(classify.output, part));
  }
  const Finished status = run("rwsplit status --help");
  CHECK(status.status == 0);
  for (const char* part : {"CONFIG", "--json", "--watch", "--prefix", "--environment", "Nothing is changed"}) {
    CAPTURE(part);
    CHECK(holds(status.output, part));
  }
  const Finished doctor = run("rwsplit doctor --help");
  CHECK(doctor.status == 0);
  for (const char* part : {"CONFIG", "--json", "--max-lag", "--processes", "default: 10", "Nothing is changed"}) {
    CAPTURE(part);
    CHECK(holds(doctor.output, part));
  }
  const Finished explain = run("rwsplit explain -h");
  CHECK(explain.status == 0);
  for (const char* part : {"rwsplit explain [OPTIONS]", "--dialect", "--replicas", "--role", "--has-written"}) {
    CAPTURE(part);
    CHECK(holds(explain.output, part));
  }
}

TEST_CASE("command line: version", "[cli]") {
  const Finished done = run("rwsplit --version");
  CHECK(done.status == 0);
  CHECK(done.output == "rwsplit " RWSPLIT_VERSION_TEXT "\n");
}

TEST_CASE("command line: what is wrong is said, with what would be right", "[cli]") {
  struct Case {
    const char* command;
    const char* message;
  };
  for (const auto& [command, message] : {
           Case{"rwsplit", "a command is missing: classify, explain, options, status or doctor"},
           Case{"rwsplit clasify", "clasify"},
           Case{"rwsplit classify extra", "extra"},
           Case{"rwsplit classify --jsno", "--jsno"},
           Case{"rwsplit classify --dialect", "--dialect"},
           Case{"rwsplit classify --dialect oracle", "unknown dialect 'oracle'; known: mysql, mariadb, sqlite"},
           Case{"rwsplit classify --dialect mysql,oracle", "unknown dialect 'oracle'; known: mysql, mariadb, sqlite"},
           Case{"rwsplit classify --read-function a.b.c", "--read-function: 'a.b.c': "},
           Case{"rwsplit explain --role boss 'SELECT 1'", "unknown role 'boss'; known: master, replica"},
           Case{"rwsplit explain --replicas 64 'SELECT 1'", "not a number of replicas: '64'; 0 to 63 are possible"},
           Case{"rwsplit explain --replicas few 'SELECT 1'", "not a number of replicas: 'few'; 0 to 63 are possible"},
           Case{"rwsplit explain </dev/null", "no statement: give it as an argument, or on standard input"},
           Case{"rwsplit explain '/* rwsplit: engine=archive */ SELECT 1'",
                "the hint names the engine 'archive'; known: master, replica1, replica2"},
       }) {
    CAPTURE(command);
    const Finished done = run(command);
    CHECK(done.status == 2);
    CHECK(done.output.empty());
    CHECK(done.error.find("rwsplit: ") == 0);
    CHECK(holds(done.error, message));
    CHECK(holds(done.error, "Try: rwsplit --help"));
  }
}
