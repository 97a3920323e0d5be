#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"

namespace {

using namespace std::string_view_literals;
using rwsplit::classify;
using rwsplit::Dialect;
using rwsplit::DialectSet;
using rwsplit::StatementInfo;

// A statement for every way through the analysis, and texts that are none; the fuzzers begin with the same.
constexpr std::array texts{
    "SELECT \"a'b\", 'c\"d' FROM \"t\""sv,
    "SELECT '\xFF\xFE', \xC3( FROM t"sv,
    "CALL p(@a, 1)"sv,
    "SELECT ((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))"sv,
    "/* rwsplit: replica, consistency=eventual */ SELECT 1"sv,
    "-- rwsplit: engine=replica2\nSELECT 1"sv,
    "SELECT count (*), f (1) FROM t"sv,
    "INSERT IGNORE INTO t(a, b) VALUES (?, ?), (1, DEFAULT) ON DUPLICATE KEY UPDATE a = VALUES(a)"sv,
    "SELECT a->'$.b', a->>\"$.c\", JSON_EXTRACT(a, '$.d') FROM t"sv,
    "SELECT f1(), f2(), f3(), f4(), f5(), f6(), f7(), f8(), f9(), ABS(1), shop.f10()"sv,
    "SELECT 1 FROM a, b, c, d, e, f, g, h, i, j JOIN k USING (l)"sv,
    "SELECT MATCH(a) AGAINST ('x' IN BOOLEAN MODE), CAST(b AS CHAR(5)), INTERVAL 1 DAY + c FROM t"sv,
    "SELECT 1 /* a /* b */ c */"sv,
    "SELECT 'a\\', GET_LOCK('b', 1) --'"sv,
    "SELECT 1\x00 DELETE FROM t"sv,
    "SELECT 1 /* abc"sv,
    "SELECT 'abc"sv,
    "BEGIN a := 1; UPDATE t SET b = 1; END"sv,
    "SELECT id, title FROM post WHERE author = ? ORDER BY id DESC LIMIT 10"sv,
    "SELECT 1 --DELETE\n"sv,
    "SELECT [a b], \"c\", ?1, :d, @e, $f FROM t"sv,
    "PRAGMA table_info(t)"sv,
    "\xEF\xBB\xBF \n;SELECT 1"sv,
    "-- one\n# two\n/* three */ SELECT 1 --"sv,
    "SELECT 1 --x\n, 2"sv,
    "SELECT 1 /*!50701 + GET_LOCK('a', 1) */ /*M!100100 FOR UPDATE */"sv,
    "/*! INSERT INTO t VALUES (1) */"sv,
    "SELECT /*+ SET_VAR(sort_buffer_size = 16M) */ a FROM t"sv,
    "((SELECT a FROM t) UNION (SELECT b FROM u FOR UPDATE))"sv,
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c"sv,
    "WITH c AS (SELECT 1 AS a) UPDATE t, c SET t.a = c.a"sv,
    "SELECT a FROM t FOR UPDATE OF t SKIP LOCKED"sv,
    "SELECT * FROM (SELECT a FROM t FOR /* x */ UPDATE) AS d"sv,
    "TABLE t ORDER BY a FOR UPDATE"sv,
    "SELECT a FROM t FOR SHARE NOWAIT"sv,
    "SELECT a FROM t LOCK IN SHARE MODE"sv,
    "SELECT a FROM t INTO OUTFILE '/tmp/x' FIELDS TERMINATED BY ','"sv,
    "SELECT a INTO @v FROM t"sv,
    "SELECT a FROM t PROCEDURE ANALYSE()"sv,
    "VALUES ROW(1, 'a'), ROW(2, 'b')"sv,
    "DO SLEEP(0), f(1)"sv,
    "SELECT shop.f(a), COUNT(*), LOWER(b) FROM t"sv,
    "SELECT GET_LOCK('a', 1), RELEASE_ALL_LOCKS()"sv,
    "SELECT LAST_INSERT_ID(), @@identity"sv,
    "SELECT SQL_CALC_FOUND_ROWS a FROM t LIMIT 1"sv,
    "SELECT NEXT VALUE FOR s, NEXTVAL(s), LASTVAL(s), PREVIOUS VALUE FOR s"sv,
    "SELECT @a := @a + 1, @'b c', @`d` FROM t"sv,
    "SET @a = (SELECT f()), @b = 1"sv,
    "SET NAMES utf8mb4 COLLATE utf8mb4_bin, sql_mode = 'ANSI_QUOTES'"sv,
    "SET SESSION autocommit = 0, @@local.time_zone = '+00:00'"sv,
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY"sv,
    "SET GLOBAL max_connections = 5"sv,
    "SET STATEMENT max_statement_time = 1 FOR SELECT a FROM t"sv,
    "SET ROLE NONE"sv,
    "USE `shop`"sv,
    "CREATE TEMPORARY TABLE IF NOT EXISTS x LIKE t"sv,
    "SELECT 1; DELETE FROM t;"sv,
    "EXECUTE s USING @a"sv,
    "PREPARE s FROM 'DELETE FROM t WHERE a = ?'"sv,
    "BEGIN NOT ATOMIC DECLARE a INT; UPDATE t SET b = 1; END"sv,
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"sv,
    "ROLLBACK TO SAVEPOINT `a`"sv,
    "COMMIT AND CHAIN NO RELEASE"sv,
    "XA START 'a','b',1"sv,
    "LOCK TABLES a AS b READ LOCAL, c WRITE"sv,
    "HANDLER t READ i = (1) WHERE a > 2 LIMIT 1"sv,
    "CHECKSUM TABLE t, shop.u EXTENDED"sv,
    "FLUSH LOCAL TABLES t WITH READ LOCK"sv,
    "EXPLAIN FORMAT = JSON SELECT a FROM t"sv,
    "ANALYZE FORMAT=JSON DELETE FROM t"sv,
    "SHOW COUNT(*) WARNINGS"sv,
    "SELECT @@server_id, @@global.hostname FROM information_schema.processlist"sv,
    "SHOW FULL COLUMNS FROM t FROM shop WHERE Field LIKE 'a%'"sv,
    "KILL QUERY 5"sv,
    "LOAD DATA LOCAL INFILE 'x' INTO TABLE t"sv,
    "DELETE FROM t WHERE a = 1 RETURNING b"sv,
    "CHANGE MASTER TO MASTER_HOST = 'h'"sv,
    "SELECT 'for update', `for update`, \"into @a\", 'it\\'s', 'it''s', '\\\\' FROM t"sv,
    "SELECT _utf8mb4'a' 'b', N'c', x'41', 0x41, b'01', 0b01, _latin1 x'41'"sv,
    "SELECT a FROM t FOR SYSTEM_TIME AS OF NOW() WHERE b = 1"sv,
    "SELECT NOW(), RAND(), UUID(), CURRENT_TIMESTAMP"sv,
    "SELECT MASTER_GTID_WAIT('0-1-1', 1)"sv,
    "SELECT a, ROW_NUMBER() OVER (PARTITION BY b ORDER BY c ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t"sv,
};

/// Each text in an evaluation of its own: compilers bound how long one may take.
template <std::size_t index, Dialect... dialects>
constexpr StatementInfo by_the_compiler = classify(texts[index], {dialects...});

bool equal(const StatementInfo& left, const StatementInfo& right) {
  return left.kind == right.kind && left.doubt == right.doubt && left.table_count == right.table_count &&
         left.function_count == right.function_count && left.facts == right.facts && left.effects == right.effects &&
         left.placeholders == right.placeholders && left.read_in == right.read_in &&
         left.read_if_functions_in == right.read_if_functions_in && left.stopped_at == right.stopped_at &&
         left.digest == right.digest && left.hint == right.hint && left.tables == right.tables &&
         left.functions == right.functions;
}

void check(std::string_view text, const StatementInfo& expected, DialectSet dialects) {
  const std::string in_memory_of_its_own{text};  // so that nothing of the constant is left in the program
  CAPTURE(text);
  CHECK(equal(classify(in_memory_of_its_own, dialects), expected));
}

template <Dialect... dialects, std::size_t... indices>
void check_all(std::index_sequence<indices...>) {
  (check(texts[indices], by_the_compiler<indices, dialects...>, {dialects...}), ...);
}

TEST_CASE("constants: the compiler and the running program say the same", "[sql]") {
  constexpr std::make_index_sequence<texts.size()> all{};
  check_all<Dialect::mysql, Dialect::mariadb, Dialect::sqlite>(all);
  check_all<Dialect::mysql>(all);
  check_all<Dialect::mariadb>(all);
  check_all<Dialect::sqlite>(all);
}

}  // namespace
