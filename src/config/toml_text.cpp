#include "config/toml_text.hpp"

#include <algorithm>
#include <cstddef>

#include "config/file_text.hpp"
#include "config/problem.hpp"

namespace rwsplit::detail {

namespace {

/// Walks through a text, over strings and comments.
class Walk {
 public:
  explicit Walk(std::string_view text) : rest_{text} {}

  /// Stands before a character outside of strings and comments, or at the end.
  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] char next() const noexcept { return rest_.front(); }
  [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }

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
    while (!rest_.empty() && !rest_.starts_with(quotes)) skip_character(quotes.front());
    skip(quotes.size());
    while (!rest_.empty() && next() == quotes.front()) skip(1);  // up to two belong to the text
  }

  std::string_view rest_;
};

}  // namespace

void check_toml_text(std::string_view text, std::string_view name) {
  for (Walk walk{text}; !walk.at_end(); walk.step()) {
    if (static_cast<unsigned char>(walk.next()) < 0x80) continue;
    const std::string_view before = text.substr(0, text.size() - walk.left());
    const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    config_problem(at_line(name, line),
                   "a character outside of quotes that is not ASCII; text stands in plain quotes, \" or '");
  }
}

}  // namespace rwsplit::detail
