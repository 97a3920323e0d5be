// What the text says beside the kind: facts, effects on the connection, doubts, tables, functions, placeholders,
// digest.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"

namespace {

using rwsplit::classify;
using rwsplit::Dialect;
using rwsplit::DialectSet;
using rwsplit::Doubt;
using rwsplit::SessionEffect;
using rwsplit::SessionEffects;
using rwsplit::StatementFact;
using rwsplit::StatementFacts;
using rwsplit::StatementInfo;
using enum rwsplit::StatementKind;

constexpr DialectSet servers{Dialect::mysql, Dialect::mariadb};

std::string names_of(StatementFacts facts) {
  std::string names;
  for (auto i = 0U; i <= static_cast<unsigned>(StatementFact::more_functions); ++i) {
    const auto fact = static_cast<StatementFact>(i);
    if (facts.has(fact)) names += std::string{to_string(fact)} + ' ';
  }
  return names;
}

std::string names_of(SessionEffects effects) {
  std::string names;
  for (auto i = 0U; i <= static_cast<unsigned>(SessionEffect::anything); ++i) {
    const auto effect = static_cast<SessionEffect>(i);
    if (effects.has(effect)) names += std::string{to_string(effect)} + ' ';
  }
  return names;
}

struct FactRow {
  std::string_view text;
  StatementFacts facts;
};

// Without changes_session_state, which is checked against the effects.
TEST_CASE("sql: facts", "[sql]") {
  using enum StatementFact;
  const std::vector<FactRow> rows{
      {"SELECT 1", {returns_rows}},
      {"VALUES ROW(1)", {returns_rows}},
      {"TABLE t", {returns_rows}},
      {"WITH c AS (SELECT 1) SELECT * FROM c", {returns_rows}},
      {"WITH c AS (SELECT 1) DELETE FROM t", {}},
      {"SELECT a FROM t FOR UPDATE", {takes_locks, returns_rows}},
      {"SELECT f(a) FROM t FOR UPDATE", {takes_locks, returns_rows}},
      {"SELECT a FROM t LOCK IN SHARE MODE", {takes_locks, returns_rows}},
      {"INSERT INTO t SELECT a FROM u FOR UPDATE", {takes_locks}},
      {"SELECT @a", {uses_user_variables, returns_rows}},
      {"SELECT @a := 1", {uses_user_variables, assigns_user_variables, returns_rows}},
      {"SELECT 1 INTO @a", {uses_user_variables, assigns_user_variables}},
      {"SELECT f(@a)", {uses_user_variables, returns_rows}},
      {"INSERT INTO t VALUES (@a)", {uses_user_variables}},
      {"UPDATE t SET a = (@x := a)", {uses_user_variables, assigns_user_variables}},
      {"CALL p(@x)", {uses_user_variables, assigns_user_variables, returns_rows}},
      {"LOAD DATA INFILE 'x' INTO TABLE t (@a)", {uses_user_variables, assigns_user_variables}},
      {"GET DIAGNOSTICS @n = NUMBER", {uses_user_variables, assigns_user_variables, reads_diagnostics}},
      {"SET @a = 1", {assigns_user_variables, uses_user_variables}},
      {"SET a = @b", {uses_user_variables}},
      {"SELECT get_lock('s', 1)", {takes_locks, returns_rows}},
      {"SELECT 1 INTO OUTFILE '/x'", {writes_files}},
      {"SELECT 1 INTO DUMPFILE '/x'", {writes_files}},
      {"SELECT last_insert_id()", {reads_last_insert_id, returns_rows}},
      {"SELECT last_insert_id(5)", {returns_rows}},
      {"SELECT @@identity, @@last_insert_id", {reads_last_insert_id, returns_rows}},
      {"SELECT row_count()", {reads_row_count, returns_rows}},
      {"SELECT found_rows()", {reads_row_count, returns_rows}},
      {"SELECT @@warning_count", {reads_diagnostics, returns_rows}},
      {"SHOW WARNINGS", {reads_diagnostics, returns_rows}},
      {"SHOW ERRORS LIMIT 1", {reads_diagnostics, returns_rows}},
      {"SHOW COUNT(*) WARNINGS", {reads_diagnostics, returns_rows}},
      {"SHOW TABLES", {returns_rows}},
      {"SHOW PROCESSLIST", {per_server, returns_rows}},
      {"SELECT @@server_id", {per_server, returns_rows}},
      {"SELECT @@sql_mode", {returns_rows}},
      {"SELECT connection_id()", {per_server, returns_rows}},
      {"EXPLAIN FOR CONNECTION 5", {per_server, returns_rows}},
      {"SELECT * FROM information_schema.tables", {system_schema, returns_rows}},
      {"SELECT * FROM information_schema.processlist", {system_schema, per_server, returns_rows}},
      {"SELECT * FROM performance_schema.threads", {system_schema, per_server, returns_rows}},
      {"SELECT * FROM `mysql`.user", {system_schema, per_server, returns_rows}},
      {"INSERT INTO t VALUES (1)", {}},
      {"INSERT INTO t VALUES (1) RETURNING id", {returns_rows}},
      {"DELETE FROM t RETURNING id", {returns_rows}},
      {"DESCRIBE t", {returns_rows}},
      {"EXPLAIN SELECT 1", {returns_rows}},
      {"CHECK TABLE t", {returns_rows}},
      {"CHECKSUM TABLE t", {returns_rows}},
      {"ANALYZE TABLE t", {returns_rows}},
      {"HELP 'x'", {returns_rows}},
      {"HANDLER t READ FIRST", {returns_rows}},
      {"HANDLER t OPEN", {}},
      {"XA RECOVER", {returns_rows}},
      {"DO 1", {}},
      {"CREATE TABLE t (a INT)", {}},
      {"CREATE USER 'u'@'h'", {}},
      {"ALTER TABLE t ADD a INT, LOCK=NONE", {}},
      {"SET NAMES utf8mb4", {}},
      {"LOCK TABLES t READ", {takes_locks}},
      {"FLUSH TABLES WITH READ LOCK", {takes_locks}},
      {"FLUSH TABLES", {}},
      {"BEGIN", {begins_transaction}},
      {"BEGIN IMMEDIATE", {begins_transaction}},
      {"START TRANSACTION", {begins_transaction}},
      {"START TRANSACTION READ ONLY", {begins_transaction, read_only_transaction}},
      {"START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", {begins_transaction, read_only_transaction}},
      {"START TRANSACTION READ WRITE", {begins_transaction}},
      {"BEGIN NOT ATOMIC SELECT 1", {}},
      {"COMMIT", {ends_transaction}},
      {"COMMIT WORK RELEASE", {ends_transaction}},
      {"COMMIT AND CHAIN", {ends_transaction, begins_transaction, chains_transaction}},
      {"COMMIT AND NO CHAIN", {ends_transaction}},
      {"ROLLBACK AND CHAIN NO RELEASE", {ends_transaction, begins_transaction, chains_transaction}},
      {"ROLLBACK TO s", {}},
      {"SAVEPOINT s", {}},
      {"RELEASE SAVEPOINT s", {}},
      {"XA START 'x'", {}},
      {"SELECT 1; SELECT 2", {several_statements, returns_rows}},
      {"BEGIN; INSERT INTO t VALUES (1)", {several_statements}},
      {"COMMIT; SELECT @a", {several_statements, uses_user_variables}},
      {"CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END", {}},
      {"SELECT 1 /*! + 1 */", {executable_comment, returns_rows}},
      {"SELECT * FROM a, b, c, d, e, f, g, h", {returns_rows}},
      {"SELECT * FROM a, b, c, d, e, f, g, h, i", {more_tables, returns_rows}},
      {"SELECT a(), b(), c(), d(), e(), f(), g(), h()", {returns_rows}},
      {"SELECT a(), b(), c(), d(), e(), f(), g(), h(), i()", {more_functions, returns_rows}},
  };
  for (const FactRow& row : rows) {
    CAPTURE(row.text);
    const StatementInfo info = classify(row.text, servers);
    StatementFacts facts = info.facts;
    facts.remove(changes_session_state);
    CHECK(names_of(facts) == names_of(row.facts));
    CHECK(info.has(changes_session_state) == !info.effects.empty());
  }
}

struct EffectRow {
  std::string_view text;
  SessionEffects effects;
};

TEST_CASE("sql: effects on the connection", "[sql]") {
  using enum SessionEffect;
  const std::vector<EffectRow> rows{
      {"SELECT 1", {}},
      {"INSERT INTO t VALUES (1)", {}},
      {"CALL p()", {}},
      {"SELECT @a", {}},
      {"SELECT a FROM t WHERE b = @a", {}},
      {"SELECT @a := 1", {user_variable}},
      {"UPDATE t SET a = (@x := a)", {user_variable}},
      {"SELECT 1 INTO @a, @b", {user_variable}},
      {"EXPLAIN FORMAT=JSON INTO @v SELECT 1", {user_variable}},
      {"SET @a = 1", {user_variable}},
      {"SET @a = 1, @b := 2", {user_variable}},
      {"SET @`a b` = 1", {user_variable}},
      {"CALL p(@x)", {user_variable}},
      {"LOAD DATA INFILE 'x' INTO TABLE t (@a)", {user_variable}},
      {"SET NAMES utf8mb4", {setting}},
      {"SET CHARACTER SET utf8mb4", {setting}},
      {"SET CHARSET latin1", {setting}},
      {"SET sql_mode = 'ANSI'", {setting}},
      {"SET SESSION time_zone = '+00:00'", {setting}},
      {"SET LOCAL time_zone = '+00:00'", {setting}},
      {"SET @@session.sql_mode = ''", {setting}},
      {"SET @@sql_mode = ''", {setting}},
      {"SET sql_mode = '', @a = 1", {setting, user_variable}},
      {"SET @a = (SELECT f(1, 2)), time_zone = 'x'", {setting, user_variable}},
      {"SET x = 1, GLOBAL y = 2", {setting}},
      {"SET GLOBAL x = 1", {}},
      {"SET @@global.x = 1", {}},
      {"SET PERSIST x = 1", {}},
      {"SET @@persist_only.x = 1", {}},
      {"SET PASSWORD = 'x'", {}},
      {"SET DEFAULT ROLE r TO u", {}},
      {"SET last_insert_id = 5", {last_insert_id}},
      {"SET autocommit = 0", {autocommit}},
      {"SET @@autocommit = 1", {autocommit}},
      {"SET SESSION autocommit = 1", {autocommit}},
      {"SET @@session.autocommit = 1, sql_mode = ''", {autocommit, setting}},
      {"SET TRANSACTION READ ONLY", {next_transaction}},
      {"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY", {next_transaction}},
      {"SET @@transaction_isolation = 'SERIALIZABLE'", {next_transaction}},
      {"SET @@tx_read_only = 1", {next_transaction}},
      {"SET transaction_isolation = 'SERIALIZABLE'", {setting}},
      {"SET @@session.transaction_isolation = 'SERIALIZABLE'", {setting}},
      {"SET SESSION TRANSACTION READ ONLY", {setting}},
      {"SET GLOBAL TRANSACTION READ ONLY", {}},
      {"SET ROLE r", {role}},
      {"SET ROLE NONE", {role}},
      {"USE db", {current_schema}},
      {"SELECT get_lock('s', 1)", {user_lock}},
      {"SELECT `GET_LOCK`('s', 1)", {user_lock}},
      {"DO get_lock('s', 1)", {user_lock}},
      {"SELECT release_lock('s')", {user_lock_released}},
      {"DO release_all_locks()", {user_locks_released}},
      {"SELECT is_free_lock('s')", {}},
      {"LOCK TABLES t READ", {table_lock}},
      {"FLUSH TABLES t WITH READ LOCK", {table_lock}},
      {"FLUSH TABLES t FOR EXPORT", {table_lock}},
      {"BACKUP STAGE START", {anything}},
      {"BACKUP LOCK t", {anything}},
      {"LOCK INSTANCE FOR BACKUP", {anything}},
      {"UNLOCK TABLES", {table_lock_released}},
      {"UNLOCK INSTANCE", {}},
      {"BACKUP STAGE END", {}},
      {"CREATE TEMPORARY TABLE t (a INT)", {temporary_table}},
      {"CREATE OR REPLACE TEMPORARY TABLE t (a INT)", {temporary_table}},
      {"CREATE TEMP TABLE t AS SELECT 1", {temporary_table}},
      {"DROP TEMPORARY TABLE t", {temporary_table_dropped}},
      {"CREATE TABLE t (a INT)", {}},
      {"HANDLER t OPEN", {handler}},
      {"HANDLER db.t OPEN AS h", {handler}},
      {"HANDLER t READ FIRST", {}},
      {"HANDLER t CLOSE", {handler_closed}},
      {"PREPARE s FROM 'SELECT 1'", {prepared_statement}},
      {"DEALLOCATE PREPARE s", {prepared_statement_dropped}},
      {"DROP PREPARE s", {prepared_statement_dropped}},
      {"EXECUTE s", {anything}},
      {"EXECUTE IMMEDIATE 'SELECT 1'", {anything}},
      {"SELECT SQL_CALC_FOUND_ROWS a FROM t", {found_rows}},
      {"SELECT last_insert_id()", {}},
      {"SELECT last_insert_id(5)", {last_insert_id}},
      {"UPDATE t SET id = last_insert_id(id + 1)", {last_insert_id}},
      {"XA START 'x'", {xa_transaction}},
      {"XA END 'x'", {xa_transaction}},
      {"XA PREPARE 'x'", {xa_transaction}},
      {"XA COMMIT 'x'", {}},
      {"XA RECOVER", {}},
      {"ATTACH 'x.db' AS x", {attached_database}},
      {"DETACH x", {attached_database}},
      {"SET STATEMENT max_statement_time = 1 FOR SELECT @a := 1", {user_variable}},
      {"SET STATEMENT max_statement_time = 1 FOR SELECT 1", {}},
      {"SET STATEMENT max_statement_time = 1 FOR SET NAMES gbk", {anything}},
      {"SET SESSION AUTHORIZATION foo@localhost", {anything}},
      {"GRANT SELECT ON t TO 'u'@'h'", {}},
  };
  for (const EffectRow& row : rows) {
    CAPTURE(row.text);
    CHECK(names_of(classify(row.text, servers).effects) == names_of(row.effects));
  }
}

struct DoubtRow {
  std::string_view text;
  Doubt doubt;
  std::uint32_t stopped_at;
};

TEST_CASE("sql: an unknown statement says why, and where it stopped being understood", "[sql]") {
  const std::vector<DoubtRow> rows{
      {"SELECT 1", Doubt::none, 0},
      {"SELECT a FROM t FOR UPDATE", Doubt::none, 0},
      {"SELECT 1, f(2)", Doubt::function, 10},
      {"SELECT 1, db.f(2)", Doubt::function, 13},
      {"  foo bar", Doubt::first_word, 2},
      {"", Doubt::first_word, 0},
      {"SELECT a INTO b FROM t", Doubt::clause, 0},
      {"SELECT a FROM t PROCEDURE ANALYSE()", Doubt::clause, 16},
      {"SELECT 1 /*!90000 INTO @a */", Doubt::executable_comment, 9},
      {"SELECT 1; SELECT 2", Doubt::several_statements, 10},
      {"SELECT 'open", Doubt::open_quote, 7},
      {"SELECT 1 /* open", Doubt::open_comment, 9},
      {"SELECT \x01", Doubt::odd_text, 7},
      {"SELECT [a]", Doubt::odd_text, 7},
      {"SELECT (1", Doubt::parentheses, 8},
      {"SELECT 1)", Doubt::parentheses, 8},
      {"SELECT 'a\\' FOR UPDATE -- '", Doubt::readings_differ, 7},
  };
  for (const DoubtRow& row : rows) {
    CAPTURE(row.text);
    const StatementInfo info = classify(row.text, servers);
    CHECK(to_string(info.doubt) == to_string(row.doubt));
    CHECK(info.stopped_at == row.stopped_at);
    CHECK((info.kind == unknown) == (info.doubt != Doubt::none));
  }
}

std::string functions_of(std::string_view text) {
  const StatementInfo info = classify(text, servers);
  std::string names;
  for (std::size_t i = 0; i < info.function_count; ++i) {
    if (i > 0) names += ' ';
    names += info.functions[i].in(text);
  }
  return names;
}

TEST_CASE("sql: functions are kept as they are written", "[sql]") {
  const std::vector<std::pair<std::string_view, std::string_view>> rows{
      {"SELECT 1", ""},
      {"SELECT Upper(a), f(b), `g`(c), db.h(d), `db` . `i` (e)", "Upper f `g` db.h `db` . `i`"},
      {"SELECT a FROM t WHERE b IN (1) AND (c) OR EXISTS (SELECT 1)", ""},
      {"SELECT cast(a AS DECIMAL(10, 2))", "cast"},
      {"WITH c (a) AS (SELECT 1) SELECT * FROM (SELECT 1) d (b), c", ""},
      {"INSERT INTO t (a, b) VALUES (f(1), 2)", "f"},
      {"CALL p(f(1))", "f"},
      {"CREATE TABLE t (a INT)", ""},
      {"SELECT abs(1), abs(2), abs(3), abs(4), abs(5), abs(6), abs(7), abs(8), f(1)", "f abs abs abs abs abs abs abs"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK(functions_of(text) == expected);
  }
}

TEST_CASE("sql: what would be a read if its functions were pure", "[sql]") {
  CHECK(classify("SELECT f(1), upper(a)", servers).read_if_functions_in == servers);
  CHECK(classify("SELECT 1", servers).read_if_functions_in == servers);
  CHECK(classify("SELECT f(1) FOR UPDATE", servers).read_if_functions_in.empty());
  CHECK(classify("SELECT f(@a)", servers).read_if_functions_in.empty());
  CHECK(classify("SELECT a(), b(), c(), d(), e(), f(), g(), h()", servers).read_if_functions_in == servers);
  CHECK(classify("SELECT a(), b(), c(), d(), e(), f(), g(), h(), i()", servers).read_if_functions_in.empty());
  CHECK(classify("SELECT abs(1), b(), c(), d(), e(), f(), g(), h(), i()", servers).read_if_functions_in == servers);
}

TEST_CASE("sql: hints stand in the comments before the first word", "[sql]") {
  for (const std::string_view text :
       {"/* rwsplit: master */ SELECT 1", "-- rwsplit: master\nSELECT 1", "# rwsplit: master\nSELECT 1",
        "/* a */ -- b\n /*rwsplit:master*/SELECT 1", "(/* rwsplit: master */ SELECT 1)",
        "\xEF\xBB\xBF; /* rwsplit: master */ SELECT 1"}) {
    CAPTURE(text);
    CHECK(classify(text).hint.target == rwsplit::HintTarget::master);
  }
  for (const std::string_view text :
       {"SELECT /* rwsplit: master */ 1", "SELECT 1", "", "/* rwsplit", "--", "#", "'/* rwsplit: master */'"}) {
    CAPTURE(text);
    CHECK(classify(text).hint.empty());
  }
  constexpr std::string_view named = "/* x */ /* rwsplit: engine=b2 */ SELECT 1";
  CHECK(classify(named).hint.engine.in(named) == "b2");
}

std::string tables_of(std::string_view text) {
  const StatementInfo info = classify(text);
  std::string names;
  for (std::size_t i = 0; i < info.table_count; ++i) {
    if (i > 0) names += ' ';
    names += info.tables[i].in(text);
  }
  return names;
}

TEST_CASE("sql: tables are found where a statement names them", "[sql]") {
  const std::vector<std::pair<std::string_view, std::string_view>> rows{
      {"SELECT 1", ""},
      {"SELECT a FROM t", "t"},
      {"SELECT a FROM db.t", "t"},
      {"SELECT a FROM `db` . `my t`", "my t"},
      {"SELECT a FROM \"t\"", "t"},
      {"SELECT a FROM [t]", "t"},
      {"SELECT a FROM t x, u AS y, v", "t u v"},
      {"SELECT a FROM t, u WHERE b IN (1, 2) ORDER BY c, d", "t u"},
      {"SELECT a FROM t JOIN u ON t.a = u.a LEFT JOIN db.v USING (a, b)", "t u v"},
      {"SELECT a FROM (t, u) JOIN v", "t u v"},
      {"SELECT a FROM (SELECT b, c FROM u) AS d, v", "u v"},
      {"SELECT a, (SELECT max(b) FROM u) FROM t", "u t"},
      {"SELECT a FROM t USE INDEX (i, j), u", "t u"},
      {"SELECT STRAIGHT_JOIN a FROM t STRAIGHT_JOIN u", "t u"},
      {"SELECT extract(YEAR FROM a), trim('x' FROM b), substring(c FROM 2) FROM t", "t"},
      {"SELECT a FROM t WHERE a IS DISTINCT FROM b", "t"},
      {"SELECT value FROM json_each('[]'), t", "t"},
      {"SELECT a FROM t UNION SELECT a FROM u", "t u"},
      {"SELECT a FROM events, status", "events status"},
      {"WITH c (x, y) AS (SELECT 1, 2 FROM t) SELECT * FROM c", "t c"},
      {"TABLE t", "t"},
      {"INSERT INTO t VALUES (1)", "t"},
      {"INSERT INTO db.t (a, b) SELECT a, b FROM u", "t u"},
      {"INSERT t VALUES (1)", "t"},
      {"INSERT IGNORE INTO t SET a = 1 ON DUPLICATE KEY UPDATE b = 2", "t"},
      {"REPLACE LOW_PRIORITY t VALUES (1)", "t"},
      {"UPDATE t SET a = 1, b = 2", "t"},
      {"UPDATE LOW_PRIORITY IGNORE t, u SET t.a = u.a", "t u"},
      {"WITH c AS (SELECT 1) UPDATE t SET a = 1", "t"},
      {"DELETE FROM t WHERE a = 1", "t"},
      {"DROP TABLE IF EXISTS t, u", "t u"},
      {"CREATE TABLE IF NOT EXISTS t (a INT, b INT)", "t"},
      {"ALTER TABLE t ADD a INT, ADD b INT", "t"},
      {"TRUNCATE t", "t"},
      {"TRUNCATE TABLE t", "t"},
      {"LOCK TABLES t READ, u WRITE", "t u"},
      {"LOAD DATA INFILE 'x' INTO TABLE t", "t"},
      {"DESCRIBE t", "t"},
      {"SHOW COLUMNS FROM t", ""},
      {"SELECT a FROM t FOR UPDATE OF t", "t"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK(tables_of(text) == expected);
  }
}

TEST_CASE("sql: placeholders are counted outside of quotes and comments", "[sql]") {
  const std::vector<std::pair<std::string_view, int>> rows{
      {"SELECT 1", 0},
      {"SELECT ?", 1},
      {"SELECT ?,?", 2},
      {"SELECT '?', \"?\", `?`, [?], ?", 1},
      {"SELECT ? -- ?\n, ? # ?\n /* ? */", 2},
      {"SELECT 'it''s ?', ?", 1},
      {"SELECT 'it\\'s ?', ?", 1},
      {"SELECT a FROM t WHERE a LIKE ? ESCAPE '\\'", 1},
      {"INSERT INTO t VALUES (?, ?), (?, ?)", 4},
      {"SELECT ? /*! + ? */", 2},
      {"SELECT ?; SELECT ?", 2},
      {"SELECT @`?`, ?", 1},
      {"SELECT a ? b", 1},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK(classify(text).placeholders == expected);
  }
}

TEST_CASE("sql: more placeholders than any server takes make a statement unknown", "[sql]") {
  std::string text = "SELECT ?";
  for (int i = 1; i < 65535; ++i) text += ",?";
  CHECK(classify(text).is_plain_read());
  CHECK(classify(text).placeholders == 65535);
  text += ",?";
  CHECK_FALSE(classify(text).is_plain_read());
}

TEST_CASE("sql: nesting deeper than the scan follows makes a statement unknown", "[sql]") {
  const auto nested = [](std::size_t depth) {
    return "SELECT " + std::string(depth, '(') + "1" + std::string(depth, ')');
  };
  CHECK(classify(nested(63)).is_plain_read());
  CHECK_FALSE(classify(nested(64)).is_plain_read());
  CHECK_FALSE(classify(nested(100'000)).is_plain_read());
}

TEST_CASE("sql: the digest ignores literals, layout and case, and nothing else", "[sql]") {
  const std::string_view text = "SELECT a FROM t WHERE b = 'x' AND c = 5";
  const std::uint64_t digest = classify(text).digest;
  for (const std::string_view same :
       {"select a from t where b = 'secret' and c = 7", "SELECT a /* x */ FROM t\nWHERE b='' AND c=1.5 -- y",
        "SELECT a FROM t WHERE b = ? AND c = ?", "SELECT `a` FROM `t` WHERE b = \"x\" AND c = 0xFF;"}) {
    CAPTURE(same);
    CHECK(classify(same).digest == digest);
  }
  for (const std::string_view other :
       {"SELECT a FROM t WHERE b = 'x' OR c = 5", "SELECT a FROM u WHERE b = 'x' AND c = 5",
        "SELECT a FROM t WHERE b = 'x' AND c > 5", "SELECT a FROM t WHERE b = 'x' AND d = 5",
        "SELECT a FROM t WHERE b = 'x'", "SELECT b FROM t WHERE a = 'x' AND c = 5"}) {
    CAPTURE(other);
    CHECK(classify(other).digest != digest);
  }
}

TEST_CASE("sql: where readings part, the digest depends on nothing that may be a value", "[sql]") {
  CHECK(classify("SELECT 'a\\', secret, '").digest == classify("SELECT 'a\\', public, '").digest);
  CHECK(classify("SELECT 'a\\'b', secret, 'c\\''").digest == classify("SELECT 'a\\'b', hidden, 'c\\''").digest);
  CHECK(classify("SELECT \"a\\\", secret, \"").digest == classify("SELECT \"a\\\", public, \"").digest);
}

TEST_CASE("sql: the verdict is a constant", "[sql]") {
  static_assert(classify("SELECT a FROM t WHERE b = ?").is_plain_read());
  static_assert(classify("SELECT a FROM t WHERE b = ?").placeholders == 1);
  static_assert(classify("SELECT a FROM t FOR UPDATE").kind == locking_read);
  static_assert(classify("UPDATE t SET a = 1").kind == write);
  constexpr std::string_view text = "SELECT a FROM t JOIN u USING (id) WHERE b = 'it''s'";
  constexpr std::uint64_t digest = classify(text).digest;
  CHECK(classify(std::string{text}).digest == digest);
}

}  // namespace
