#include <rapidcheck.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/sql/classify.hpp>
#include <rwsplit/sql/lexer.hpp>

#include "sql_disguises.hpp"
#include "support/catch_shim.hpp"

namespace {

using rwsplit::classify;
using rwsplit::StatementInfo;
using rwsplit::StatementKind;
using namespace rwsplit::detail;

// Pieces that mean something in some place; strung together at random they reach every corner of the lexer.
const std::vector<std::string> pieces{"SELECT",
                                      "FROM",
                                      "WHERE",
                                      "t",
                                      "db.t",
                                      "`q`",
                                      "\"d\"",
                                      "'s'",
                                      "'it\\'s'",
                                      "'a\\'",
                                      "1",
                                      "1.5e3",
                                      "0x1F",
                                      "?",
                                      "@v",
                                      "@@v",
                                      ":=",
                                      "(",
                                      ")",
                                      ",",
                                      ";",
                                      ".",
                                      "*",
                                      "=",
                                      "--x",
                                      "/*!50700",
                                      "/*!90000 ",
                                      "/*!120000 ",
                                      "{",
                                      "'\\''",
                                      "\"\\\"\"",
                                      "lock",
                                      "get_lock(",
                                      "last_insert_id(",
                                      "julianday(",
                                      "uuid_to_bin(",
                                      "POINT(",
                                      "information_schema.tables",
                                      "sys.x",
                                      "SET STATEMENT",
                                      "@@session.",
                                      "a(),b(),c(),d(),e(),",
                                      "-- c\n",
                                      "# c\n",
                                      "/* c */",
                                      "/*! e",
                                      "/*M!1",
                                      "*/",
                                      "/*",
                                      "'",
                                      "\"",
                                      "`",
                                      "[",
                                      "]",
                                      "\\",
                                      "{",
                                      "}",
                                      "$",
                                      ":",
                                      "WITH",
                                      "AS",
                                      "RECURSIVE",
                                      "UNION",
                                      "VALUES",
                                      "TABLE",
                                      "FOR",
                                      "UPDATE",
                                      "SHARE",
                                      "LOCK IN SHARE MODE",
                                      "INTO",
                                      "DELETE",
                                      "INSERT",
                                      "REPLACE",
                                      "SET",
                                      "BEGIN",
                                      "COMMIT",
                                      "EXPLAIN",
                                      "SHOW",
                                      "max(",
                                      "max (",
                                      "f(",
                                      "SUBSTRING(",
                                      "NEXT VALUE FOR s",
                                      "OVER",
                                      "EXISTS",
                                      "nextval",
                                      "\xBF",
                                      "\xA0",
                                      "\xEF\xBB\xBF",
                                      std::string(1, '\0'),
                                      "\n",
                                      "\t",
                                      "+",
                                      "/",
                                      "-"};

std::string random_text() {
  const auto count = *rc::gen::inRange<std::size_t>(0, 25);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += *rc::gen::elementOf(pieces);
    if (*rc::gen::inRange(0, 4) != 0) text += ' ';
  }
  return text;
}

/// The text in a block of exactly its size, so that the address sanitizer sees a read past its end.
class ExactCopy {
 public:
  explicit ExactCopy(std::string_view text) : size_{text.size()}, bytes_{new char[text.size()]} {
    if (size_ > 0) std::memcpy(bytes_.get(), text.data(), size_);
  }
  [[nodiscard]] std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

constexpr rwsplit::Dialect dialects[] = {rwsplit::Dialect::mysql, rwsplit::Dialect::mariadb, rwsplit::Dialect::sqlite};
constexpr rwsplit::DialectSet servers{rwsplit::Dialect::mysql, rwsplit::Dialect::mariadb};

void check_lexer(std::string_view text, const Reading& reading) {
  Lexer lexer{text, reading};
  std::size_t behind = 0;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    RC_ASSERT(token.offset >= behind);
    // Only the closing of a comment that never came is nowhere.
    RC_ASSERT(token.length > 0 || token.kind == TokenKind::open_comment);
    behind = std::size_t{token.offset} + token.length;
    RC_ASSERT(behind <= text.size());
  }
}

/// One look for all dialects says of each what a look for it alone says.
void check_dialects(std::string_view text, const StatementInfo& all) {
  for (const rwsplit::Dialect dialect : dialects) {
    const StatementInfo alone = classify(text, rwsplit::DialectSet{dialect});
    RC_ASSERT(alone.is_plain_read() == all.read_in.has(dialect));
    RC_ASSERT(alone.read_in.has(dialect) == all.read_in.has(dialect));
    RC_ASSERT(alone.read_if_functions_in.has(dialect) == all.read_if_functions_in.has(dialect));
    RC_ASSERT(alone.digest == all.digest);
    RC_ASSERT(alone.hint == all.hint);
  }
  RC_ASSERT(classify(text, servers).read_in == (all.read_in & servers));
}

void check_classifier(std::string_view text) {
  const StatementInfo info = classify(text);
  RC_ASSERT(info.stopped_at <= text.size());
  RC_ASSERT(info.table_count <= StatementInfo::max_tables);
  for (std::size_t i = 0; i < info.table_count; ++i) {
    RC_ASSERT(std::size_t{info.tables[i].offset} + info.tables[i].length <= text.size());
  }
  for (std::size_t i = 0; i < info.function_count; ++i) {
    RC_ASSERT(std::size_t{info.functions[i].offset} + info.functions[i].length <= text.size());
  }
  RC_ASSERT((info.kind == StatementKind::read) == (info.read_in == rwsplit::all_dialects));
  RC_ASSERT((info.kind == StatementKind::unknown) == (info.doubt != rwsplit::Doubt::none));
  RC_ASSERT(info.has(rwsplit::StatementFact::changes_session_state) == !info.effects.empty());
  check_dialects(text, info);
}

