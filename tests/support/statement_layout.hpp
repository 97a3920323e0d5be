#pragma once

#include <array>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// How a statement may be written down: case of words, blanks and comments between tokens.

namespace rwsplit::testing {

using Tokens = std::vector<std::string>;

namespace layout {

inline bool ends_a_word(char last) {
  return std::isalnum(static_cast<unsigned char>(last)) != 0 || last == '_' || last == '\'' || last == '"' ||
         last == '`';
}

/// Whether nothing may stand between two tokens without making another token of them.
inline bool may_touch(const std::string& before, const std::string& after) {
  if (before.empty() || after.empty()) return false;
  const bool before_splits = before == "(" || before == ")" || before == ",";
  const bool after_splits = after == ")" || after == ",";
  return (before_splits && (after_splits || ends_a_word(after.front()))) ||
         (after_splits && ends_a_word(before.back()));
}

/// Words of SQL are in capitals in a grammar; names, which may depend on case, are not.
template <class Random>
std::string dressed(const std::string& token, Random& random) {
  if (std::isupper(static_cast<unsigned char>(token.front())) == 0 || token.find('\'') != std::string::npos)
    return token;
  std::string result = token;
  const auto style = random.below(3);
  for (auto& letter : result) {
    if (style == 1 || (style == 2 && random.chance(50)))
      letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return result;
}

template <class Random>
std::string_view gap(Random& random) {
  static constexpr std::array<std::string_view, 12> gaps{
      "\n",         "\t",      "  ",      "\r\n ",           "/**/", " /* for update */ ",
      " -- it's\n", " # \"\n", "/* ; */", " /* @a := 1 */ ", "\n\n", "\v\f "};
  return random.chance(70) ? std::string_view{" "} : gaps[random.below(gaps.size())];
}

}  // namespace layout

/// The tokens as one text. `Random` has `below(n)` and `chance(percent)`.
template <class Random>
std::string written(const Tokens& tokens, Random& random) {
  std::string text;
  if (random.chance(10)) text += random.chance(50) ? " \n" : "/* lead */ ";
  const std::string* before = nullptr;
  for (const auto& token : tokens) {
    const bool touch = before != nullptr && layout::may_touch(*before, token) && random.chance(60);
    // A blank between a function's name and its parenthesis is the grammar's affair, and one after a version would
    // change nothing.
    if (before != nullptr && !touch) text += layout::gap(random);
    text += layout::dressed(token, random);
    before = &token;
  }
  if (random.chance(10)) text += random.chance(50) ? " ;" : " -- end";
  return text;
}

/// The tokens as one text with single blanks, for messages.
inline std::string plain_text(const Tokens& tokens) {
  std::string text;
  for (const auto& token : tokens) text += text.empty() ? token : " " + token;
  return text;
}

}  // namespace rwsplit::testing
