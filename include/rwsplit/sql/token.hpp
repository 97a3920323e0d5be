#pragma once

#include <cstdint>

namespace rwsplit::detail {

/// What a stretch of SQL text is, before anybody asks what it means.
enum class TokenKind : std::uint8_t {
  end,               ///< no more text
  word,              ///< keyword or name without quotes
  quoted_name,       ///< `name`, and SQLite's [name]
  double_quoted,     ///< "text": a string, or a name under ANSI_QUOTES and in SQLite
  string,            ///< 'text'
  number,            ///< decimal, hexadecimal or binary
  placeholder,       ///< a bare ?
  user_variable,     ///< @name
  system_variable,   ///< @@, the name follows as words
  assignment,        ///< :=
  symbol,            ///< one character of punctuation or of an operator
  executable_begin,  ///< the opening of an executable comment
  executable_end,    ///< its closing
  misfit,            ///< means different things to different servers, or nothing
  open_quote,        ///< a quote that the end of the text leaves open
  open_comment,      ///< the same of a comment; SQLite takes it for a whole one
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
  /// For names: FNV-1a of the name without quotes, ASCII letters in upper case.
  std::uint64_t hash{0};

  [[nodiscard]] constexpr bool is(char character) const noexcept {
    return kind == TokenKind::symbol && symbol == character;
  }
  [[nodiscard]] constexpr bool is_name() const noexcept {
    return kind == TokenKind::word || kind == TokenKind::quoted_name || kind == TokenKind::double_quoted;
  }
};

}  // namespace rwsplit::detail
