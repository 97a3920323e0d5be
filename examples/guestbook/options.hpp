#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace guestbook {

/// What the command line says.
struct Options {
  /// The master first; none stands for a SQLite file in the folder for temporary files.
  std::vector<std::string> urls{};
  /// 0 takes a free one.
  int port{8080};
  /// How long the reads of a visitor stay on the master after a write; must be longer than the replicas' delay.
  std::chrono::seconds pin{5};
  bool help{false};
};

/// Throws: `std::invalid_argument` that says which word is wrong.
[[nodiscard]] Options parse_options(int argc, char** argv);

[[nodiscard]] const char* usage();

}  // namespace guestbook
