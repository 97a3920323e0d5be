#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rwsplit::detail {

/// What a byte may begin in SQL text outside of quotes.
enum class CharacterClass : std::uint8_t {
  other,    ///< nothing any of the servers knows
  blank,    ///< separates tokens
  letter,   ///< begins or continues a name
  digit,    ///< begins a number, continues a name
  symbol,   ///< a token by itself
  special,  ///< needs a look at what follows
};

inline constexpr std::array<CharacterClass, 256> character_classes = [] {
  std::array<CharacterClass, 256> classes{};
  const auto assign = [&classes](std::string_view characters, CharacterClass as) {
    for (const char c : characters) classes[static_cast<unsigned char>(c)] = as;
  };
  assign(" \t\n\v\f\r", CharacterClass::blank);
  assign("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", CharacterClass::letter);
  assign("0123456789", CharacterClass::digit);
  assign("(),;+*%&|^~!<>=", CharacterClass::symbol);
  assign("-/#'\"`[?@:$.", CharacterClass::special);
  for (std::size_t byte = 0x80; byte < classes.size(); ++byte) classes[byte] = CharacterClass::letter;
  return classes;
}();

[[nodiscard]] constexpr CharacterClass class_of(char c) noexcept {
  return character_classes[static_cast<unsigned char>(c)];
}

[[nodiscard]] constexpr bool is_blank(char c) noexcept { return class_of(c) == CharacterClass::blank; }

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return class_of(c) == CharacterClass::digit; }

/// `$` may be within a name everywhere, but at its beginning only some servers take it.
[[nodiscard]] constexpr bool continues_name(char c) noexcept {
  const CharacterClass kind = class_of(c);
  return kind == CharacterClass::letter || kind == CharacterClass::digit || c == '$';
}

/// ASCII only, as the servers do for keywords.
[[nodiscard]] constexpr char to_upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

inline constexpr std::uint64_t fnv_basis = 14695981039346656037ULL;
inline constexpr std::uint64_t fnv_prime = 1099511628211ULL;

[[nodiscard]] constexpr std::uint64_t add_to_hash(std::uint64_t hash, char c) noexcept {
  return (hash ^ static_cast<unsigned char>(to_upper(c))) * fnv_prime;
}

/// FNV-1a over the text in upper case.
[[nodiscard]] constexpr std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t hash = fnv_basis;
  for (const char c : text) hash = add_to_hash(hash, c);
  return hash;
}

/// True when `text` is `upper_case` in any case.
[[nodiscard]] constexpr bool equals_folded(std::string_view text, std::string_view upper_case) noexcept {
  if (text.size() != upper_case.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (to_upper(text[i]) != upper_case[i]) return false;
  }
  return true;
}

}  // namespace rwsplit::detail
