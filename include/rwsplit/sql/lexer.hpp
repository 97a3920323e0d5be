#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/token.hpp>

namespace rwsplit::detail {

/// How a backslash within '…' is read; servers decide by NO_BACKSLASH_ESCAPES, and SQLite never escapes.
enum class Backslash : std::uint8_t {
  escapes,  ///< takes the next character's meaning away
  plain,    ///< a character like any other
};

/// Cuts SQL text into tokens for MySQL, MariaDB and SQLite at once.
///
/// The dialect is not known, so whatever the servers or their modes would cut differently becomes a `misfit`; only an
/// escaped quote in a string is left to a second reading, see `escaped_quote`.
///
/// Thread safety: one object per text and thread. Total on any bytes, linear, allocates nothing, never reads past the
/// end.
class Lexer {
 public:
  /// `text` must be shorter than 4 GiB.
  constexpr Lexer(std::string_view text, Backslash backslash) noexcept : text_{text}, backslash_{backslash} {
    if (text_.starts_with("\xEF\xBB\xBF")) position_ = 3;
  }

  constexpr Token next() noexcept {
    const std::size_t before = position_;
    skip_blanks();
    Token token;
    while (skip_comment(token)) skip_blanks();
    if (token.kind == TokenKind::end) take(token);
    token.adjacent = before == start_;
    token.offset = static_cast<std::uint32_t>(start_);
    token.length = static_cast<std::uint32_t>(position_ - start_);
    after_name_ = token.is_name();
    return token;
  }

  /// True once a string held a quote that ends it if backslashes are plain: the other reading cuts differently from
  /// there on.
  [[nodiscard]] constexpr bool escaped_quote() const noexcept { return escaped_quote_; }

 private:
  /// 0 past the end: no token begins with it, so that one look ahead needs no bounds check of its own.
  [[nodiscard]] constexpr char at(std::size_t position) const noexcept {
    return position < text_.size() ? text_[position] : '\0';
  }
  [[nodiscard]] constexpr char peek(std::size_t ahead) const noexcept { return at(position_ + ahead); }

  constexpr void skip_blanks() noexcept {
    while (position_ < text_.size() && is_blank(text_[position_])) ++position_;
    start_ = position_;
  }

  /// Skips one comment; false if there is none, or if what began here is a token, which then is in `token`.
  constexpr bool skip_comment(Token& token) noexcept {
    const char c = peek(0);
    if (c == '#') return skip_line(token);
    if (c == '-' && peek(1) == '-') return skip_dashes(token);
    if (c == '/' && peek(1) == '*') return skip_block(token);
    return false;
  }

  /// SQLite takes any `--` for a comment, MySQL and MariaDB only one that a blank or the end of the text follows.
  constexpr bool skip_dashes(Token& token) noexcept {
    position_ += 2;
    if (position_ >= text_.size() || is_blank(text_[position_])) return skip_line(token);
    token.kind = TokenKind::misfit;
    return false;
  }

  constexpr bool skip_line(Token& token) noexcept {
    while (position_ < text_.size() && text_[position_] != '\n') {
      // A NUL ends a comment for some servers and the whole text for others.
      if (text_[position_++] != '\0') continue;
      token.kind = TokenKind::misfit;
      return false;
    }
    return true;
  }

  constexpr bool skip_block(Token& token) noexcept {
    position_ += 2;
    const bool marked = (peek(0) == 'M' || peek(0) == 'm') && peek(1) == '!';
    if (peek(0) == '!' || marked) {
      position_ += marked ? 2 : 1;
      skip_version();
      ++open_comments_;
      token.kind = TokenKind::executable_begin;
      return false;
    }
    const std::size_t close = text_.find("*/", position_);
    if (close == std::string_view::npos) {
      token.kind = TokenKind::open_comment;
      position_ = text_.size();
      return false;
    }
    const std::string_view inside = text_.substr(position_, close - position_);
    position_ = close + 2;
    // MySQL's optimizer hints may have quotes, which hide a closing; everybody else sees a comment.
    const bool hint_with_quotes = inside.starts_with('+') && !has_closed_quotes(inside);
    if (!hint_with_quotes && inside.find('\0') == std::string_view::npos) return true;
    token.kind = TokenKind::misfit;
    return false;
  }

  [[nodiscard]] static constexpr bool has_closed_quotes(std::string_view hint) noexcept {
    char open = '\0';
    for (const char c : hint) {
      if (c == '\\') return false;
      if (open == '\0' && (c == '\'' || c == '"' || c == '`')) {
        open = c;
      } else if (c == open) {
        open = '\0';
      }
    }
    return open == '\0';
  }

  /// Five or six digits are a version; fewer belong to the text.
  constexpr void skip_version() noexcept {
    std::size_t digits = 0;
    while (digits < 6 && is_digit(peek(digits))) ++digits;
    if (digits >= 5) position_ += digits;
  }

  constexpr void take(Token& token) noexcept {
    if (position_ >= text_.size()) {
      if (open_comments_ > 0) token.kind = TokenKind::open_comment;
      open_comments_ = 0;
      return;
    }
    switch (class_of(text_[position_])) {
      case CharacterClass::letter: return take_word(token);
      case CharacterClass::digit: return take_number(token);
      case CharacterClass::symbol: return take_symbol(token);
      case CharacterClass::special: return take_special(token);
      case CharacterClass::blank:
      case CharacterClass::other: break;
    }
    ++position_;
    token.kind = TokenKind::misfit;
  }

