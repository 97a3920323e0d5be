#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace rwsplit::testing {

/// What a command line has left.
struct Finished {
  /// As the shell has it: 128 and more for a signal.
  int status{0};
  std::string output{};
  std::string error{};
};

/// Runs a line of shell, in which `rwsplit` is the program under test, on this input.
[[nodiscard]] Finished run(const std::string& command, std::string_view input = {});

/// The program under test while somebody talks to it.
class Conversation {
 public:
  /// A command of the shell, in which `rwsplit` is the program under test.
  explicit Conversation(const std::string& command);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation();

  void say(std::string_view text);
  /// Nothing at the end of what it says.
  [[nodiscard]] std::optional<std::string> next_line();
  void close_input();
  /// The most memory it has had so far, in KiB.
  [[nodiscard]] std::size_t peak_memory() const;

 private:
  pid_t process_{-1};
  int input_{-1};
  int output_{-1};
  std::string unread_{};
};

}  // namespace rwsplit::testing
