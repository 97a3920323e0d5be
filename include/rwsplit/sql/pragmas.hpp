#pragma once

#include <array>
#include <string_view>

#include <rwsplit/sql/lexer.hpp>

namespace rwsplit::detail {

/// PRAGMAs of SQLite that only tell something about the schema, whatever their argument.
inline constexpr std::array<std::string_view, 14> telling_pragmas = {
    "COLLATION_LIST", "COMPILE_OPTIONS", "DATABASE_LIST", "FOREIGN_KEY_CHECK", "FOREIGN_KEY_LIST",
    "FUNCTION_LIST",  "INDEX_INFO",      "INDEX_LIST",    "INDEX_XINFO",       "INTEGRITY_CHECK",
    "QUICK_CHECK",    "TABLE_INFO",      "TABLE_LIST",    "TABLE_XINFO",
};

/// Those that tell what is kept in the database file, and with an argument change it.
inline constexpr std::array<std::string_view, 7> asking_pragmas = {
    "APPLICATION_ID", "ENCODING", "FREELIST_COUNT", "PAGE_COUNT", "PAGE_SIZE", "SCHEMA_VERSION", "USER_VERSION",
};

template <std::size_t Size>
[[nodiscard]] constexpr bool lists(const std::array<std::string_view, Size>& names, std::string_view name) noexcept {
  for (const std::string_view listed : names) {
    if (equals_folded(name, listed)) return true;
  }
  return false;
}

/// SQLite's `pragma_name`, also with arguments, in the place of a table: true if it tells what every connection knows.
[[nodiscard]] constexpr bool is_pragma_table(std::string_view name) noexcept {
  return equals_folded(name.substr(0, 7), "PRAGMA_") && lists(telling_pragmas, name.substr(7));
}

/// `text` begins with PRAGMA: true if it only reads, `PRAGMA [schema.]name [(argument)]`.
[[nodiscard]] constexpr bool reads_only(std::string_view text) noexcept {
  Lexer lexer{text, Reading{.dialects = {Dialect::sqlite}}};
  lexer.next();
  Token name = lexer.next();
  Token behind = lexer.next();
  if (behind.is('.')) {
    name = lexer.next();
    behind = lexer.next();
  }
  if (name.kind != TokenKind::word) return false;
  const std::string_view written = text.substr(name.offset, name.length);
  if (lists(telling_pragmas, written)) return true;
  return (behind.kind == TokenKind::end || behind.is(';')) && lists(asking_pragmas, written);
}

}  // namespace rwsplit::detail
