#include <signal.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/run_on_servers.hpp"
#include "chaos/run_on_sqlite.hpp"
#include "support/temporary_directory.hpp"

// rwsplit_chaos: workloads on real servers under disturbances, judged by the checker.
// To be run by `tests/support/cluster run FLAVOR -- rwsplit_chaos`, on servers of its own; with --sqlite it needs none.

using namespace rwsplit::chaos;

namespace {

constexpr std::string_view usage =
    R"(usage: rwsplit_chaos [--sqlite] [--soak N] [--pairs N] [--only PHASE] [--folder DIR]

  --sqlite       on a file of its own instead of servers. Only the phases calm and other process: all engines read one
                 database, so that no replica can be stopped or late, no master replaced, and waiting left out (control)
  --pairs N      go on until so many writes were read (20000; with --only: each phase once)
  --soak N       the same, for many
  --only PHASE   only phases whose names contain this: control, calm, switchover, loss, mix, ...
  --folder DIR   where the histories of failures are left, as Elle reads them (.)
RWSPLIT_TEST_SEED repeats a run's choices.
)";

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<RunOptions> options_of(const std::vector<std::string_view>& arguments) {
  RunOptions options;
  options.seed = std::random_device{}();
  if (const char* const seed = std::getenv("RWSPLIT_TEST_SEED")) {
    const auto number = number_of(seed);
    if (!number) return std::nullopt;
    options.seed = *number;
  }
  std::optional<std::uint64_t> pairs;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto name = arguments[i];
    if (name == "--sqlite") {
      options.sqlite = true;
      continue;
    }
    if (++i == arguments.size()) return std::nullopt;
    const auto value = arguments[i];
    if (name == "--only") {
      options.only = value;
    } else if (name == "--folder") {
      options.folder = value;
    } else if (const auto number = number_of(value); number && (name == "--pairs" || name == "--soak")) {
      pairs = number;
    } else {
      return std::nullopt;
    }
  }
  if (pairs || !options.only.empty()) options.pairs = pairs.value_or(0);
  return options;
}

int serve(const std::vector<std::string_view>& arguments) {
  if (!arguments.empty()) {
    SqliteFile file{std::string{arguments.front()}};
    return Peer::serve(file);
  }
  Servers servers;
  return Peer::serve(servers);
}

bool run(const RunOptions& options) {
  if (options.sqlite) {
    const rwsplit::testing::TemporaryDirectory folder;
    const SqliteFile file{folder.file("chaos.db")};
    Peer peer{file.path()};
    return run_on_sqlite(options, file, peer);
  }
  Servers servers;
  Peer peer;
  return run_on_servers(options, servers, peer);
}

}  // namespace

int main(int count, char** arguments) {
  ::signal(SIGPIPE, SIG_IGN);
  try {
    const std::vector<std::string_view> words(arguments + 1, arguments + count);
    if (!words.empty() && words.front() == "--peer") return serve({words.begin() + 1, words.end()});
    const auto options = options_of(words);
    if (!options) {
      std::cerr << usage;
      return 2;
    }
    return run(*options) ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "rwsplit_chaos: " << error.what() << '\n';
    return 1;
  }
}
