#pragma once

#include <cstdint>

namespace rwsplit::detail {

/// What a stretch of SQL text is, before anybody asks what it means. The three kinds of names stand together.
enum class TokenKind : std::uint8_t {
  end,              ///< no more text
  word,             ///< keyword or name without quotes
  quoted_name,      ///< `name`, and SQLite's [name]
  double_quoted,    ///< "text": a string, or a name under ANSI_QUOTES and in SQLite
  string,           ///< 'text'
  number,           ///< decimal, hexadecimal or binary
  placeholder,      ///< a bare ?
  user_variable,    ///< @name
  system_variable,  ///< @@, the name follows as words
  assignment,       ///< :=
  symbol,           ///< one character of punctuation or of an operator
  misfit,           ///< means different things to different servers, or nothing that is understood here
  illegal,          ///< a byte for which every server the text is read for refuses the statement
  open_quote,       ///< a quote that the end of the text leaves open
  open_comment,     ///< the same of a comment
};

/// One stretch of SQL text.
struct Token {
  TokenKind kind{TokenKind::end};
  /// The character of a `symbol`, else 0.
  char symbol{'\0'};
  /// True when nothing, not even a comment, is between this token and the one before.
  bool adjacent{false};
  std::uint32_t offset{0};
  std::uint32_t length{0};
  /// Of words, names between backticks and user variables: `hash_of` the name; of the others: what tells their sort,
  /// all literals being of one.
  std::uint64_t hash{0};

  [[nodiscard]] constexpr bool is(char character) const noexcept { return symbol == character; }
  /// A number or a placeholder.
  [[nodiscard]] constexpr bool is_value() const noexcept {
    return kind == TokenKind::number || kind == TokenKind::placeholder;
  }
  [[nodiscard]] constexpr bool is_name() const noexcept {
    return kind >= TokenKind::word && kind <= TokenKind::double_quoted;
  }
};

}  // namespace rwsplit::detail
