#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "program.hpp"
#include "support/catch_shim.hpp"

using rwsplit::testing::run;

namespace {

[[nodiscard]] std::string content_of(const std::string& name) {
  std::ifstream file{std::string{RWSPLIT_SOURCE} + "/" + name};
  std::ostringstream text;
  text << file.rdbuf();
  REQUIRE(!text.str().empty());
  return text.str();
}

/// Runs the commands of a block, which stand behind `$ ` and go on behind `> `, and gives the block as it should be.
[[nodiscard]] std::string played(const std::string& block) {
  std::string transcript;
  std::string command;
  std::istringstream lines{block};
  const auto play = [&] { transcript.append(command.empty() ? "" : run(command).output); };
  for (std::string line; std::getline(lines, line);) {
    const bool begins = line.rfind("$ ", 0) == 0;
    if (!begins && line.rfind("> ", 0) != 0) continue;
    if (begins) play();
    command = begins ? line.substr(2) : command + "\n" + line.substr(2);
    transcript.append(line).append("\n");
  }
  play();
  return transcript;
}

/// The number of blocks; each is checked.
[[nodiscard]] int check_console_blocks(const std::string& text) {
  constexpr std::string_view opening = "\n```console\n";
  int blocks = 0;
  for (std::size_t begin = text.find(opening); begin != std::string::npos; begin = text.find(opening, begin)) {
    begin += opening.size();
    const std::string block = text.substr(begin, text.find("```\n", begin) - begin);
    CHECK(played(block) == block);
    ++blocks;
  }
  return blocks;
}

}  // namespace

TEST_CASE("documents: what the README shows of the program is what it prints", "[cli]") {
  CHECK(check_console_blocks(content_of("README.md")) > 0);
  (void)check_console_blocks(content_of("CONTRIBUTING.md"));
}
