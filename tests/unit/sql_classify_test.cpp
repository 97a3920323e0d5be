// The traps of routing by text: one row per way in which a statement is not a plain read. Most were measured on
// servers.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/sql/classify.hpp>

#include "sql_disguises.hpp"
#include "support/catch_shim.hpp"

namespace {

using rwsplit::classify;
using rwsplit::Dialect;
using rwsplit::DialectSet;
using rwsplit::StatementInfo;
using rwsplit::StatementKind;
using enum rwsplit::StatementKind;
using namespace std::string_view_literals;

constexpr DialectSet servers{Dialect::mysql, Dialect::mariadb};

struct Row {
  std::string_view text;
  StatementKind kind;
};

// Locks and clauses that make a query more than a read.
constexpr Row queries_with_effects[] = {
    {"SELECT a FROM t FOR UPDATE", locking_read},
    {"SELECT a FROM t FOR UPDATE NOWAIT", locking_read},
    {"SELECT a FROM t FOR UPDATE SKIP LOCKED", locking_read},
    {"SELECT a FROM t FOR UPDATE WAIT 5", locking_read},
    {"SELECT a FROM t FOR UPDATE OF t", locking_read},
    {"SELECT a FROM t FOR SHARE", locking_read},
    {"SELECT a FROM t FOR SHARE SKIP LOCKED", locking_read},
    {"SELECT a FROM t LOCK IN SHARE MODE", locking_read},
    {"SELECT a FROM t WHERE b IN (SELECT b FROM u FOR UPDATE)", locking_read},
    {"(SELECT a FROM t FOR UPDATE)", locking_read},
    {"((SELECT a FROM t FOR UPDATE))", locking_read},
    {"(SELECT a FROM t FOR UPDATE) UNION (SELECT a FROM u)", locking_read},
    {"SELECT a FROM t UNION SELECT a FROM u FOR UPDATE", locking_read},
    {"SELECT * FROM (SELECT a FROM t FOR UPDATE) d", locking_read},
    {"WITH c AS (SELECT a FROM t FOR UPDATE) SELECT * FROM c", locking_read},
    {"WITH c AS (SELECT 1) SELECT a FROM t FOR UPDATE", locking_read},
    {"TABLE t FOR UPDATE", locking_read},
    {"SELECT upper(a) FROM t FOR UPDATE", locking_read},
    {"EXPLAIN SELECT a FROM t FOR UPDATE", locking_read},
    {"SELECT a INTO @v FROM t", session_state},
    {"SELECT a FROM t INTO @v", session_state},
    {"SELECT a FROM t LIMIT 1 INTO @v, @w", session_state},
    {"SELECT a FROM t INTO @v FOR UPDATE", session_state},
    {"SELECT a INTO OUTFILE '/tmp/x' FROM t", write},
    {"SELECT a FROM t INTO OUTFILE '/tmp/x'", write},
    {"SELECT a FROM t INTO DUMPFILE '/tmp/x'", write},
    {"TABLE t INTO OUTFILE '/tmp/x'", write},
    {"SELECT a INTO b FROM t", unknown},
    {"SELECT a FROM t PROCEDURE ANALYSE()", unknown},
    {"SELECT @a", session_state},
    {"SELECT @a := 1", session_state},
    {"SELECT @'quoted'", session_state},
    {"SELECT @`quoted`", session_state},
    {"SELECT a FROM t WHERE b = @a", session_state},
    {"SELECT a FROM t WHERE (@r := @r + 1) < 5", session_state},
    {"EXPLAIN SELECT @a := 1", session_state},
    {"DESCRIBE SELECT @a := 1", session_state},
    {"SELECT SQL_CALC_FOUND_ROWS a FROM t", session_state},
    {"SELECT DISTINCT SQL_CALC_FOUND_ROWS a FROM t", session_state},
    {"WITH c AS (SELECT 1) UPDATE t SET a = 1", write},
    {"WITH c AS (SELECT 1) DELETE FROM t", write},
    {"WITH c (a) AS (SELECT 1) INSERT INTO t SELECT a FROM c", write},
    {"WITH c (a) AS (SELECT 1) REPLACE INTO t SELECT a FROM c", write},
    {"SELECT 1 FROM t UPDATE", unknown},
};

// Functions that nobody vouches for, or that somebody warns of.
constexpr Row calls[] = {
    {"SELECT f()", unknown},
    {"SELECT f(1, 2) FROM t", unknown},
    {"SELECT db.f(1)", unknown},
    {"SELECT db.upper(1)", unknown},
    {"SELECT db . upper (1)", unknown},
    {"SELECT `f`(1)", unknown},
    {"SELECT `upper`(1)", unknown},
    {"SELECT `max`(1)", unknown},
    {"SELECT \"upper\"(1)", unknown},
    {"SELECT upper(f(1))", unknown},
    {"SELECT 1 WHERE 1 IN (f(1))", unknown},
    {"SELECT a FROM t ORDER BY f(a)", unknown},
    {"SELECT a FROM t JOIN u ON f(t.a) = u.a", unknown},
    {"SELECT if(0, f(1), 2)", unknown},
    {"SELECT CASE WHEN 1 THEN f(1) END", unknown},
    {"SELECT max (a) FROM t", unknown},
    {"SELECT now ()", unknown},
    {"SELECT sum\n(a) FROM t", unknown},
    {"SELECT filter(1)", unknown},
    {"SELECT over(1)", unknown},
    {"SELECT columns(1)", unknown},
    {"SELECT any(1)", unknown},
    {"SELECT lateral(1)", unknown},
    {"SELECT materialized(1)", unknown},
    {"SELECT value(1)", unknown},
    {"WITH c AS (SELECT f(1)) SELECT * FROM c", unknown},
    {"WITH c AS (SELECT 1) SELECT g(1), f(1) FROM c", unknown},
    {"WITH c AS (SELECT 1) (SELECT 2) ORDER BY f(1), g(2)", unknown},
    {"SELECT a FROM t GROUP BY a WITH ROLLUP HAVING f(1)", unknown},
    {"VALUES (f(1))", unknown},
    {"VALUES ROW(1, f(2))", unknown},
    {"EXPLAIN SELECT f(1)", unknown},
    {"EXPLAIN SELECT * FROM (SELECT f(1)) d", unknown},
    {"SHOW TABLES WHERE f(1)", unknown},
    {"SELECT total(a) FROM t", unknown},
    {"SELECT benchmark(1, f())", unknown},
    {"SELECT load_extension('x')", unknown},
    {"SELECT nextval(s)", write},
    {"SELECT setval(s, 1)", write},
    {"SELECT if(0, nextval(s), 1)", write},
    {"VALUES (nextval(s))", write},
    {"SELECT NEXT VALUE FOR s", write},
    {"SELECT PREVIOUS VALUE FOR s", unknown},
    {"SELECT 1 + (NEXT VALUE FOR s)", write},
    {"SELECT substring(NEXT VALUE FOR s FROM 1)", write},
    {"SELECT upper(NEXT VALUE FOR s)", write},
    {"EXPLAIN SELECT NEXT VALUE FOR s", write},
    {"SELECT s.nextval", unknown},
    {"SELECT s.`NextVal`", unknown},
    {"SELECT db.s.currval", unknown},
    {"SELECT s . nextval FROM dual", unknown},
    {"SELECT SQL%ROWCOUNT", unknown},
    {"SELECT lastval(s)", session_state},
    {"SELECT get_lock('s', 1)", session_state},
    {"SELECT GET_LOCK ('s', 1)", session_state},
    {"SELECT `get_lock`('s', 1)", session_state},
    {"SELECT release_lock('s')", session_state},
    {"SELECT release_all_locks()", session_state},
    {"SELECT is_free_lock('s'), is_used_lock('s')", session_state},
    {"SELECT a FROM t WHERE get_lock('s', 1)", session_state},
    {"EXPLAIN SELECT a FROM t WHERE get_lock('s', 1)", session_state},
    {"SHOW TABLES WHERE get_lock('s', 0)", session_state},
    {"SELECT last_insert_id()", session_state},
    {"SELECT row_count()", session_state},
    {"SELECT found_rows()", session_state},
    {"SELECT load_file('/etc/hosts')", per_server},
    {"SELECT connection_id()", per_server},
    {"SELECT master_pos_wait('f', 4)", per_server},
    {"SELECT master_gtid_wait('0-1-1', 1)", per_server},
    {"SELECT wait_for_executed_gtid_set('x', 1)", per_server},
    {"SELECT source_pos_wait('f', 4)", per_server},
    {"SELECT @@server_id", per_server},
    {"SELECT @@global.server_id", per_server},
    {"SELECT @@identity", session_state},
    {"SELECT @@`server_id`", per_server},
    {"SELECT @@hostname, now()", per_server},
    {"SELECT * FROM performance_schema.threads", per_server},
    {"SELECT * FROM `performance_schema` . threads", per_server},
    {"SELECT * FROM information_schema.processlist", per_server},
    {"SELECT * FROM INFORMATION_SCHEMA.`PROCESSLIST`", per_server},
    {"SELECT * FROM information_schema.global_status", per_server},
    {"SELECT * FROM sys.processlist", per_server},
    {"SELECT * FROM mysql.gtid_slave_pos", per_server},
};

constexpr Row show_and_explain[] = {
    {"SHOW WARNINGS", session_state},
    {"SHOW COUNT(*) WARNINGS", session_state},
    {"SHOW ERRORS LIMIT 5", session_state},
    {"SHOW PROFILE", session_state},
    {"SHOW PROFILES", session_state},
    {"GET DIAGNOSTICS @n = NUMBER", session_state},
    {"SHOW PROCESSLIST", per_server},
    {"SHOW FULL PROCESSLIST", per_server},
    {"SHOW STATUS", per_server},
    {"SHOW GLOBAL STATUS LIKE 'x'", per_server},
    {"SHOW VARIABLES", per_server},
    {"SHOW SESSION VARIABLES LIKE 'x'", per_server},
    {"SHOW ENGINE INNODB STATUS", per_server},
    {"SHOW MASTER STATUS", per_server},
    {"SHOW BINARY LOGS", per_server},
    {"SHOW REPLICA STATUS", per_server},
    {"SHOW SLAVE STATUS", per_server},
    {"SHOW OPEN TABLES", per_server},
    {"SHOW STATUS WHERE f(1)", unknown},
    {"SHOW CREATE USER 'u'@'h'", per_server},
    {"SHOW CREATE USER CURRENT_USER()", per_server},
    {"SHOW TABLES WHERE (SELECT max(a) FROM t)", locking_read},
    {"SHOW TABLE STATUS WHERE 1 IN (TABLE t)", locking_read},
    {"SHOW COLUMNS FROM t WHERE EXISTS (SELECT 1 FROM u)", locking_read},
    {"DO (SELECT max(a) FROM t)", locking_read},
    {"DO 1 IN (TABLE t)", locking_read},
    {"DO (WITH c AS (SELECT 1) SELECT * FROM c)", locking_read},
    {"EXPLAIN UPDATE t SET a = 1", unknown},
    {"EXPLAIN DELETE FROM t", unknown},
    {"EXPLAIN INSERT INTO t VALUES (1)", unknown},
    {"EXPLAIN REPLACE INTO t VALUES (1)", unknown},
    {"EXPLAIN ANALYZE UPDATE t SET a = 1", unknown},
    {"EXPLAIN ANALYZE DELETE FROM t", unknown},
    {"EXPLAIN FORMAT=JSON UPDATE t SET a = 1", unknown},
    {"EXPLAIN WITH c AS (SELECT 1) DELETE FROM t", unknown},
    {"EXPLAIN FORMAT=JSON INTO @v SELECT 1", session_state},
    {"EXPLAIN FOR CONNECTION 5", per_server},
    {"EXPLAIN", unknown},
    {"DESCRIBE", unknown},
    {"ANALYZE SELECT f(1)", unknown},
    {"ANALYZE UPDATE t SET a = 1", write},
    {"ANALYZE FORMAT=JSON DELETE FROM t", write},
};

constexpr Row writes[] = {
    {"INSERT INTO t VALUES (1)", write},
    {"INSERT t VALUES (1)", write},
    {"INSERT INTO t (a) SELECT a FROM u", write},
    {"INSERT INTO t WITH c AS (SELECT 1) SELECT * FROM c", write},
    {"INSERT IGNORE INTO t SET a = 1", write},
    {"INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1", write},
    {"INSERT INTO t VALUES (1) RETURNING id", write},
    {"INSERT OR REPLACE INTO t VALUES (1)", write},
    {"INSERT INTO t VALUES ('it\\'s')", write},
    {"REPLACE INTO t VALUES (1)", write},
    {"REPLACE t VALUES (1)", write},
    {"UPDATE t SET a = 1", write},
    {"UPDATE t SET a = 1 WHERE 1 = 0", write},
    {"UPDATE t, u SET t.a = u.a", write},
    {"UPDATE t SET id = last_insert_id(id + 1)", write},
    {"DELETE FROM t", write},
    {"DELETE t FROM t JOIN u ON t.id = u.id", write},
    {"DELETE FROM t FOR PORTION OF p FROM '2000-01-01' TO '2001-01-01'", write},
    {"DELETE FROM t RETURNING id", write},
    {"MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE", write},
    {"LOAD DATA INFILE 'x' INTO TABLE t", write},
    {"LOAD DATA LOCAL INFILE 'x' INTO TABLE t", write},
    {"LOAD XML INFILE 'x' INTO TABLE t", write},
    {"CALL p()", call},
    {"CALL p(@x)", call},
    {"DO f(1)", unknown},
    {"DO release_lock('s')", session_state},
    {"PRAGMA journal_mode = DELETE", unknown},
    {"PRAGMA user_version = 5", unknown},
    {"PRAGMA user_version(5)", unknown},
};

constexpr Row definitions[] = {
    {"CREATE TABLE t (a INT)", ddl},
    {"CREATE TABLE t SELECT 1", ddl},
    {"CREATE TABLE temp (a INT)", ddl},
    {"CREATE VIEW v AS SELECT 1", ddl},
    {"CREATE UNIQUE INDEX i ON t (a)", ddl},
    {"CREATE DATABASE d", ddl},
    {"CREATE OR REPLACE VIEW v AS SELECT @@version", ddl},
    {"CREATE PROCEDURE p() SELECT 1", ddl},
    {"CREATE PROCEDURE p() BEGIN UPDATE t SET a = 1; DELETE FROM t; END", ddl},
    {"CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW BEGIN DELETE FROM u; END", ddl},
    {"CREATE SEQUENCE s", ddl},
    {"DROP TABLE IF EXISTS nosuch", ddl},
    {"DROP VIEW v", ddl},
    {"ALTER TABLE t ADD b INT, LOCK=NONE", ddl},
    {"TRUNCATE t", ddl},
    {"TRUNCATE TABLE t", ddl},
    {"RENAME TABLE t TO u", ddl},
    {"CREATE TEMPORARY TABLE t (a INT)", session_state},
    {"CREATE OR REPLACE TEMPORARY TABLE t (a INT)", session_state},
    {"CREATE TEMP TABLE t (a INT)", session_state},
    {"DROP TEMPORARY TABLE t", session_state},
    {"CREATE USER 'u'@'%' IDENTIFIED BY 'p'", administration},
    {"CREATE OR REPLACE USER u", administration},
    {"ALTER USER 'u'@'localhost' IDENTIFIED BY 'p'", administration},
    {"DROP ROLE r", administration},
    {"CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h')", administration},
};

constexpr Row transactions[] = {
    {"BEGIN", transaction_control},
    {"BEGIN WORK", transaction_control},
    {"BEGIN IMMEDIATE", transaction_control},
    {"BEGIN EXCLUSIVE TRANSACTION", transaction_control},
    {"START TRANSACTION", transaction_control},
    {"START TRANSACTION READ ONLY", transaction_control},
    {"START TRANSACTION READ WRITE", transaction_control},
    {"START TRANSACTION WITH CONSISTENT SNAPSHOT", transaction_control},
    {"COMMIT", transaction_control},
    {"COMMIT AND CHAIN", transaction_control},
    {"COMMIT RELEASE", transaction_control},
    {"ROLLBACK", transaction_control},
    {"ROLLBACK TO s", transaction_control},
    {"ROLLBACK WORK TO SAVEPOINT s", transaction_control},
    {"END", transaction_control},
    {"END TRANSACTION", transaction_control},
    {"SAVEPOINT s", transaction_control},
    {"RELEASE SAVEPOINT s", transaction_control},
    {"XA START 'x'", transaction_control},
    {"XA COMMIT 'x'", transaction_control},
    {"XA RECOVER", per_server},
    {"SET autocommit = 0", transaction_control},
    {"SET SESSION autocommit = 1", transaction_control},
    {"SET @@autocommit = 0", transaction_control},
    {"SET @@session.autocommit = 0", transaction_control},
    {"SET TRANSACTION READ WRITE", transaction_control},
    {"SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE", transaction_control},
    {"BEGIN NOT ATOMIC INSERT INTO t VALUES (1); END", unknown},
    {"BEGIN NOT ATOMIC SELECT 1", unknown},
    {"BEGIN UPDATE t SET a = 1; END", unknown},
    {"END IF", unknown},
};

constexpr Row session_statements[] = {
    {"SET @a = 1", session_state},
    {"SET @a := (SELECT 1)", session_state},
    {"SET NAMES utf8mb4", session_state},
    {"SET CHARACTER SET utf8mb4", session_state},
    {"SET sql_mode = 'ANSI'", session_state},
    {"SET SESSION time_zone = '+00:00'", session_state},
    {"SET @@session.sql_mode = ''", session_state},
    {"SET x = (SELECT f())", session_state},
    {"SET ROLE r", session_state},
    {"USE db", session_state},
    {"PREPARE s FROM 'SELECT 1'", session_state},
    {"PREPARE s FROM @v", session_state},
    {"EXECUTE s", session_state},
    {"EXECUTE s USING @a", session_state},
    {"DEALLOCATE PREPARE s", session_state},
    {"DROP PREPARE s", session_state},
    {"LOCK TABLES t READ, u WRITE", session_state},
    {"LOCK TABLE t READ", session_state},
    {"UNLOCK TABLES", session_state},
    {"HANDLER t OPEN", session_state},
    {"HANDLER t READ FIRST", session_state},
    {"ATTACH 'x.db' AS x", session_state},
    {"DETACH x", session_state},
    {"EXECUTE IMMEDIATE 'INSERT INTO t VALUES (1)'", unknown},
    {"SET STATEMENT max_statement_time = 1 FOR SELECT f(1)", unknown},
    {"SET STATEMENT max_statement_time = 1 FOR SET GLOBAL max_connections = 5", unknown},
    {"SET STATEMENT max_statement_time = 1 FOR DELETE FROM t", write},
};

constexpr Row administrations[] = {
    {"SET GLOBAL read_only = 0", administration},
    {"SET sort_buffer_size = 1, GLOBAL read_only = 0", administration},
    {"SET @@global.read_only = 0", administration},
    {"SET PERSIST max_connections = 5", administration},
    {"SET PERSIST_ONLY max_connections = 5", administration},
    {"SET PASSWORD = 'x'", administration},
    {"SET DEFAULT ROLE r TO u", administration},
    {"SET GLOBAL TRANSACTION READ ONLY", administration},
    {"KILL 5", administration},
    {"KILL QUERY 5", administration},
    {"FLUSH TABLES", administration},
    {"FLUSH STATUS", administration},
    {"FLUSH TABLES WITH READ LOCK", administration},
    {"BACKUP STAGE START", administration},
    {"RESET MASTER", administration},
    {"CHANGE MASTER TO MASTER_HOST = 'h'", administration},
    {"CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'h'", administration},
    {"PURGE BINARY LOGS TO 'x'", administration},
    {"SHUTDOWN", administration},
    {"RESTART", administration},
    {"START REPLICA", administration},
    {"STOP SLAVE", administration},
    {"GRANT SELECT ON db.* TO u", administration},
    {"REVOKE SELECT ON db.* FROM u", administration},
    {"INSTALL PLUGIN p SONAME 's'", administration},
    {"UNINSTALL PLUGIN p", administration},
    {"CLONE LOCAL DATA DIRECTORY = '/x'", administration},
    {"IMPORT TABLE FROM 'x'", administration},
    {"BINLOG 'x'", administration},
    {"CACHE INDEX t IN c", administration},
    {"LOAD INDEX INTO CACHE t", administration},
    {"ANALYZE TABLE t", administration},
    {"ANALYZE", administration},
    {"OPTIMIZE TABLE t", administration},
    {"REPAIR TABLE t", administration},
    {"CHECK TABLE t", administration},
    {"VACUUM", administration},
    {"REINDEX", administration},
};

// Texts that servers or their modes read differently, or that are no statement.
constexpr Row oddities[] = {
    {"", unknown},
    {";", unknown},
    {" -- nothing", unknown},
    {"/* nothing */", unknown},
    {"foo", unknown},
    {"1", unknown},
    {"'SELECT 1'", unknown},
    {"`select` 1", unknown},
    {"IF 1 THEN SELECT 1; END IF", unknown},
    {"WHILE 0 DO SELECT 1; END WHILE", unknown},
    {"SIGNAL SQLSTATE '45000'", unknown},
    {"SELECT 1; DELETE FROM t", unknown},
    {"SELECT 1; SELECT 2", unknown},
    {"SELECT 1;;DROP TABLE t;", unknown},
    {"SELECT 1; /*! DROP TABLE t */", unknown},
    {"SELECT 1 /*! unterminated", unknown},
    {"SELECT 1 /* unterminated", unknown},
    {"SELECT 'unterminated", unknown},
    {"SELECT \"unterminated", unknown},
    {"SELECT `unterminated", unknown},
    {"SELECT [unterminated", unknown},
    {"SELECT 'a\\', f(1), ' -- '", unknown},
    {"SELECT 'a\\'; DROP TABLE t; -- '", unknown},
    {"SELECT 'a\\'; DROP TABLE t; '", unknown},
    {"SELECT 'a\\' INTO @x -- '", unknown},
    {"SELECT 'a\xBF\\' OR 1'", unknown},
    {"SELECT 'a\xBF\\\\', f(1), '", unknown},
    {"SELECT 1 -- \0 FOR UPDATE"sv, unknown},
    {"SELECT ?1", unknown},
    {"SELECT :name", unknown},
    {"SELECT $$", unknown},
    {"SELECT {fn f()}", unknown},
    {"SELECT \\N", unknown},
    {"SELECT 1e5FOR UPDATE", unknown},
    {"SELECT 1.5FOR UPDATE", unknown},
    {"SELECT 1FOR UPDATE", unknown},
    {"SELECT 0xFFor UPDATE", unknown},
    {"SELECT 1 FOR\xA0UPDATE", unknown},
    {"SELECT /*+ NAME(`*/ f(1) -- `) */ 1", unknown},
    {"SELECT (1", unknown},
    {"SELECT 1)", unknown},
    {"SELECT (1)(2)", unknown},
    {"SELECT 1 FOR", unknown},
};

void check_kinds(std::span<const Row> rows) {
  for (const Row& row : rows) {
    const StatementInfo info = classify(row.text, servers);
    CAPTURE(row.text, info.stopped_at);
    CHECK(to_string(info.kind) == to_string(row.kind));
  }
}

void check_disguised_kinds(std::span<const Row> rows) {
  for (const Row& row : rows) {
    for (const std::string& disguised : rwsplit::test::disguises(row.text)) {
      CAPTURE(row.text, disguised);
      CHECK(to_string(classify(disguised, servers).kind) == to_string(row.kind));
    }
  }
}

TEST_CASE("sql: queries with effects are not plain reads", "[sql]") { check_kinds(queries_with_effects); }
TEST_CASE("sql: calls decide by the function's name", "[sql]") { check_kinds(calls); }
TEST_CASE("sql: SHOW and EXPLAIN", "[sql]") { check_kinds(show_and_explain); }
TEST_CASE("sql: writes", "[sql]") { check_kinds(writes); }
TEST_CASE("sql: definitions", "[sql]") { check_kinds(definitions); }
TEST_CASE("sql: transaction control", "[sql]") { check_kinds(transactions); }
TEST_CASE("sql: session statements", "[sql]") { check_kinds(session_statements); }
TEST_CASE("sql: administration", "[sql]") { check_kinds(administrations); }
TEST_CASE("sql: what servers read differently is unknown", "[sql]") { check_kinds(oddities); }

TEST_CASE("sql: a disguise changes no kind", "[sql]") {
  check_disguised_kinds(queries_with_effects);
  check_disguised_kinds(calls);
  check_disguised_kinds(show_and_explain);
  check_disguised_kinds(writes);
  check_disguised_kinds(definitions);
  check_disguised_kinds(transactions);
  check_disguised_kinds(session_statements);
  check_disguised_kinds(administrations);
}

TEST_CASE("sql: wrapped into a read, an effect stays visible", "[sql]") {
  for (const Row& row : queries_with_effects) {
    for (const std::string_view before : {"EXPLAIN ", "WITH x AS (SELECT 1) ", "(", "SELECT 1 UNION ", "SELECT 1; "}) {
      const std::string wrapped = std::string{before} + std::string{row.text} + (before == "(" ? ")" : "");
      CAPTURE(wrapped);
      CHECK_FALSE(classify(wrapped, servers).is_plain_read());
    }
  }
  for (const Row& row : calls) {
    const std::string inner{row.text};
    for (const std::string& wrapped :
         {"SELECT 1 FROM t WHERE a IN (" + inner + ")", "SELECT * FROM (" + inner + ") AS d", "SELECT (" + inner + ")",
          "VALUES ((" + inner + "))", "WITH x AS (" + inner + ") SELECT * FROM x"}) {
      CAPTURE(wrapped);
      CHECK_FALSE(classify(wrapped, servers).is_plain_read());
    }
  }
}

TEST_CASE("sql: every kind has a name", "[sql]") {
  CHECK(to_string(unknown) == "unknown");
  CHECK(to_string(read) == "read");
  CHECK(to_string(locking_read) == "locking read");
  CHECK(to_string(write) == "write");
  CHECK(to_string(ddl) == "ddl");
  CHECK(to_string(transaction_control) == "transaction control");
  CHECK(to_string(session_state) == "session state");
  CHECK(to_string(call) == "call");
  CHECK(to_string(administration) == "administration");
  CHECK(to_string(per_server) == "per server");
}

}  // namespace
