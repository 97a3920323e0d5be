#include <fstream>
#include <sstream>
#include <string>

#include "program.hpp"
#include "support/catch_shim.hpp"

using rwsplit::testing::Finished;
using rwsplit::testing::run;

TEST_CASE("options: docs/options.md is what the program prints", "[cli][config]") {
  std::ifstream file{std::string{RWSPLIT_SOURCE} + "/docs/options.md"};
  std::ostringstream page;
  page << file.rdbuf();
  const Finished printed = run("rwsplit options --markdown");
  CHECK(printed.status == 0);
  CHECK(printed.output == page.str());  // else: rwsplit options --markdown >docs/options.md
  CHECK(printed.error.empty());
}

TEST_CASE("options: the list has every key of the page", "[cli][config]") {
  const std::string page = run("rwsplit options --markdown").output;
  const Finished list = run("rwsplit options");
  CHECK(list.status == 0);
  int keys = 0;
  std::istringstream lines{list.output};
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(' ', 0) == 0) continue;
    const std::string key = line.substr(0, line.find(' '));
    CAPTURE(key);
    CHECK(page.find("| `" + key + "` | ") != std::string::npos);
    ++keys;
  }
  CHECK(keys >= 40);
  CHECK(run("rwsplit options --no-such-flag").status == 2);
}
