#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/comments.hpp>
#include <rwsplit/sql/reading.hpp>
#include <rwsplit/sql/text_cursor.hpp>
#include <rwsplit/sql/token.hpp>

namespace rwsplit::detail {

/// Cuts SQL text into tokens as the servers of some dialects do, under one `sql_mode`.
///
/// One reading serves all dialects until it meets something that they, or their modes, cut differently: `partings`
/// tells what. Where dialects part, the text ends.
///
/// Thread safety: one object per text and thread. Total on any bytes, linear, allocates nothing, never reads past the
/// end.
class Lexer : private TextCursor {
 public:
  /// `text` must be shorter than 4 GiB.
  constexpr Lexer(std::string_view text, const Reading& reading) noexcept
      : TextCursor{text},
        dialects_{reading.dialects},
        backslash_{is_only(Dialect::sqlite) ? Backslash::plain : reading.backslash},
        newer_server_{reading.newer_server} {}

  constexpr Token next() noexcept {
    Token token;
    next(token);
    return token;
  }

  /// The same into a place that is already there. It is inlined, with what it mostly calls, because copies of tokens
  /// and calls are a third of what reading a statement costs.
  [[gnu::always_inline]] constexpr void next(Token& token) noexcept {
    const std::size_t before = position_;
    token.symbol = '\0';
    CharacterClass first{};
    do {
      first = skip_blanks();
      start_ = position_;
    } while (!take(token, first));
    const std::size_t start = start_;
    token.adjacent = before == start;
    token.offset = static_cast<std::uint32_t>(start);
    token.length = static_cast<std::uint32_t>(position_ - start);
    last_kind_ = token.kind;
  }

  using TextCursor::hash_of_kind;
  using TextCursor::skip_values;

  /// For text that MySQL and MariaDB read alike.
  constexpr Lexer(std::string_view text, Backslash backslash) noexcept
      : Lexer{text, Reading{.dialects = {Dialect::mysql, Dialect::mariadb}, .backslash = backslash}} {}

  [[nodiscard]] constexpr const Partings& partings() const noexcept { return partings_; }
  /// True once an executable comment was met, run or not.
  [[nodiscard]] constexpr bool executable_comment() const noexcept { return executable_comment_; }

 private:
  [[nodiscard]] constexpr bool is_only(Dialect dialect) const noexcept { return dialects_ == DialectSet{dialect}; }

  /// The class of what comes behind the blanks; `blank` at the end of the text.
  [[gnu::always_inline]] constexpr CharacterClass skip_blanks() noexcept {
    std::size_t at = position_;
    if (at < size_ && data_[at] == ' ') ++at;  // the blank that most tokens have in front of them
    CharacterClass found = CharacterClass::blank;
    while (at < size_ && (found = class_of(data_[at])) == CharacterClass::blank) ++at;
    position_ = at;
    return found;
  }

  /// False when it was a comment.
  [[gnu::always_inline]] constexpr bool take(Token& token, CharacterClass first) noexcept {
    switch (first) {
      case CharacterClass::letter: return take_word(token);
      case CharacterClass::symbol: return take_symbol(token);
      case CharacterClass::digit: return take_number(token);
      case CharacterClass::quote: return take_quotation(token);
      case CharacterClass::comment: return take_comment_or_symbol(token);
      case CharacterClass::special: return take_special(token);
      case CharacterClass::blank: return take_end(token);
      case CharacterClass::other: break;
    }
    return take_one(token, TokenKind::misfit);
  }

  constexpr bool take_end(Token& token) noexcept {
    token.kind = within_executable_ ? TokenKind::open_comment : TokenKind::end;
    within_executable_ = false;
    return true;
  }

  /// For what SQLite and the servers cut differently: true if this reading speaks for both.
  constexpr bool parts_from_sqlite() noexcept {
    note_parting();
    return dialects_.has(Dialect::sqlite) && !is_only(Dialect::sqlite);
  }

  constexpr void note_parting() noexcept {
    if (!partings_.any) partings_.offset = static_cast<std::uint32_t>(start_);
    partings_.any = true;
  }

  /// Ends the text here: what was met means different things to different dialects.
  constexpr bool part_dialects(Token& token) noexcept {
    partings_.dialects = true;
    position_ = size_;
    within_executable_ = false;
    token.kind = TokenKind::misfit;
    return true;
  }

