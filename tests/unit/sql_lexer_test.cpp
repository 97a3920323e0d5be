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
/// V(system variable), = (assignment), { and } (executable comment), ! (misfit), " (open quote), / (open comment), else
/// the symbol.
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
    case TokenKind::executable_begin: return '{';
    case TokenKind::executable_end: return '}';
    case TokenKind::misfit: return '!';
    case TokenKind::open_quote: return '"';
    case TokenKind::open_comment: return '/';
  }
  return '$';
}

std::string shape(std::string_view text, Backslash backslash = Backslash::escapes) {
  std::string letters;
  Lexer lexer{text, backslash};
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) letters += letter_of(token);
  return letters;
}

TEST_CASE("sql lexer: cuts text into tokens", "[sql]") {
  const std::vector<std::pair<std::string_view, std::string_view>> rows{
      {"", ""},
      {" \t\r\n\v\f", ""},
      {"\xEF\xBB\xBF", ""},
      {"SELECT a_1, $b", "ww,!"},
      {"a$b caf\xC3\xA9", "ww"},
      {"a\xA0"
       "b",
       "!"},
      {"`a b` `a``b` ``", "qqq"},
      {"[a'b]", "q"},
      {"'a' 'a''b' ''", "sss"},
      {"'a\\'b'", "s"},
      {"'a\\\\'", "s"},
      {"\"a\" \"a\"\"b\"", "dd"},
      {"\"a\\\"b\"", "!"},
      {"'\xBF\\x'", "!"},
      {"1 12 1.5 .5 1. 1e5 1E+5 1.5e-5 0x1F 0b11", "nnnnnnnnnn"},
      {"1a 12abc 1ex", "www"},
      {"1e5a 1.5a 0x1G 0xFFg .5a", "!!!!!"},
      {"t.5 t.a t.*", "w.nw.ww.*"},
      {"? ?,?", "pp,p"},
      {"?1 :a $1 $$", "!!w!!"},
      {":=", "="},
      {"@a @a.b @'a b' @`a` @\"a\"", "vvvvv"},
      {"@@a @@global.a", "VwVw.w"},
      {"a<=>b", "w<=>w"},
      {"a->'$.b'", "w->s"},
      {"{ } \\ ]", "!!!!"},
      {"\0"sv, "!"},
      {"# a\nb", "w"},
      {"-- a\nb --\nc --", "ww"},
      {"--a", "!w"},
      {"a - - b", "w--w"},
      {"5 -3 a/b", "n-nw/w"},
      {"/* a */b/**/c", "ww"},
      {"/*/ a */b", "w"},
      {"/* a /* b */ c", "w"},
      {"/*+ hint */ a", "w"},
      {"/*+ h('x') */ a", "w"},
      {"/*+ h('*/ ') */ a", "!\""},
      {"/* \0 */ a"sv, "!w"},
      {"-- \0 a"sv, "!w"},
      {"/*! a */ b", "{w}w"},
      {"/*!50000 a */", "{w}"},
      {"/*!50000a */", "{w}"},
      {"/*!100100 a */", "{w}"},
      {"/*!12 a */", "{nw}"},
      {"/*M! a */", "{w}"},
      {"/*m!100100 a */", "{w}"},
      {"/*! '*/' */", "{s}"},
      {"/*! /* a */ b */", "{w}"},
      {"a */ b", "w*/w"},
      {"/*! a", "{w/"},
      {"/* a", "/"},
      {"/*", "/"},
      {"'a", "\""},
      {"'a\\", "\""},
      {"'a''", "\""},
      {"\"a", "\""},
      {"`a", "\""},
      {"[a", "\""},
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

TEST_CASE("sql lexer: only an escaped quote calls for a second reading", "[sql]") {
  const auto calls_for_it = [](std::string_view text) {
    Lexer lexer{text, Backslash::escapes};
    while (lexer.next().kind != TokenKind::end) {
    }
    return lexer.escaped_quote();
  };
  CHECK(calls_for_it("'it\\'s'"));
  CHECK_FALSE(calls_for_it("'it''s'"));
  CHECK_FALSE(calls_for_it("'a\\nb'"));
  CHECK_FALSE(calls_for_it("'a\\\\'"));
  CHECK_FALSE(calls_for_it("'a\\\"'"));
  CHECK_FALSE(calls_for_it("`a\\'`"));
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
  CHECK(name.hash == hash_of("c D"));
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

TEST_CASE("sql lexer: the word table tells what a call may do", "[sql]") {
  const auto call = [](std::string_view text) { return word_table.find(text, hash_of(text)).call; };
  CHECK(call("upper") == Call::pure);
  CHECK(call("max") == Call::pure_if_adjacent);
  CHECK(call("in") == Call::grouping);
  CHECK(call("over") == Call::after_parenthesis);
  CHECK(call("columns") == Call::after_string);
  CHECK(call("get_lock") == Call::changes_session_state);
  CHECK(call("found_rows") == Call::reads_session_state);
  CHECK(call("connection_id") == Call::per_server);
  CHECK(call("my_function") == Call::unknown);
  for (const std::string_view dangerous : {"sleep", "benchmark", "nextval", "setval", "load_extension", "total", "eval",
                                           "sys_exec", "writefile", "edit"}) {
    CAPTURE(dangerous);
    CHECK(call(dangerous) == Call::unknown);
  }
}

static_assert([] {
  Lexer lexer{"SELECT", Backslash::escapes};
  return lexer.next().kind == TokenKind::word && lexer.next().kind == TokenKind::end;
}());

}  // namespace
