#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/lexer.hpp>
#include <rwsplit/sql/reading.hpp>

#include "require.hpp"

namespace {

using rwsplit::all_dialects;
using rwsplit::Dialect;
using rwsplit::DialectSet;
using rwsplit::detail::Backslash;
using rwsplit::detail::Lexer;
using rwsplit::detail::Partings;
using rwsplit::detail::Reading;
using rwsplit::detail::Token;
using rwsplit::detail::TokenKind;

constexpr std::array dialect_sets{all_dialects, DialectSet{Dialect::mysql, Dialect::mariadb},
                                  DialectSet{Dialect::mysql}, DialectSet{Dialect::mariadb},
                                  DialectSet{Dialect::sqlite}};
constexpr std::array backslashes{Backslash::escapes, Backslash::escapes_in_strings, Backslash::plain};

/// Tokens follow each other through the text, none leaves it, and there is an end.
void walk(std::string_view text, const Reading& reading) {
  Lexer lexer{text, reading};
  std::size_t end_of_last = 0;
  for (std::size_t count = 0; count <= text.size() + 1; ++count) {
    const Token token = lexer.next();
    require(token.offset >= end_of_last);
    require(token.offset <= text.size());
    require(token.length <= text.size() - token.offset);
    if (token.kind == TokenKind::end) {
      require(lexer.next().kind == TokenKind::end);
      return;
    }
    if (count > 0 && token.adjacent) require(token.offset == end_of_last);  // the first may be behind a byte order mark
    end_of_last = std::size_t{token.offset} + token.length;
  }
  require(false);  // more tokens than bytes
}

bool is_same(const Token& left, const Token& right) {
  return left.kind == right.kind && left.symbol == right.symbol && left.adjacent == right.adjacent &&
         left.offset == right.offset && left.length == right.length && left.hash == right.hash;
}

bool is_for_all(const Partings& partings) {
  return !partings.any && !partings.dialects && !partings.string_escape && !partings.name_escape && !partings.version;
}

void require_same_tokens(std::string_view text, const Reading& left, const Reading& right) {
  Lexer one{text, left};
  Lexer other{text, right};
  Token token;
  do {
    token = one.next();
    require(is_same(token, other.next()));
  } while (token.kind != TokenKind::end);
}

Partings partings_of(std::string_view text, const Reading& reading) {
  Lexer lexer{text, reading};
  while (lexer.next().kind != TokenKind::end) {
  }
  return lexer.partings();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  // Without a parting, one reading speaks for all.
  const Reading for_all{};
  const bool agreed = is_for_all(partings_of(text, for_all));
  for (const DialectSet dialects : dialect_sets) {
    for (const Backslash backslash : backslashes) {
      for (const bool newer_server : {false, true}) {
        const Reading reading{.dialects = dialects, .backslash = backslash, .newer_server = newer_server};
        walk(text, reading);
        if (agreed && dialects != all_dialects) require_same_tokens(text, for_all, reading);
      }
    }
  }
  return 0;
}
