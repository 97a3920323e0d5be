#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/token.hpp>

namespace rwsplit::detail {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Values of a list that were passed over, each with a comma behind it.
struct SkippedValues {
  std::uint32_t count{0};
  std::uint32_t placeholders{0};
};

/// A place in a text, and the tokens that every server cuts alike: words, numbers, symbols.
///
/// What takes a token returns true; a lexer's other functions return false where there was only a comment.
class TextCursor {
 protected:
  constexpr explicit TextCursor(std::string_view text) noexcept : text_{text} {
    if (text_.starts_with(byte_order_mark)) position_ = byte_order_mark.size();
  }

  /// 0 past the end: no token begins with it, so that one look ahead needs no bounds check of its own.
  [[nodiscard]] constexpr char peek(std::size_t ahead) const noexcept {
    return ahead < size_ - position_ ? data_[position_ + ahead] : '\0';
  }
  [[nodiscard]] constexpr std::string_view rest() const noexcept { return text_.substr(position_); }

  /// What tokens add to a digest that have no name. Literals are all alike: none of them can be told from a digest.
  [[nodiscard]] static constexpr std::uint64_t hash_of_kind(TokenKind kind) noexcept {
    const bool literal = kind == TokenKind::string || kind == TokenKind::number || kind == TokenKind::double_quoted ||
                         kind == TokenKind::placeholder;
    return 0x100U + (literal ? 0 : static_cast<std::uint64_t>(kind));
  }

  constexpr bool take_one(Token& token, TokenKind kind) noexcept {
    token.kind = kind;
    token.hash = hash_of_kind(kind);
    ++position_;
    return true;
  }

  [[gnu::always_inline]] constexpr bool take_symbol(Token& token) noexcept {
    const char symbol = data_[position_++];
    token.kind = TokenKind::symbol;
    token.symbol = symbol;
    token.hash = static_cast<unsigned char>(symbol);
    return true;
  }

  [[gnu::always_inline]] constexpr bool take_word(Token& token) noexcept {
    token.kind = TokenKind::word;
    if (std::is_constant_evaluated()) return take_word_by_bytes(token);
    std::uint64_t hash = hash_basis;
    std::uint64_t all_bytes = 0;
    std::size_t at = start_;
    std::size_t count = 0;
    do {
      const std::uint64_t bytes = bytes_at(text_, at);
      std::uint64_t upper = upper_bytes(bytes);
      count = bytes_before(bytes_behind_name(bytes));
      if (count < 8) upper = first_bytes(upper, count);
      if (count > 0) hash = add_to_hash(hash, upper);
      all_bytes |= upper;
      at += count;
    } while (count == 8);
    if (at < size_ && data_[at] == '$') return take_word_by_bytes(token);
    position_ = at;
    token.hash = hash;
    if ((all_bytes & high_bits) != 0) refuse_blanks_of_others(token);
    return true;
  }

  /// The same for compilers, which pay by the step, and for names with `$`.
  constexpr bool take_word_by_bytes(Token& token) noexcept {
    std::uint64_t hash = hash_basis;
    std::uint64_t bytes = 0;
    unsigned shift = 0;
    for (position_ = start_; position_ < size_; ++position_) {
      const char c = data_[position_];
      const CharacterClass kind = character_classes.of[static_cast<unsigned char>(c)];
      if (kind != CharacterClass::letter && kind != CharacterClass::digit && c != '$') break;
      const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
      bytes |= static_cast<std::uint64_t>(static_cast<unsigned char>(upper)) << shift;
      shift += 8;
      if (shift < 64) continue;
      hash = add_to_hash(hash, bytes);
      bytes = 0;
      shift = 0;
    }
    token.hash = shift == 0 ? hash : add_to_hash(hash, bytes);
    refuse_blanks_of_others(token);
    return true;
  }

  /// A0 is a blank in latin1 and its relatives, and part of a letter in UTF-8. SQLite takes a byte order mark in front
  /// of a word for a blank, wherever it is.
  constexpr void refuse_blanks_of_others(Token& token) const noexcept {
    const std::string_view word = text_.substr(start_, position_ - start_);
    if (word.starts_with(byte_order_mark) || word.find('\xA0') != std::string_view::npos) {
      token.kind = TokenKind::misfit;
    }
  }

