#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/sql/lexer.hpp>
#include <rwsplit/sql/word_table.hpp>

#include "support/catch_shim.hpp"

namespace {

using namespace rwsplit::detail;
using namespace std::string_view_literals;

/// One letter per token: w(ord), q(uoted name), d(ouble quoted), s(tring), n(umber), p(laceholder), v(ariable),
/// V(system variable), = (assignment), ! (misfit), ~ (illegal), " (open quote), / (open comment), else the symbol.
char letter_of(const Token& token) {
  switch (token.kind) {
    case TokenKind::end: return '$';
    case TokenKind::word: return 'w';
    case TokenKind::quoted_name: return 'q';
    case TokenKind::double_quoted: return 'd';
    case TokenKind::string: return 's';
    case TokenKind::number: return 'n';
    case TokenKind::placeholder: return 'p';
    case TokenKind::user_variable: return 'v';
    case TokenKind::system_variable: return 'V';
    case TokenKind::assignment: return '=';
    case TokenKind::symbol: return token.symbol;
    case TokenKind::misfit: return '!';
    case TokenKind::illegal: return '~';
    case TokenKind::open_quote: return '"';
    case TokenKind::open_comment: return '/';
  }
  return '$';
}

constexpr rwsplit::DialectSet servers{rwsplit::Dialect::mysql, rwsplit::Dialect::mariadb};
constexpr rwsplit::DialectSet only_mysql{rwsplit::Dialect::mysql};
constexpr rwsplit::DialectSet only_mariadb{rwsplit::Dialect::mariadb};
constexpr rwsplit::DialectSet only_sqlite{rwsplit::Dialect::sqlite};

std::string shape(std::string_view text, const Reading& reading) {
  std::string letters;
  Lexer lexer{text, reading};
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) letters += letter_of(token);
  return letters;
}

std::string shape(std::string_view text, Backslash backslash = Backslash::escapes) {
  return shape(text, {.dialects = servers, .backslash = backslash});
}

