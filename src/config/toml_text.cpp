#include "config/toml_text.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "config/file_text.hpp"
#include "config/problem.hpp"

namespace rwsplit::detail {

namespace {

constexpr bool is_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }

constexpr std::string_view after_backslash =
    "a character that is not ASCII behind a backslash; write the text without the backslash, or in one line";

/// Walks through a text, over strings and comments.
class Walk {
 public:
  explicit Walk(std::string_view text) : rest_{text} {}

  /// Stands before a character outside of strings and comments, or at the end.
  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] char next() const noexcept { return rest_.front(); }
  [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }
  /// It stands in text of several lines, before a character beyond ASCII that follows a backslash and blanks.
  [[nodiscard]] bool behind_backslash() const noexcept { return behind_backslash_; }

  void step() {
    const char c = next();
    if (c == '#') return skip(rest_.find('\n'));
    if (c != '"' && c != '\'') return skip(1);
    const std::string_view three = c == '"' ? R"(""")" : "'''";
    if (rest_.starts_with(three)) return step_over_lines(three);
    step_over_line(c);
  }

 private:
  void skip(std::size_t count) { rest_.remove_prefix(std::min(count, rest_.size())); }
  void skip_character(char quote) { skip(quote == '"' && next() == '\\' ? 2 : 1); }

  void step_over_line(char quote) {
    skip(1);
    while (!rest_.empty() && next() != quote && next() != '\n') skip_character(quote);
    skip(1);
  }

  void step_over_lines(std::string_view quotes) {
    skip(quotes.size());
    while (!rest_.empty() && !rest_.starts_with(quotes)) {
      if (quotes.front() == '"' && next() == '\\' && stops_behind_backslash()) return;
      skip_character(quotes.front());
    }
    skip(quotes.size());
    while (!rest_.empty() && next() == quotes.front()) skip(1);  // up to two belong to the text
  }

  // The parser looks for blanks there, in the same tables as outside of strings.
  [[nodiscard]] bool stops_behind_backslash() {
    const auto text = rest_.find_first_not_of(" \t\r\n", 1);
    if (text == std::string_view::npos || is_ascii(rest_[text])) return false;
    skip(text);
    behind_backslash_ = true;
    return true;
  }

  std::string_view rest_;
  bool behind_backslash_{false};
};

/// What must not reach the parser, outside of strings and comments.
///
/// It is undefined what it does with characters that are not ASCII. And it only bounds how deep brackets nest, not the
/// tables that a dotted key makes between two of them, each of which takes stack.
///
/// The parser looks ahead over a whole word. What begins a string or a bracket for these checks must do so for the
/// parser, too, or characters hide from them: hence no quote and no bracket in the middle of a word.
class Checks {
 public:
  /// Of the next character; empty if there is none.
  [[nodiscard]] std::string_view problem_with(char c) noexcept {
    const char before = std::exchange(last_, c);
    const bool is_within_word = !ends_word(before);
    if ((c == '"' || c == '\'') && is_within_word && !(before == '.' && in_key_)) {
      return "a quote in the middle of a word; text stands in quotes as a whole";
    }
    if ((c == '[' || c == '{') && is_within_word) return "a bracket in the middle of a word";
    if (!is_ascii(c)) {
      return "a character outside of quotes that is not ASCII; text stands in plain quotes, \" or '";
    }
    if (c == '\n') {
      dots_ = 0;
      in_key_ = brackets_ == 0;
    }
    if (c == '=') in_key_ = false;
    if (c == '[' || c == '{') ++brackets_;
    if ((c == ']' || c == '}') && brackets_ > 0) --brackets_;
    if (brackets_ > most_brackets) return "brackets within brackets, more of them than any option takes";
    if (c == '.' && ++dots_ > most_dots) return "a key with so many parts that no option has it";
    return {};
  }

 private:
  [[nodiscard]] static bool ends_word(char c) noexcept {
    return std::string_view{" \t\r\n=,[{"}.find(c) != std::string_view::npos;
  }

  static constexpr std::size_t most_brackets = 8;
  static constexpr std::size_t most_dots = 32;  // in a line

  char last_{'\n'};
  bool in_key_{true};  // before the `=` of a line that is no part of an array: a key's parts may be in quotes
  std::size_t brackets_{0};
  std::size_t dots_{0};
};

}  // namespace

void check_toml_text(std::string_view text, std::string_view name) {
  Checks checks;
  for (Walk walk{text}; !walk.at_end(); walk.step()) {
    const std::string_view problem = walk.behind_backslash() ? after_backslash : checks.problem_with(walk.next());
    if (problem.empty()) continue;
    const std::string_view before = text.substr(0, text.size() - walk.left());
    const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    config_problem(at_line(name, line), problem);
  }
}

}  // namespace rwsplit::detail