  constexpr bool take_comment_or_symbol(Token& token) noexcept {
    const char c = peek(0);
    if (c == '#') return take_hash(token);
    if (c == '-' && peek(1) == '-') return take_dashes(token);
    if (c == '/' && peek(1) == '*') return take_block(token);
    return take_symbol(token);
  }

  /// A comment for the servers; SQLite has parameters that begin so.
  constexpr bool take_hash(Token& token) noexcept {
    if (parts_from_sqlite()) return part_dialects(token);
    if (!is_only(Dialect::sqlite)) return skip_line(token);
    return take_one(token, continues_name(peek(1)) ? TokenKind::misfit : TokenKind::illegal);
  }

  /// SQLite takes any `--` for a comment, MySQL and MariaDB only one that a blank or the end of the text follows.
  constexpr bool take_dashes(Token& token) noexcept {
    const bool alone = position_ + 2 >= size_ || is_blank(peek(2));
    if (!alone && parts_from_sqlite()) return part_dialects(token);
    return alone || is_only(Dialect::sqlite) ? skip_line(token) : take_symbol(token);
  }

  constexpr bool skip_line(Token& token) noexcept {
    position_ = find_either(text_, position_, '\n', '\n');
    // A NUL ends a comment for some servers and the whole text for others.
    return has_nul(token);
  }

  constexpr bool has_nul(Token& token) noexcept {
    if (text_.substr(start_, position_ - start_).find('\0') == std::string_view::npos) return false;
    token.kind = TokenKind::misfit;
    return true;
  }

  constexpr bool take_block(Token& token) noexcept {
    position_ += 2;
    if (opens_executable(rest())) {
      executable_comment_ = true;
      if (parts_from_sqlite()) return part_dialects(token);
      if (!is_only(Dialect::sqlite)) return take_executable(token);
    }
    return skip_block(token);
  }

  constexpr bool skip_block(Token& token) noexcept {
    const std::size_t begin = position_;
    const std::size_t close = text_.find("*/", begin);
    if (close == std::string_view::npos) return take_open_comment(token);
    position_ = close + 2;
    const std::string_view inside = text_.substr(begin, close - begin);
    // What comments within executable ones do depends on the server's version.
    if (within_executable_ || (inside.starts_with('+') && !has_closed_quotes(inside))) {
      token.kind = TokenKind::misfit;
      return true;
    }
    return has_nul(token);
  }

  /// SQLite takes it for a whole one.
  constexpr bool take_open_comment(Token& token) noexcept {
    if (parts_from_sqlite()) return part_dialects(token);
    position_ = size_;
    token.kind = TokenKind::open_comment;
    return true;
  }

  constexpr bool take_executable(Token& token) noexcept {
    const ExecutableOpening opening = ExecutableOpening::read(rest());
    const Dialect first = dialects_.has(Dialect::mysql) ? Dialect::mysql : Dialect::mariadb;
    const Runs runs = opening.in(first);
    if (dialects_.has(Dialect::mariadb) && opening.in(Dialect::mariadb) != runs) return part_dialects(token);
    if (runs == Runs::some) partings_.version = true;
    const bool entered = runs == Runs::yes || (runs == Runs::some && newer_server_);
    const bool nested = within_executable_ || (!entered && holds_comment(rest()));
    if (nested) return take_one(token, TokenKind::misfit);
    if (!entered) return skip_block(token);
    position_ += opening.length();
    within_executable_ = true;
    return false;
  }

  [[nodiscard]] static constexpr bool holds_comment(std::string_view text) noexcept {
    return text.substr(0, text.find("*/")).find("/*") != std::string_view::npos;
  }

  constexpr bool take_quotation(Token& token) noexcept {
    const char quote = peek(0);
    if (quote == '\'') return take_quoted(token, TokenKind::string, quote);
    return take_quoted(token, quote == '"' ? TokenKind::double_quoted : TokenKind::quoted_name, quote);
  }