TEST_CASE("sql lexer: cuts text into tokens", "[sql]") {
  const std::vector<std::pair<std::string_view, std::string_view>> rows{
      {"", ""},
      {" \t\r\n\v\f", ""},
      {"\xEF\xBB\xBF", ""},
      {"SELECT a_1, $b", "ww,w"},
      {"a$b caf\xC3\xA9", "ww"},
      {"a\xA0"
       "b",
       "!"},
      {"`a b` `a``b` ``", "qqq"},
      {"[a]", "~w~"},
      {"'a' 'a''b' ''", "sss"},
      {"'a\\'b'", "s"},
      {"'a\\\\'", "s"},
      {"\"a\" \"a\"\"b\"", "dd"},
      {"\"a\\\"b\"", "d"},
      {"'\xBF\\x'", "!"},
      {"1 12 1.5 .5 1. 1e5 1E+5 1.5e-5 0x1F 0b11", "nnnnnnnnnn"},
      {"1a 12abc 1ex", "www"},
      {"1e5a 1.5a 0x1G 0xFFg .5a", "!!!!!"},
      {"t.5 t.a t.*", "w.nw.ww.*"},
      {"? ?,?", "pp,p"},
      {"?1 :a $1 $$ $a$b", "!!ww!!"},
      {":=", "="},
      {"@a @a.b @'a b' @`a` @\"a\"", "vvvvv"},
      {"@@a @@global.a", "VwVw.w"},
      {"a<=>b", "w<=>w"},
      {"a->'$.b'", "w->s"},
      {"{ } \\ ] \\N", "{}~~!w"},
      {"\0"sv, "!"},
      {"# a\nb", "w"},
      {"-- a\nb --\nc --", "ww"},
      {"--a", "--w"},
      {"a - - b", "w--w"},
      {"5 -3 a/b", "n-nw/w"},
      {"/* a */b/**/c", "ww"},
      {"/*/ a */b", "w"},
      {"/* a /* b */ c", "w"},
      {"/*+ hint */ a", "w"},
      {"/*+ h('x') */ a", "w"},
      {"/*+ h('*/ ') */ a", "!\""},
      {"/* \0 */ a"sv, "!w"},
      {"-- \0 a"sv, "!"},
      {"/*! a */ b", "ww"},
      {"/*!50000 a */", "w"},
      {"/*!50000a */", "w"},
      {"/*!12 a */", "nw"},
      {"/*! '*/' */", "s"},
      {"/*! /* a */ b */", "!w"},
      {"a */ b", "w*/w"},
      {"/*! a", "w/"},
      {"/* a", "/"},
      {"/*", "/"},
      {"'a", "\""},
      {"'a\\", "\""},
      {"'a''", "\""},
      {"\"a", "\""},
      {"`a", "\""},
      {"@'a", "\""},
      {"@", "v"},
      {"@@", "V"},
      {"a;b;", "w;w;"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK(shape(text) == expected);
  }
}

TEST_CASE("sql lexer: backslashes are read as asked", "[sql]") {
  CHECK(shape("'a\\' b", Backslash::escapes) == "\"");
  CHECK(shape("'a\\' b", Backslash::plain) == "sw");
  CHECK(shape("'a\\\\' b", Backslash::escapes) == "sw");
  CHECK(shape("'a\\\\' b", Backslash::plain) == "sw");
  CHECK(shape("`a\\` b", Backslash::escapes) == "qw");
}

TEST_CASE("sql lexer: dialects cut in their own ways", "[sql]") {
  struct Row {
    std::string_view text;
    std::string_view mysql;
    std::string_view mariadb;
    std::string_view sqlite;
  };
  const std::vector<Row> rows{
      {"a # b", "w", "w", "w~w"},           {"a #b", "w", "w", "w!w"},
      {"a --b", "w--w", "w--w", "w"},       {"[a b]", "~ww~", "~ww~", "q"},
      {"{d}", "{w}", "{w}", "~w~"},         {"$a", "w", "w", "!"},
      {"'a\\' b", "\"", "\"", "sw"},        {"/* a", "/", "/", "/"},
      {"/*! a */ b", "ww", "ww", "w"},      {"/*!50699 a */ b", "ww", "ww", "w"},
      {"/*!50700 a */ b", "ww", "w", "w"},  {"/*!99999 a */ b", "w", "w", "w"},
      {"/*!100100 a */ b", "w", "ww", "w"}, {"/*!999999 a */ b", "w", "w", "w"},
      {"/*M! a */ b", "w", "ww", "w"},      {"/*M!50700 a */ b", "w", "ww", "w"},
      {"/*m! a */ b", "w", "w", "w"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(shape(row.text, {.dialects = only_mysql}) == row.mysql);
    CHECK(shape(row.text, {.dialects = only_mariadb}) == row.mariadb);
    CHECK(shape(row.text, {.dialects = only_sqlite}) == row.sqlite);
  }
  CHECK(shape("/*!90000 a */ b", {.dialects = only_mysql, .newer_server = true}) == "ww");
  CHECK(shape("/*!120000 a */ b", {.dialects = only_mariadb, .newer_server = true}) == "ww");
}

Partings partings_of(std::string_view text, rwsplit::DialectSet dialects) {
  Lexer lexer{text, Reading{.dialects = dialects}};
  while (lexer.next().kind != TokenKind::end) {
  }
  return lexer.partings();
}

TEST_CASE("sql lexer: says when another reading cuts differently", "[sql]") {
  CHECK_FALSE(partings_of("SELECT 'it''s', \"a\", `b\\` /* c */ -- d", rwsplit::all_dialects).any);
  CHECK_FALSE(partings_of("'a\\nb' 'a\\\\' 'a\\\"'", rwsplit::all_dialects).any);
  for (const std::string_view text : {"# a", "--a", "[a]", "{d}", "$a", "'it\\'s'", "\"a\\\"\"", "/*! a */", "/* a"}) {
    CAPTURE(text);
    CHECK(partings_of(text, rwsplit::all_dialects).dialects);
    CHECK_FALSE(partings_of(text, servers).dialects);
    CHECK(partings_of(text, servers).any);
  }
  CHECK(partings_of("'it\\'s'", servers).string_escape);
  CHECK(partings_of("\"a\\\"\"", servers).name_escape);
  CHECK(partings_of("/*!90000 a */", only_mysql).version);
  CHECK(partings_of("/*!50700 a */", servers).dialects);
  CHECK(partings_of("/*M! a */", servers).dialects);
}

TEST_CASE("sql lexer: tokens know their place", "[sql]") {
  Lexer lexer{" ab /* x */(`c d`", Backslash::escapes};
  const Token word = lexer.next();
  CHECK(word.offset == 1);
  CHECK(word.length == 2);
  CHECK(word.hash == hash_of("AB"));
  CHECK_FALSE(word.adjacent);
  const Token parenthesis = lexer.next();
  CHECK(parenthesis.offset == 11);
  CHECK_FALSE(parenthesis.adjacent);
  const Token name = lexer.next();
  CHECK(name.offset == 12);
  CHECK(name.length == 5);
  CHECK(name.adjacent);
  CHECK(lexer.next().kind == TokenKind::end);
  CHECK(lexer.next().kind == TokenKind::end);
}

TEST_CASE("sql lexer: the word table knows every keyword under its own name", "[sql]") {
  const auto keyword = [](std::string_view text) { return word_table.find(text, hash_of(text)).keyword; };
  CHECK(keyword("alter") == Keyword::alter_);
  CHECK(keyword("From") == Keyword::from_);
  CHECK(keyword("WRITE") == Keyword::write_);
  CHECK(keyword("attach") == Keyword::attach_);
  CHECK(keyword("function") == Keyword::function_);
  CHECK(keyword("SAVEPOINT") == Keyword::savepoint_);
  CHECK(keyword("xml") == Keyword::xml_);
  CHECK(keyword("selec") == Keyword::none);
  CHECK(keyword("") == Keyword::none);
}

static_assert([] {
  Lexer lexer{"SELECT", Backslash::escapes};
  return lexer.next().kind == TokenKind::word && lexer.next().kind == TokenKind::end;
}());

}  // namespace