  constexpr void take_word(Token& token) noexcept {
    token.kind = TokenKind::word;
    token.hash = fnv_basis;
    for (position_ = start_; position_ < text_.size() && continues_name(text_[position_]); ++position_) {
      const char c = text_[position_];
      // A blank in latin1 and its relatives, part of a letter in UTF-8.
      if (c == '\xA0') token.kind = TokenKind::misfit;
      token.hash = add_to_hash(token.hash, c);
    }
  }

  /// A letter right behind a number begins a word for one server and continues a name for another.
  constexpr void take_number(Token& token) noexcept {
    token.kind = TokenKind::number;
    const char marker = to_upper(peek(1));
    if (peek(0) == '0' && (marker == 'X' || marker == 'B')) {
      position_ += 2;
      while (is_digit(peek(0)) || (marker == 'X' && is_hexadecimal(peek(0)))) ++position_;
    } else {
      skip_digits();
      // MySQL's names may begin with digits; SQLite refuses such text.
      if (position_ > start_ && begins_letters()) return take_word(token);
      if (peek(0) == '.') ++position_;
      skip_digits();
      skip_exponent();
    }
    if (continues_name(peek(0))) token.kind = TokenKind::misfit;
    while (continues_name(peek(0))) ++position_;
  }

  [[nodiscard]] static constexpr bool is_hexadecimal(char c) noexcept {
    const char upper = to_upper(c);
    return upper >= 'A' && upper <= 'F';
  }

  constexpr void skip_digits() noexcept {
    while (is_digit(peek(0))) ++position_;
  }

  [[nodiscard]] constexpr bool begins_letters() const noexcept { return continues_name(peek(0)) && exponent() == 0; }

  /// Length of `e`, sign and first digit, 0 if there is no exponent.
  [[nodiscard]] constexpr std::size_t exponent() const noexcept {
    if (to_upper(peek(0)) != 'E') return 0;
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    return is_digit(peek(1 + sign)) ? 2 + sign : 0;
  }

  constexpr void skip_exponent() noexcept {
    if (exponent() == 0) return;
    position_ += exponent();
    skip_digits();
  }

  constexpr void take_symbol(Token& token) noexcept {
    token.kind = TokenKind::symbol;
    token.symbol = text_[position_++];
    if (token.symbol != '*' || open_comments_ == 0 || peek(0) != '/') return;
    ++position_;
    --open_comments_;
    token = Token{.kind = TokenKind::executable_end};
  }

  constexpr void take_special(Token& token) noexcept {
    switch (text_[position_]) {
      case '\'': return take_quoted(token, TokenKind::string, '\'');
      case '"': return take_quoted(token, TokenKind::double_quoted, '"');
      case '`': return take_quoted(token, TokenKind::quoted_name, '`');
      case '[': return take_quoted(token, TokenKind::quoted_name, ']');
      case '?': return take_placeholder(token);
      case '@': return take_variable(token);
      case '.':
        if (!after_name_ && is_digit(peek(1))) return take_number(token);
        break;
      case ':':
        token.kind = peek(1) == '=' ? TokenKind::assignment : TokenKind::misfit;
        position_ += peek(1) == '=' ? 2 : 1;
        return;
      case '$':
        token.kind = TokenKind::misfit;
        while (continues_name(peek(0))) ++position_;
        return;
      default: break;  // '-' and '/' that begin no comment
    }
    token.kind = TokenKind::symbol;
    token.symbol = text_[position_++];
  }

  /// `?1` is a numbered parameter in SQLite and nothing elsewhere.
  constexpr void take_placeholder(Token& token) noexcept {
    ++position_;
    token.kind = is_digit(peek(0)) ? TokenKind::misfit : TokenKind::placeholder;
    skip_digits();
  }

  constexpr void take_variable(Token& token) noexcept {
    ++position_;
    if (peek(0) == '@') {
      ++position_;
      token.kind = TokenKind::system_variable;
      return;
    }
    const char quote = peek(0);
    if (quote == '\'' || quote == '"' || quote == '`') {
      take_quoted(token, TokenKind::user_variable, quote);
      return;
    }
    token.kind = TokenKind::user_variable;
    while (continues_name(peek(0)) || peek(0) == '.') ++position_;
  }

  /// A doubled quote stands for itself in every quotation.
  constexpr void take_quoted(Token& token, TokenKind kind, char close) noexcept {
    token.kind = kind;
    token.hash = fnv_basis;
    const bool takes_backslash = close == '\'' || close == '"';
    for (++position_; position_ < text_.size(); ++position_) {
      const char c = text_[position_];
      if (c == close) {
        if (peek(1) != close || close == ']') {
          ++position_;
          return;
        }
        ++position_;
      } else if (c == '\\' && takes_backslash) {
        take_backslash(token, close);
      }
      token.hash = add_to_hash(token.hash, c);
    }
    token.kind = TokenKind::open_quote;
  }

  constexpr void take_backslash(Token& token, char close) noexcept {
    // In sjis, gbk and big5 this byte may be the second half of a character.
    if (static_cast<unsigned char>(text_[position_ - 1]) >= 0x80) token.kind = TokenKind::misfit;
    const bool escapes_quote = peek(1) == close;
    // "…" is an identifier under ANSI_QUOTES, where only it knows no escapes: a third reading, not worth trying.
    if (escapes_quote && close == '"') token.kind = TokenKind::misfit;
    if (backslash_ == Backslash::plain) return;
    if (escapes_quote && close == '\'') escaped_quote_ = true;
    if (position_ + 1 < text_.size()) ++position_;
  }

  std::string_view text_;
  std::size_t position_{0};
  std::size_t start_{0};
  std::size_t open_comments_{0};
  Backslash backslash_;
  bool after_name_{false};
  bool escaped_quote_{false};
};

}  // namespace rwsplit::detail