  constexpr bool take_special(Token& token) noexcept {
    switch (data_[position_]) {
      case '*':
        if (!within_executable_ || peek(1) != '/') return take_symbol(token);
        position_ += 2;
        within_executable_ = false;
        return false;
      case '.': return !follows_name() && is_digit(peek(1)) ? take_number(token) : take_symbol(token);
      case '?': return take_placeholder(token);
      case '@': return take_variable(token);
      case '[':
        if (parts_from_sqlite()) return part_dialects(token);
        if (is_only(Dialect::sqlite)) return take_quoted(token, TokenKind::quoted_name, ']');
        return take_one(token, TokenKind::illegal);
      case '{':
      case '}':  // {d '2000-01-01'} and its like, which SQLite refuses
        if (parts_from_sqlite()) return part_dialects(token);
        return is_only(Dialect::sqlite) ? take_one(token, TokenKind::illegal) : take_symbol(token);
      case '\\':  // \N is NULL for MariaDB
        return take_one(token, to_upper(peek(1)) == 'N' ? TokenKind::misfit : TokenKind::illegal);
      case ']': return take_one(token, TokenKind::illegal);
      case ':':
        if (peek(1) != '=') return take_one(token, TokenKind::misfit);
        ++position_;
        return take_one(token, TokenKind::assignment);
      default: return take_dollar(token);
    }
  }

  /// A name for the servers, unless it begins a string between $…$; a parameter for SQLite.
  constexpr bool take_dollar(Token& token) noexcept {
    if (parts_from_sqlite()) return part_dialects(token);
    take_word(token);
    const bool quotes = text_.substr(start_ + 1, position_ - start_ - 1).find('$') != std::string_view::npos;
    if (quotes || position_ == start_ + 1 || is_only(Dialect::sqlite)) token.kind = TokenKind::misfit;
    return true;
  }

  [[nodiscard]] constexpr bool follows_name() const noexcept {
    return last_kind_ >= TokenKind::word && last_kind_ <= TokenKind::double_quoted;
  }

  /// `?1` is a numbered parameter in SQLite and nothing elsewhere.
  constexpr bool take_placeholder(Token& token) noexcept {
    take_one(token, is_digit(peek(1)) ? TokenKind::misfit : TokenKind::placeholder);
    skip_digits();
    return true;
  }

  constexpr bool take_variable(Token& token) noexcept {
    ++position_;
    const char first = peek(0);
    if (first == '@') return take_one(token, TokenKind::system_variable);
    if (first == '\'' || first == '"' || first == '`') return take_quoted(token, TokenKind::user_variable, first);
    token.kind = TokenKind::user_variable;
    while (continues_name(peek(0)) || peek(0) == '.') ++position_;
    token.hash = hash_of(text_.substr(start_, position_ - start_));
    return true;
  }

  /// A doubled quote stands for itself in every quotation.
  constexpr bool take_quoted(Token& token, TokenKind kind, char close) noexcept {
    token.kind = kind;
    token.hash = hash_of_kind(kind);
    const char escape = close == '\'' || close == '"' ? '\\' : close;
    for (++position_;; ++position_) {
      position_ = find_either(text_, position_, close, escape);
      if (position_ >= size_) break;
      if (data_[position_] != close) {
        if (peek(1) == close && parts_from_sqlite()) return part_dialects(token);
        take_backslash(token, close);
      } else if (peek(1) != close || close == ']') {
        return end_quoted(token, kind);
      } else {
        ++position_;
      }
    }
    position_ = size_;
    token.kind = TokenKind::open_quote;
    return true;
  }

  constexpr bool end_quoted(Token& token, TokenKind kind) noexcept {
    const std::size_t begin = start_ + (kind == TokenKind::user_variable ? 2 : 1);
    const bool named = kind == TokenKind::quoted_name || kind == TokenKind::user_variable;
    if (named) token.hash = hash_of(text_.substr(begin, position_ - begin));
    ++position_;
    return true;
  }

  constexpr void take_backslash(Token& token, char close) noexcept {
    // In sjis, gbk and big5 this byte may be the second half of a character.
    if (follows_odd_byte()) token.kind = TokenKind::misfit;
    const bool escapes_quote = peek(1) == close;
    if (escapes_quote) (close == '"' ? partings_.name_escape : partings_.string_escape) = true;
    const bool escapes = close == '"' ? backslash_ == Backslash::escapes : backslash_ != Backslash::plain;
    if (escapes && position_ + 1 < size_) ++position_;
  }

  DialectSet dialects_;
  Backslash backslash_;
  bool newer_server_;
  TokenKind last_kind_{TokenKind::end};
  bool within_executable_{false};
  bool executable_comment_{false};
  Partings partings_{};
};

}  // namespace rwsplit::detail
