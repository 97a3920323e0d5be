// Texts that MySQL, MariaDB and SQLite, or their versions and modes, read differently.
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"

namespace {

using rwsplit::all_dialects;
using rwsplit::classify;
using rwsplit::Dialect;
using rwsplit::DialectSet;
using rwsplit::StatementFact;
using rwsplit::StatementInfo;
using namespace std::string_view_literals;

constexpr DialectSet nobody{};
constexpr DialectSet mysql{Dialect::mysql};
constexpr DialectSet mariadb{Dialect::mariadb};
constexpr DialectSet sqlite{Dialect::sqlite};
constexpr DialectSet servers{Dialect::mysql, Dialect::mariadb};

struct Row {
  std::string_view text;
  DialectSet read_in;
};

void check(const Row& row) {
  CAPTURE(row.text);
  const StatementInfo info = classify(row.text);
  for (const Dialect dialect : {Dialect::mysql, Dialect::mariadb, Dialect::sqlite}) {
    CAPTURE(to_string(dialect));
    CHECK(info.read_in.has(dialect) == row.read_in.has(dialect));
    CHECK(classify(row.text, DialectSet{dialect}).is_plain_read() == row.read_in.has(dialect));
  }
  CHECK(info.is_plain_read() == (row.read_in == all_dialects));
}

TEST_CASE("sql: an executable comment counts for those that run it", "[sql]") {
  const std::vector<Row> rows{
      {"/*! SELECT */ 1", servers},
      {"/*! INSERT INTO t VALUES (1) */", nobody},
      {"SELECT 1 /*! FOR UPDATE */", sqlite},
      {"SELECT 1 /*!5 FOR UPDATE */", sqlite},
      {"SELECT 1 /*!50000 INTO @a */", sqlite},
      {"SELECT 1 /*!50699 INTO @a */", sqlite},
      {"SELECT 1 /*!50700 INTO @a */", {Dialect::mariadb, Dialect::sqlite}},
      {"SELECT 1 /*!80000 INTO @a */", {Dialect::mariadb, Dialect::sqlite}},
      {"SELECT 1 /*!80001 INTO @a */", {Dialect::mariadb, Dialect::sqlite}},
      {"SELECT 1 /*!99999 INTO @a */", {Dialect::mariadb, Dialect::sqlite}},
      {"SELECT 1 /*!100000 INTO @a */", sqlite},
      {"SELECT 1 /*!100501 INTO @a */", sqlite},
      {"SELECT 1 /*!999999 INTO @a */", sqlite},
      {"SELECT 1 /*M! INTO @a */", {Dialect::mysql, Dialect::sqlite}},
      {"SELECT 1 /*M!50700 INTO @a */", {Dialect::mysql, Dialect::sqlite}},
      {"SELECT 1 /*M!120000 INTO @a */", {Dialect::mysql, Dialect::sqlite}},
      {"SELECT 1 /*m! INTO @a */", all_dialects},
      {"SELECT /*!50000 SQL_NO_CACHE */ a FROM t", all_dialects},
      {"SELECT /*!40001 SQL_NO_CACHE */ * FROM `t`", all_dialects},
      {"SELECT /*!90000 DISTINCT */ a FROM t", all_dialects},
      {"SELECT /*!100100 DISTINCT */ a FROM t", all_dialects},
      {"SELECT a FROM t FOR /*!50000 UPDATE */", nobody},
      {"SELECT 1 /*!50000 '*/ INTO @a' */", servers},
      {"SELECT 1 /*! /* x */ */", sqlite},
      {"SELECT 1 /*!999999 /* x */ */", sqlite},
      {"SELECT 1 /*! unterminated", sqlite},
      {"/*!999999 SELECT 1 */", nobody},
      {"SELECT 1; /*! DROP TABLE t */", sqlite},
  };
  for (const Row& row : rows) check(row);
  CHECK(classify("SELECT 1 /*! + 1 */").has(StatementFact::executable_comment));
  CHECK(classify("SELECT 1 /*!999999 + 1 */").has(StatementFact::executable_comment));
}

TEST_CASE("sql: an executable comment with a lock is no read for a server, wherever it stands", "[sql]") {
  for (const std::string_view opening : {"/*!", "/*! ", "/*!50000 ", "/*!5 ", "/*!100100 ", "/*!999999 "}) {
    for (const std::string_view position :
         {"~SELECT 1", "SELECT~1", "SELECT 1~", "SELECT 1 FROM t~WHERE a = 1", "SELECT 1;~"}) {
      std::string text{position};
      text.replace(text.find('~'), 1, " " + std::string{opening} + "FOR UPDATE */ ");
      CAPTURE(text);
      CHECK_FALSE(classify(text, servers).is_plain_read());
    }
  }
}

TEST_CASE("sql: comments that not everybody knows", "[sql]") {
  const std::vector<Row> rows{
      {"SELECT 1 # x", servers},
      {"SELECT 1 # FOR UPDATE", servers},
      {"SELECT 1 #x\n FOR UPDATE", nobody},
      {"SELECT 1 --x FOR UPDATE", sqlite},
      {"SELECT 5--3", all_dialects},
      {"SELECT 5--f(3)", sqlite},
      {"SELECT 1 -- x FOR UPDATE", all_dialects},
      {"SELECT 1 /* unterminated", sqlite},
      {"SELECT /*+ NAME(`*/ f(1) -- `) */ 1", nobody},
      {"SELECT 1 /* \0 */"sv, nobody},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("sql: quotes and backslashes", "[sql]") {
  const std::vector<Row> rows{
      {"SELECT 'it\\'s'", servers},
      {"SELECT 'it\\'s John\\'s'", servers},
      {"SELECT 'a\\', f(1), '", servers},
      {"SELECT 'a\\'', f(1), '\\''", nobody},
      {"SELECT 'a\\'; DROP TABLE t; -- '", nobody},
      {"SELECT 'a\\', 'b' FOR UPDATE -- '", nobody},
      {"SELECT 'a\\' INTO @x -- '", nobody},
      {"SELECT 'a\\', f(1) /* '", servers},
      {"SELECT 'a\\nb'", all_dialects},
      {"SELECT 'a\\\\'", all_dialects},
      {"SELECT '\xC3\xA9\\n'", all_dialects},
      {"SELECT '\xC3\xA9\\'s'", servers},
      {"SELECT 'a\xBF\\' OR 1'", nobody},
      {"SELECT \"a\\\"b\"", servers},
      {"SELECT \"a\\\" FOR UPDATE -- \"", nobody},
      {"SELECT \"a\\\"\", f(1), \"\\\"\"", nobody},
      {"SELECT [a] FROM [t]", sqlite},
      {"SELECT [a']", sqlite},
      {"SELECT {fn now()}, {d '2000-01-01'}", servers},
      {"SELECT {fn f()}", nobody},
      {"SELECT * FROM {oj t LEFT JOIN u ON t.a = u.a}", servers},
      {"SELECT $a FROM $b", servers},
      {"SELECT $a$ FOR UPDATE $a$", nobody},
      {"SELECT \\N", nobody},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("sql: words and functions that not everybody knows", "[sql]") {
  const std::vector<Row> rows{
      {"SELECT DEFAULT(a) FROM t", mysql},  // elsewhere it may be NEXTVAL(s)
      {"SELECT ExtractValue(x, '//b[$@i]') FROM t", nobody},
      {"SELECT UpdateXML(x, '//b[$@i]', 'y') FROM t", nobody},
      {"SELECT MD5(a), SHA(a), SHA1(a) FROM t", mariadb},  // in MySQL since 9.6, they may be stored functions
      {"SET STATEMENT sql_auto_is_null=1 FOR SELECT id FROM t WHERE id IS NULL", nobody},
      {"SET STATEMENT max_statement_time=1 FOR SELECT id FROM t WHERE id IS NULL", all_dialects},
      {"WITH x AS (SELECT 1) \xEF\xBB\xBF"
       "DELETE FROM t",
       nobody},
      {"\xEF\xBB\xBFSELECT 1", all_dialects},
      {"SELECT * FROM \xEF\xBB\xBFsqlite_temp_master", nobody},
      {"SELECT 1 IN pragma_foreign_keys", servers},
      {"SELECT 'x' IN temp.u", servers},
      {"SELECT * FROM 'pragma_foreign_keys'", servers},
      {"EXPLAIN PRAGMA foreign_keys=ON", nobody},
      {"EXPLAIN QUERY PLAN PRAGMA foreign_keys=ON", nobody},
      {"SELECT lock FROM t", sqlite},
      {"SELECT a FROM t LOCK IN SHARE MODE", sqlite},
      {"SELECT procedure FROM t", sqlite},
      {"SELECT sql FROM sqlite_master", all_dialects},
      {"SELECT SQL%ROWCOUNT", {Dialect::mysql, Dialect::sqlite}},
      {"SELECT s.nextval", {Dialect::mysql, Dialect::sqlite}},
      {"SELECT db.s.`CurrVal`", {Dialect::mysql, Dialect::sqlite}},
      {"SELECT sys.a FROM t sys", sqlite},
      {"SELECT * FROM temp.planted", servers},
      {"SELECT temp.a FROM t AS temp", all_dialects},
      {"SELECT * FROM sqlite_temp_schema", servers},
      {"SELECT * FROM pragma_foreign_keys", servers},
      {"SELECT * FROM pragma_user_version", servers},
      {"SELECT * FROM t JOIN \"PRAGMA_foreign_keys\"", servers},
      {"SELECT max (a) FROM t", sqlite},
      {"SELECT count (*) FROM t", all_dialects},
      {"SELECT `upper`(a) FROM t", nobody},
      {"SELECT uuid_to_bin(a) FROM t", mysql},
      {"SELECT natural_sort_key(a) FROM t", mariadb},
      {"SELECT julianday(a) FROM t", sqlite},
      {"SELECT last_insert_id()", nobody},
      {"SELECT changes()", nobody},
      {"SELECT @a", nobody},
      {"SELECT POINT(1, 2), LINESTRING(a, b)", servers},
      {"SELECT POINT()", nobody},
      {"SELECT POINT(1)", nobody},
      {"SELECT POINT(1, f(2, 3))", nobody},
      {"SELECT POINT((SELECT max(a, b)), POINT(1, 2))", nobody},
      {"SELECT LINESTRING()", nobody},
      {"SELECT json_table(1)", nobody},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("sql: without a dialect all of them count", "[sql]") {
  CHECK(classify("SELECT 1", nobody).is_plain_read());
  CHECK_FALSE(classify("DELETE FROM t", nobody).is_plain_read());
  CHECK_FALSE(classify("SELECT julianday(a) FROM t", nobody).is_plain_read());
}

TEST_CASE("sql: what dialects disagree about is unknown, and keeps what each of them says", "[sql]") {
  const StatementInfo quoted = classify("SELECT 'a\\'; DROP TABLE t; -- '");
  CHECK(to_string(quoted.kind) == to_string(rwsplit::StatementKind::unknown));
  CHECK(quoted.has(StatementFact::several_statements));
  const StatementInfo locking = classify("SELECT a FROM t LOCK IN SHARE MODE");
  CHECK(to_string(locking.kind) == to_string(rwsplit::StatementKind::locking_read));
  const StatementInfo insert_id = classify("SELECT last_insert_id()");
  CHECK(to_string(insert_id.kind) == to_string(rwsplit::StatementKind::session_state));
  const StatementInfo comment = classify("INSERT INTO t VALUES (1) # don't");
  CHECK(to_string(comment.kind) == to_string(rwsplit::StatementKind::write));
}

}  // namespace
