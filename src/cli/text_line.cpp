#include "cli/text_line.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "cli/words.hpp"

namespace rwsplit::cli {

namespace {

/// Two blanks before the first of them, one before the others.
class Words {
 public:
  explicit Words(std::string& output) noexcept : output_{output} {}

  void add(std::string_view word) {
    output_.append(first_ ? "  " : " ").append(word);
    first_ = false;
  }
  void add(std::string_view key, std::string_view value) {
    add(key);
    output_.append("=").append(value);
  }
  void add(std::string_view key, std::uint32_t value) {
    std::array<char, 10> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    add(key, std::string_view{digits.data(), end});
  }

 private:
  std::string& output_;
  bool first_{true};
};

void add_effects(Words& words, std::string& output, SessionEffects effects) {
  bool first = true;
  for_each_name(effects, [&](std::string_view name) {
    if (first) {
      words.add("effects", name);
    } else {
      output.append(",").append(name);
    }
    first = false;
  });
}

void add_hint(Words& words, const Hint& hint) {
  if (hint.target != HintTarget::none) words.add("hint", word(hint.target));
  if (hint.consistency != HintConsistency::none) words.add("consistency", word(hint.consistency));
  if (!hint.unknown.empty()) words.add("unknown_hint_at", hint.unknown.offset);
}

}  // namespace

void append_text_line(std::string& output, Role role, const StatementInfo& statement) {
  output.append(to_string(role)).append("  ").append(word(statement.kind));
  Words words{output};
  for_each_name(statement.facts, [&](std::string_view name) { words.add(name); });
  add_effects(words, output, statement.effects);
  add_hint(words, statement.hint);
  if (statement.kind == StatementKind::unknown) {
    words.add("doubt", word(statement.doubt));
    words.add("at", statement.stopped_at);
  }
  output.push_back('\n');
}

}  // namespace rwsplit::cli
