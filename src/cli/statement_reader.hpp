#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace rwsplit::cli {

/// What ends a statement in the input.
enum class Separator : char {
  newline = '\n',  ///< also CR LF
  nul = '\0',      ///< statements may hold newlines
};

/// Cuts what a file descriptor delivers into statements; holds one block of it, or the longest statement.
///
/// Reading is a step of its own, so that the caller can bring out its answers before it waits for the next statement:
/// whoever sends one statement and waits for the answer must get it.
/// Lifetime: a statement is valid until the next call.
class StatementReader {
 public:
  StatementReader(int descriptor, Separator separator);

  /// The next statement, if all of it has been read.
  [[nodiscard]] std::optional<std::string_view> next() noexcept;
  /// Reads more; false at the end of the input.
  /// Blocking: until there is more.
  /// Throws: IoError.
  [[nodiscard]] bool read_more();
  /// At the end of the input: the last statement, if it lacks the separator.
  [[nodiscard]] std::optional<std::string_view> last() noexcept;

 private:
  [[nodiscard]] std::string_view statement(std::size_t end) const noexcept;
  void make_room();

  int descriptor_;
  Separator separator_;
  std::vector<char> buffer_;
  std::size_t begin_{0};    // of the statement that comes next
  std::size_t scanned_{0};  // no separator between begin_ and here: long statements are searched once, not per block
  std::size_t end_{0};      // of what has been read
};

}  // namespace rwsplit::cli