void check_text(std::string_view text) {
  const ExactCopy copy{text};
  for (const rwsplit::Dialect dialect : dialects) {
    for (const Backslash backslash : {Backslash::escapes, Backslash::escapes_in_strings, Backslash::plain}) {
      check_lexer(copy.text(), {.dialects = {dialect}, .backslash = backslash});
    }
  }
  check_lexer(copy.text(), {});
  check_classifier(copy.text());
}

TEST_CASE("sql property: any bytes are taken", "[sql][property]") {
  CHECK(rc::check("arbitrary bytes", [](const std::string& text) { check_text(text); }));
  CHECK(rc::check("random statements", [] { check_text(random_text()); }));
}

TEST_CASE("sql property: a text may end anywhere", "[sql][property]") {
  CHECK(rc::check("every prefix", [] {
    const std::string text = random_text();
    for (std::size_t length = 0; length <= text.size(); ++length) check_text(std::string_view{text}.substr(0, length));
  }));
}

TEST_CASE("sql property: what a comment cannot undo", "[sql][property]") {
  const std::vector<std::string> reads{"SELECT a FROM t", "SELECT a FROM t WHERE b = 'x'", "(SELECT 1)",
                                       "WITH c (a) AS (SELECT 1) SELECT * FROM c", "SELECT a FROM (SELECT 1) AS d (a)"};
  const std::vector<std::string> effects{"FOR UPDATE",
                                         "FOR SHARE",
                                         "LOCK IN SHARE MODE",
                                         "INTO @x",
                                         "INTO OUTFILE 'x'",
                                         "ORDER BY f(1)",
                                         "ORDER BY @x",
                                         "LIMIT 1 ; DELETE FROM t",
                                         "ORDER BY get_lock('x', 1)",
                                         "ORDER BY (NEXT VALUE FOR s)",
                                         "/*! FOR UPDATE */"};
  const std::vector<std::string> gaps{" ", "\n", "/* c */", " -- it's\n", "#\"\n", "/**/ \t", "/*+ h */"};
  CHECK(rc::check("a read with an effect is no read, however it is laid out", [&] {
    const std::string text = *rc::gen::elementOf(reads) + " " + *rc::gen::elementOf(effects);
    const std::string laid_out = rwsplit::test::rebuilt(
        text, [&](std::size_t) { return *rc::gen::elementOf(gaps); }, rwsplit::test::mixed_case);
    RC_ASSERT(!classify(laid_out, servers).is_plain_read());
  }));
  CHECK(rc::check("a read stays one, however it is laid out", [&] {
    const std::string laid_out = rwsplit::test::rebuilt(
        *rc::gen::elementOf(reads), [&](std::size_t) { return *rc::gen::elementOf(gaps); }, rwsplit::test::mixed_case);
    RC_ASSERT(classify(laid_out, servers).is_plain_read());
  }));
}

template <std::size_t... Index>
constexpr auto constants_of(const std::string_view (&texts)[sizeof...(Index)], std::index_sequence<Index...>) {
  return std::array{classify(texts[Index])...};
}

TEST_CASE("sql property: the compiler finds what the running program finds", "[sql]") {
  static constexpr std::string_view texts[] = {
      "SELECT a, `b c`, \"d\" FROM db.table_with_a_long_name AS t WHERE x = 'it''s' AND y IN (1, 2.5e3, 0x1F, ?)",
      "SELECT 'it\\'s', \"a\\\"b\" # comment",
      "SELECT /*!50000 1 */ /*M! 2 */ -- x\n FROM \xC3\xA9t\xC3\xA9 JOIN u USING (id) FOR UPDATE",
      "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT db.f(n), upper(x) FROM c",
      "SET @a = 1, SESSION sql_mode = '', @@session.time_zone = 'x', autocommit = 0",
      "INSERT INTO t (a, b) VALUES (get_lock('x', 1), @b := 1) RETURNING id",
      "SELECT 'open",
      "",
  };
  constexpr auto constants = constants_of(texts, std::make_index_sequence<std::size(texts)>{});
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    CAPTURE(texts[i]);
    const std::string text{texts[i]};
    const StatementInfo info = classify(text);
    CHECK(info.kind == constants[i].kind);
    CHECK(info.doubt == constants[i].doubt);
    CHECK(info.facts == constants[i].facts);
    CHECK(info.effects == constants[i].effects);
    CHECK(info.placeholders == constants[i].placeholders);
    CHECK(info.read_in == constants[i].read_in);
    CHECK(info.read_if_functions_in == constants[i].read_if_functions_in);
    CHECK(info.stopped_at == constants[i].stopped_at);
    CHECK(info.digest == constants[i].digest);
    CHECK(info.tables == constants[i].tables);
    CHECK(info.functions == constants[i].functions);
  }
}

TEST_CASE("sql property: literals never reach the digest", "[sql][property]") {
  CHECK(rc::check("quoted values", [](const std::string& value) {
    std::string quoted;
    for (const char c : value) {
      if (c == '\\') continue;
      quoted += c;
      if (c == '\'') quoted += c;
    }
    const std::string text = "SELECT a FROM t WHERE b = '" + quoted + "' AND c = 1";
    RC_ASSERT(classify(text).digest == classify("SELECT a FROM t WHERE b = ? AND c = ?").digest);
    RC_ASSERT(classify(text).is_plain_read());
  }));
}

}  // namespace
