#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/sql/lexer.hpp>

namespace rwsplit::test {

/// The text taken apart and put together again with `gap(i)` wherever there was a blank or a comment.
///
/// Tokens that touched stay together: `max (x)` is not `max(x)` for every server.
template <class Gap, class Dress>
std::string rebuilt(std::string_view text, Gap gap, Dress dress) {
  std::string result;
  detail::Lexer lexer{text, detail::Backslash::escapes};
  std::size_t count = 0;
  for (detail::Token token = lexer.next(); token.kind != detail::TokenKind::end; token = lexer.next(), ++count) {
    if (!token.adjacent && count > 0) result += gap(count);
    const std::string_view piece = text.substr(token.offset, token.length);
    result += token.kind == detail::TokenKind::word ? dress(piece) : std::string{piece};
  }
  return result;
}

inline std::string mixed_case(std::string_view word) {
  std::string mixed{word};
  for (std::size_t i = 0; i < mixed.size(); ++i) {
    const bool lower = mixed[i] >= 'a' && mixed[i] <= 'z';
    const bool upper = mixed[i] >= 'A' && mixed[i] <= 'Z';
    if ((lower && i % 2 == 0) || (upper && i % 2 == 1)) mixed[i] = static_cast<char>(mixed[i] ^ 0x20);
  }
  return mixed;
}

/// The same statement as it may look after formatting, commenting and a change of case.
inline std::vector<std::string> disguises(std::string_view text) {
  const auto as_is = [](std::string_view word) { return std::string{word}; };
  const std::string core = rebuilt(
      text, [](std::size_t) { return " "; }, as_is);
  return {
      rebuilt(
          text, [](std::size_t) { return "\n"; }, as_is),
      rebuilt(
          text, [](std::size_t) { return "/* it's */"; }, as_is),
      rebuilt(
          text, [](std::size_t) { return " -- SELECT '\n\t"; }, as_is),
      rebuilt(
          text, [](std::size_t) { return "#`\n"; }, as_is),
      rebuilt(
          text, [](std::size_t i) { return i % 2 == 0 ? "\r\n" : "/**/"; }, mixed_case),
      " \t\n;" + core + " ; ",
      "\xEF\xBB\xBF/* \xE2\x82\xAC */" + core + " -- end",
      "/*+ no hint here */ " + core,
  };
}

}  // namespace rwsplit::test