  constexpr bool take_number(Token& token) noexcept {
    token.kind = TokenKind::number;
    token.hash = hash_of_kind(TokenKind::number);
    std::size_t at = start_;
    while (at < size_ && is_digit(data_[at])) ++at;
    position_ = at;
    // Most numbers are digits, and nothing that could go on with them.
    if (at >= size_ || (data_[at] != '.' && !continues_name(data_[at]))) return true;
    position_ = start_;
    return take_number_by_parts(token);
  }

  /// A letter right behind a number begins a word for one server and continues a name for another.
  constexpr bool take_number_by_parts(Token& token) noexcept {
    const char marker = to_upper(peek(1));
    if (peek(0) == '0' && (marker == 'X' || marker == 'B')) {
      position_ += 2;
      while (is_digit(peek(0)) || (marker == 'X' && is_hexadecimal(peek(0)))) ++position_;
    } else {
      skip_digits();
      // MySQL's names may begin with digits; SQLite refuses such text.
      if (position_ > start_ && begins_letters()) {
        position_ = start_;
        return take_word(token);
      }
      if (peek(0) == '.') ++position_;
      skip_digits();
      skip_exponent();
    }
    if (continues_name(peek(0))) token.kind = TokenKind::misfit;
    while (continues_name(peek(0))) ++position_;
    return true;
  }

  /// To be called behind a comma: passes over values with a comma behind each while one more such pair follows, for the
  /// lists of values that make statements long. At most `max_placeholders` of them are placeholders.
  constexpr SkippedValues skip_values(std::size_t max_placeholders) noexcept {
    SkippedValues skipped;
    std::size_t next = behind_pair(position_);
    while (next != position_) {
      const std::size_t after_next = behind_pair(next);
      const std::uint32_t placeholders = data_[next - 2] == '?' ? 1 : 0;
      if (after_next == next || skipped.placeholders + placeholders > max_placeholders) break;
      ++skipped.count;
      skipped.placeholders += placeholders;
      position_ = next;
      next = after_next;
    }
    return skipped;
  }

  /// Where a number or placeholder and the comma behind it end; `at` if something else is there.
  [[nodiscard]] constexpr std::size_t behind_pair(std::size_t at) const noexcept {
    const std::size_t begin = at < size_ && data_[at] == ' ' ? at + 1 : at;
    std::size_t end = begin;
    if (end < size_ && data_[end] == '?') {
      ++end;
    } else {
      while (end < size_ && is_digit(data_[end])) ++end;
    }
    return end > begin && end < size_ && data_[end] == ',' ? end + 1 : at;
  }

  [[nodiscard]] static constexpr bool is_hexadecimal(char c) noexcept {
    const char upper = to_upper(c);
    return upper >= 'A' && upper <= 'F';
  }

  constexpr void skip_digits() noexcept {
    std::size_t at = position_;
    while (at < size_ && is_digit(data_[at])) ++at;
    position_ = at;
  }

  [[nodiscard]] constexpr bool begins_letters() const noexcept { return continues_name(peek(0)) && exponent() == 0; }

  /// Length of `e`, sign and first digit, 0 if there is no exponent.
  [[nodiscard]] constexpr std::size_t exponent() const noexcept {
    if (to_upper(peek(0)) != 'E') return 0;
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    return is_digit(peek(1 + sign)) ? 2 + sign : 0;
  }

  constexpr void skip_exponent() noexcept {
    const std::size_t length = exponent();
    if (length == 0) return;
    position_ += length;
    skip_digits();
  }

  /// True when the byte before does not end a character of UTF-8.
  [[nodiscard]] constexpr bool follows_odd_byte() const noexcept {
    std::size_t trailing = 0;
    for (std::size_t at = position_ - 1; at > start_ && trailing < 4; --at, ++trailing) {
      const auto byte = static_cast<unsigned char>(data_[at]);
      if (byte < 0x80) return trailing > 0;
      if (byte < 0xC0) continue;
      const std::size_t expected = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
      return trailing != expected;
    }
    return trailing > 0;
  }

  std::string_view text_;
  // The same once more: compilers charge for each call, and these are asked for each character.
  const char* data_{text_.data()};
  std::size_t size_{text_.size()};
  std::size_t position_{0};
  std::size_t start_{0};
};

}  // namespace rwsplit::detail
