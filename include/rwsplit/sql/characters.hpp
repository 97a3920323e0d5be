#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/eight_bytes.hpp>

namespace rwsplit::detail {

/// What a byte may begin in SQL text outside of quotes.
enum class CharacterClass : std::uint8_t {
  other,    ///< nothing that every server knows
  blank,    ///< separates tokens
  letter,   ///< begins or continues a name
  digit,    ///< begins a number, continues a name
  symbol,   ///< a token by itself
  quote,    ///< begins a quotation
  comment,  ///< may begin a comment
  special,  ///< needs a look at what follows
};

/// A plain array: compilers charge for each call, and this is asked for each character.
struct CharacterClasses {
  CharacterClass of[256]{};
};

inline constexpr CharacterClasses character_classes = [] {
  CharacterClasses classes{};
  const auto assign = [&classes](std::string_view characters, CharacterClass as) {
    for (const char c : characters) classes.of[static_cast<unsigned char>(c)] = as;
  };
  assign(" \t\n\v\f\r", CharacterClass::blank);
  assign("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", CharacterClass::letter);
  assign("0123456789", CharacterClass::digit);
  assign("(),;+%&|^~!<>=", CharacterClass::symbol);
  assign("'\"`", CharacterClass::quote);
  assign("-/#", CharacterClass::comment);
  assign("*[]{}\\?@:$.", CharacterClass::special);
  for (std::size_t byte = 0x80; byte < 256; ++byte) classes.of[byte] = CharacterClass::letter;
  return classes;
}();

[[nodiscard]] constexpr CharacterClass class_of(char c) noexcept {
  return character_classes.of[static_cast<unsigned char>(c)];
}

[[nodiscard]] constexpr bool is_blank(char c) noexcept { return class_of(c) == CharacterClass::blank; }

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// `$` may be within a name everywhere, but at its beginning only some servers take it.
[[nodiscard]] constexpr bool continues_name(char c) noexcept {
  const CharacterClass kind = class_of(c);
  return kind == CharacterClass::letter || kind == CharacterClass::digit || c == '$';
}

/// ASCII only, as the servers do for keywords.
[[nodiscard]] constexpr char to_upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

inline constexpr std::uint64_t hash_basis = 14695981039346656037ULL;
inline constexpr std::uint64_t hash_factor = 0x9E3779B97F4A7C15ULL;

[[nodiscard]] constexpr std::uint64_t add_to_hash(std::uint64_t hash, std::uint64_t value) noexcept {
  const std::uint64_t product = (hash ^ value) * hash_factor;
  return product ^ (product >> 29U);
}

/// Of the text with ASCII letters in upper case.
[[nodiscard]] constexpr std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t hash = hash_basis;
  for (std::size_t at = 0; at < text.size(); at += 8) hash = add_to_hash(hash, upper_bytes(bytes_at(text, at)));
  return hash;
}

/// True when `text` is `upper_case` in any case.
[[nodiscard]] constexpr bool equals_folded(std::string_view text, std::string_view upper_case) noexcept {
  if (text.size() != upper_case.size()) return false;
  for (std::size_t at = 0; at < text.size(); at += 8) {
    if (upper_bytes(bytes_at(text, at)) != bytes_at(upper_case, at)) return false;
  }
  return true;
}

}  // namespace rwsplit::detail
