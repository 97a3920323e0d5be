#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/dialect.hpp>

// The statements that routers get wrong, by the numbers of statement-traps.md. The same table is read by a test of the
// text alone and by one that runs every row on live servers.

namespace rwsplit::testing {

/// Where a statement belongs.
enum class Route : std::uint8_t {
  replica,   ///< may run on a replica
  master,    ///< must not
  pin,       ///< must not, and leaves something on its connection
  both,      ///< a setting for every connection of the session
  previous,  ///< must not, and means the connection of the statement before it
};

/// What live servers show of a row.
enum class Live : std::uint8_t {
  agrees,   ///< a read leaves no trace anywhere, everything else does
  unseen,   ///< servers run it and need not show the reason in this scene: a lock that nobody holds, a host's own file
  refused,  ///< no server of this dialect runs it as it stands, so that its route is the text's alone
};

struct Trap {
  std::string_view id;
  DialectSet dialects;
  std::string_view statement;
  Route route;
  Live live{Live::agrees};
  /// Added to the server's modes while the row runs.
  std::string_view sql_mode{};
};

namespace traps {

inline constexpr DialectSet both{Dialect::mysql, Dialect::mariadb};
inline constexpr DialectSet mysql{Dialect::mysql};
inline constexpr DialectSet mariadb{Dialect::mariadb};

// clang-format off
inline constexpr auto table = std::to_array<Trap>({
    // ---- lexing
    {"T1", both, " \t\r\n SELECT 1", Route::replica},
    {"T1", both, ";SELECT 1", Route::replica, Live::refused},
    {"T1", both, "\xEF\xBB\xBFSELECT 1", Route::replica, Live::refused},
    {"T1", both, "\n DELETE FROM scratch", Route::master},
    {"T2", both, "/* a */ -- b\n# c\nSELECT 1", Route::replica},
    {"T2", both, "/* SELECT */ DELETE FROM scratch", Route::master},
    {"T2", both, "-- SELECT 1\nDELETE FROM scratch", Route::master},
    {"T2", both, "#SELECT 1\nDELETE FROM scratch", Route::master},
    {"T2", both, "--SELECT 1\nDELETE FROM scratch", Route::master, Live::refused},
    {"T3", both, "/*! INSERT INTO scratch (v) VALUES ('t3') */", Route::master},
    {"T3", both, "/*!40000 INSERT INTO scratch (v) VALUES ('t3') */", Route::master},
    {"T3", both, "SELECT 1 /*!40000 , GET_LOCK('t3', 0) */", Route::pin},
    {"T3", both, "SELECT a FROM t1 /*! FOR UPDATE */", Route::master},
    {"T3", mariadb, "SELECT a FROM t1 /*M! FOR UPDATE */", Route::master},
    {"T3", mariadb, "SELECT a FROM t1 /*M!100100 FOR UPDATE */", Route::master},
    {"T3", mariadb, "/*M!100100 DELETE FROM scratch */", Route::master},
    {"T3", mysql, "SELECT a FROM t1 /*!80000 FOR UPDATE */", Route::master},
    {"T4", mysql, "SELECT /*+ MAX_EXECUTION_TIME(1000) */ a FROM t1", Route::replica},
    {"T4", mysql, "SELECT /*+ SET_VAR(sort_buffer_size = 1000000) */ a FROM t1", Route::replica},
    {"T4", mariadb, "SELECT /*+ no hint to MariaDB */ a FROM t1", Route::replica},
    {"T5", both, "((SELECT a FROM t1))", Route::replica},
    {"T5", both, "(SELECT a FROM t1 FOR UPDATE)", Route::master},
    {"T5", both, "((SELECT a FROM t1 LIMIT 1) LIMIT 1)", Route::replica},
    {"T60", both, "SELECT 'for update', `for` FROM `update`", Route::replica},
    {"T60", both, "SELECT 'it''s', 'into @a', \"get_lock('a', 1)\"", Route::replica},
    {"T60", both, "SELECT \"a\" FROM \"t1\"", Route::replica, Live::agrees, "ANSI_QUOTES"},
    {"T60", both, "SELECT \"log_it\"('t60')", Route::master, Live::agrees, "ANSI_QUOTES"},
    {"T60", both, "SELECT '\\', GET_LOCK('t60', 0), '\\'", Route::pin, Live::agrees, "NO_BACKSLASH_ESCAPES"},
    {"T60", both, "SELECT 'not closed", Route::master, Live::refused},
    {"T61", both, "SELECT _utf8mb4'for update', N'into', x'4D', b'1', 'a' 'b', _latin1 'x'", Route::replica},
    {"T61", both, "SELECT _utf8mb4'x', GET_LOCK(N'l', 0)", Route::pin},
    {"T65", both, "SELECT 1 AS `for update`", Route::replica},
    {"T65", both, "SELECT 1 AS 'for update'", Route::replica},
    {"T66", both, "SELECT HIGH_PRIORITY SQL_NO_CACHE a FROM t1", Route::replica},
    {"T66", both, "INSERT LOW_PRIORITY IGNORE INTO scratch (v) VALUES ('t66')", Route::master},
    {"T66", both, "DELETE LOW_PRIORITY QUICK IGNORE FROM scratch", Route::master},
    // ---- reads that are not plain reads
    {"T6", both, "WITH c AS (SELECT a FROM t1) SELECT * FROM c", Route::replica},
    {"T6", both, "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT * FROM c", Route::replica},
    {"T7", mysql, "WITH c AS (SELECT 1 AS a) UPDATE scratch SET n = 1 WHERE id IN (SELECT a FROM c)", Route::master},
    {"T7", mysql, "WITH c AS (SELECT 1 AS a) DELETE FROM scratch WHERE id IN (SELECT a FROM c)", Route::master},
    {"T7", mariadb, "WITH c AS (SELECT 1 AS a) DELETE FROM scratch WHERE id IN (SELECT a FROM c)", Route::master, Live::refused},
    {"T7", both, "INSERT INTO scratch (v) WITH c AS (SELECT 'q' AS q) SELECT q FROM c", Route::master},
    {"T7", both, "REPLACE INTO scratch (v) WITH c AS (SELECT 'q' AS q) SELECT q FROM c", Route::master},
    {"T8", both, "SELECT a FROM t1 FOR UPDATE", Route::master},
    {"T8", both, "SELECT a FROM t1 FOR UPDATE NOWAIT", Route::master},
    {"T8", both, "SELECT a FROM t1 FOR UPDATE SKIP LOCKED", Route::master},
    {"T8", mariadb, "SELECT a FROM t1 FOR UPDATE WAIT 1", Route::master},
    {"T8", mysql, "SELECT a FROM t1 FOR UPDATE OF t1", Route::master},
    {"T9", both, "SELECT a FROM t2 WHERE a IN (SELECT a FROM t1 FOR UPDATE)", Route::master},
    {"T9", both, "(SELECT a FROM t1) UNION (SELECT a FROM t2 FOR UPDATE)", Route::master},
    {"T9", both, "SELECT a FROM t1 FOR/* in between */UPDATE", Route::master},
    {"T9", both, "SELECT a FROM t1 FOR -- in between\n\tUPDATE", Route::master},
    {"T9", both, "SELECT a FROM (SELECT a FROM t1 FOR UPDATE) AS d", Route::master},
    {"T10", both, "WITH c AS (SELECT 1) SELECT a FROM t1 FOR UPDATE", Route::master},
    {"T10", mysql, "TABLE t1 FOR UPDATE", Route::master},
    {"T11", both, "SELECT a FROM t1 LOCK IN SHARE MODE", Route::master},
    {"T11", both, "SELECT a FROM t1 lock/**/in/**/share/**/mode", Route::master},
    {"T11", mysql, "SELECT a FROM t1 FOR SHARE", Route::master},
    {"T11", mysql, "SELECT a FROM t1 FOR SHARE SKIP LOCKED", Route::master},
    {"T11", mariadb, "SELECT a FROM t1 FOR SHARE", Route::master, Live::refused},
    {"T12", both, "SELECT 1 INTO @t12", Route::pin},
    {"T12", both, "SELECT a INTO @t12 FROM t1 LIMIT 1", Route::pin},
    {"T12", both, "SELECT a FROM t1 INTO OUTFILE '../../tmp/{unique}'", Route::master},
    {"T12", both, "SELECT a INTO DUMPFILE '../../tmp/{unique}' FROM t1 LIMIT 1", Route::master},
    {"T12", mysql, "SELECT a FROM t1 LIMIT 1 INTO @t12 FOR UPDATE", Route::pin},
    {"T13", mariadb, "SELECT a FROM t1 PROCEDURE ANALYSE()", Route::master, Live::unseen},  // gone from MySQL: not worth reading it
    {"T14", mariadb, "VALUES (1, 2), (3, 4)", Route::replica},
    {"T14", mysql, "VALUES ROW(1, 2), ROW(3, 4)", Route::replica},
    {"T14", mysql, "TABLE t1", Route::replica},
    {"T14", mysql, "TABLE t1 ORDER BY a LIMIT 1", Route::replica},
    {"T15", both, "DO 1 + ABS(-1)", Route::replica},
    {"T15", both, "DO log_it('t15')", Route::master},
    {"T15", both, "DO GET_LOCK('t15', 0)", Route::pin},
    {"T16", both, "SELECT log_it('t16')", Route::master},
    {"T16", both, "SELECT redteam.log_it(c) FROM t1", Route::master},
    {"T16", both, "SELECT a FROM t1 WHERE log_it('t16')", Route::master},
    {"T16", both, "SELECT pure_add(1, 2)", Route::master, Live::unseen},  // until somebody vouches for it
    {"T20", mariadb, "SELECT NEXTVAL(ticket)", Route::master},
    {"T20", mariadb, "SELECT NEXT VALUE FOR ticket", Route::master},
    {"T20", mariadb, "SELECT SETVAL(ticket, 50)", Route::master},
    {"T20", mariadb, "SELECT IF(0, NEXTVAL(cached_ticket), 1)", Route::master},
    {"T20", mariadb, "SELECT LASTVAL(ticket)", Route::master},
    {"T20", mariadb, "SELECT PREVIOUS VALUE FOR ticket", Route::master},
    {"T57", mariadb, "INSERT INTO scratch (v) VALUES ('t57') RETURNING id", Route::master},
    {"T57", mariadb, "DELETE FROM scratch WHERE id = 1 RETURNING *", Route::master},
    {"T57", mariadb, "REPLACE INTO scratch (id, v) VALUES (1, 't57') RETURNING v", Route::master},
    {"T50", both, "EXPLAIN SELECT * FROM t1", Route::replica},
    {"T50", both, "DESCRIBE t1", Route::replica},
    {"T50", both, "EXPLAIN UPDATE scratch SET n = 1", Route::master},
    {"T50", both, "EXPLAIN SELECT * FROM (SELECT GET_LOCK('t50', 0)) AS d", Route::pin},
    {"T50", both, "EXPLAIN SELECT @t50 := 1", Route::pin},
    {"T51", mysql, "EXPLAIN ANALYZE SELECT * FROM t1", Route::replica},
    {"T51", mariadb, "ANALYZE SELECT * FROM t1", Route::replica},
    {"T51", mariadb, "ANALYZE FORMAT=JSON SELECT * FROM t1", Route::replica},
    {"T51", mariadb, "ANALYZE UPDATE scratch SET n = 1", Route::master},
    {"T51", mysql, "EXPLAIN ANALYZE SELECT GET_LOCK('t51', 0) FROM t1", Route::pin},
    {"T64", mariadb, "SELECT * FROM history FOR SYSTEM_TIME ALL", Route::replica},
    {"T64", mariadb, "SELECT * FROM history FOR SYSTEM_TIME AS OF NOW(6)", Route::replica},
    {"T64", mariadb, "DELETE FROM periods FOR PORTION OF validity FROM '2020-02-01' TO '2020-03-01'", Route::master},
    {"T67", both, "SELECT * FROM memory_table", Route::replica},
    {"T67", both, "SELECT host FROM mysql.user", Route::master, Live::unseen},
    {"T68", both, "SELECT NOW(6), RAND(), UUID(), SYSDATE()", Route::replica},
    {"T69", both, "SELECT SLEEP(0)", Route::replica},
    {"T69", both, "SELECT BENCHMARK(2, ABS(1))", Route::replica},
    {"T69", both, "SELECT LOAD_FILE('/etc/hostname')", Route::master, Live::unseen},
    {"T70", mariadb, "SELECT MASTER_GTID_WAIT('', 0)", Route::master, Live::unseen},
    {"T70", mysql, "SELECT WAIT_FOR_EXECUTED_GTID_SET('', 1)", Route::master, Live::unseen},
    // ---- state bound to one connection
    {"T17", both, "SELECT GET_LOCK('t17', 0)", Route::pin},
    {"T17", both, "SELECT/**/get_lock/**/('t17', 0)", Route::pin, Live::agrees, "IGNORE_SPACE"},
    {"T17", both, "SELECT RELEASE_LOCK('truth')", Route::pin},
    {"T17", both, "SELECT RELEASE_ALL_LOCKS()", Route::pin},
    {"T17", both, "SELECT IS_FREE_LOCK('truth')", Route::master},
    {"T17", both, "SELECT IS_USED_LOCK('truth')", Route::master},
    {"T18", both, "SELECT LAST_INSERT_ID()", Route::previous},
    {"T18", both, "SELECT @@identity", Route::previous},
    {"T18", both, "SELECT @@last_insert_id", Route::previous},
    {"T18", both, "SELECT a FROM t1 WHERE a = LAST_INSERT_ID()", Route::previous},
    {"T19", both, "SELECT ROW_COUNT()", Route::previous},
    {"T19", both, "SELECT FOUND_ROWS()", Route::previous},
    {"T19", both, "SELECT SQL_CALC_FOUND_ROWS n FROM numbers LIMIT 1", Route::pin},
    {"T21", both, "SELECT @t21 := 1", Route::pin},
    {"T21", both, "SELECT a, @n := @n + 1 FROM t1", Route::pin},
    {"T21", both, "SELECT @planted", Route::master},
    {"T21", both, "SELECT a FROM t1 WHERE a = @planted", Route::master},
    {"T22", both, "SET @t22 = 1", Route::pin},
    {"T23", both, "SET NAMES latin1", Route::both},
    {"T23", both, "SET sql_mode = ''", Route::both},
    {"T23", both, "SET time_zone = '+01:00'", Route::both},
    {"T24", both, "SET autocommit = 0", Route::pin},
    {"T25", both, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", Route::pin},
    {"T25", both, "SET TRANSACTION READ ONLY", Route::pin},
    {"T26", both, "SET GLOBAL max_connections = 200", Route::master, Live::refused},
    {"T26", mysql, "SET PERSIST max_connections = 200", Route::master, Live::refused},
    {"T27", mariadb, "SET STATEMENT max_statement_time = 10 FOR SELECT a FROM t1", Route::replica},
    {"T27", mariadb, "SET STATEMENT max_statement_time = 10 FOR INSERT INTO scratch (v) VALUES ('t27')", Route::master},
    {"T27", mariadb, "SET STATEMENT max_statement_time = 10 FOR SELECT a FROM t1 FOR UPDATE", Route::master},
    {"T28", both, "USE mysql", Route::both},
    {"T28", both, "SET ROLE NONE", Route::both, Live::unseen},
    {"T29", both, "SET @t29 = (SELECT log_it('t29'))", Route::pin},
    {"T29", both, "SET sql_select_limit = (SELECT 1000 + log_it('t29'))", Route::pin},
    {"T30", both, "CREATE TEMPORARY TABLE t30 (a INT)", Route::pin},
    {"T30", both, "DROP TEMPORARY TABLE IF EXISTS t30", Route::pin, Live::unseen},
    {"T34", both, "PREPARE t34 FROM 'SELECT 1'", Route::pin},
    {"T34", both, "EXECUTE planted", Route::pin},
    {"T34", both, "DEALLOCATE PREPARE planted", Route::pin},
    {"T46", both, "LOCK TABLES t1 READ", Route::pin},
    {"T46", both, "LOCK TABLES t1 WRITE", Route::pin},
    {"T46", both, "FLUSH TABLES WITH READ LOCK", Route::pin},
    {"T46", mariadb, "BACKUP STAGE START", Route::pin},
    {"T47", both, "HANDLER t1 OPEN", Route::pin},
    {"T52", both, "SHOW WARNINGS", Route::previous},
    {"T52", both, "SHOW ERRORS", Route::previous, Live::unseen},
    {"T52", both, "SHOW COUNT(*) WARNINGS", Route::previous},
    {"T52", both, "GET DIAGNOSTICS @t52 = NUMBER", Route::previous},
    {"T52", both, "SHOW PROFILES", Route::master, Live::unseen},
    {"T53", both, "SHOW PROCESSLIST", Route::master},
    {"T53", both, "SHOW GLOBAL STATUS", Route::master, Live::unseen},
    {"T53", both, "SHOW VARIABLES LIKE 'server_id'", Route::master},
    {"T53", both, "SHOW ENGINE INNODB STATUS", Route::master, Live::unseen},
    {"T53", both, "SHOW BINARY LOGS", Route::master},
    {"T53", both, "SELECT id FROM information_schema.processlist", Route::master, Live::unseen},
    {"T53", mysql, "SELECT * FROM performance_schema.threads", Route::master, Live::unseen},
    {"T53", both, "SELECT @@server_id", Route::master},
    {"T53", both, "SELECT @@hostname", Route::master, Live::unseen},
    {"T53", both, "SELECT CONNECTION_ID()", Route::master},
    {"T54", both, "SHOW TABLES", Route::replica},
    {"T54", both, "SHOW COLUMNS FROM t1", Route::replica},
    {"T54", both, "SHOW CREATE TABLE t1", Route::replica},
    {"T54", both, "SELECT table_name FROM information_schema.tables", Route::replica},
    {"T54", both, "SHOW TABLES WHERE GET_LOCK('t54', 0)", Route::pin},
    {"T55", both, "KILL CONNECTION_ID()", Route::master},
    // ---- transactions
    {"T37", both, "BEGIN", Route::master},
    {"T37", both, "START TRANSACTION", Route::master},
    {"T39", both, "START TRANSACTION READ WRITE", Route::master},
    {"T40", both, "START TRANSACTION WITH CONSISTENT SNAPSHOT", Route::master},
    {"T41", both, "SAVEPOINT t41", Route::master, Live::unseen},
    {"T42", both, "COMMIT AND CHAIN", Route::master},
    {"T42", both, "ROLLBACK RELEASE", Route::master},
    {"T43", both, "XA START 't43'", Route::pin},
    {"T43", mariadb, "XA RECOVER", Route::master, Live::unseen},
    {"T43", mysql, "XA RECOVER", Route::master, Live::refused},
    {"T45", both, "CREATE TABLE t45_{unique} (a INT)", Route::master},
    {"T36", mariadb, "BEGIN NOT ATOMIC DELETE FROM scratch; END", Route::master},
    {"T36", mariadb, "BEGIN NOT ATOMIC INSERT INTO scratch (v) VALUES ('t36'); END", Route::master},
    {"T62", mariadb, "BEGIN DELETE FROM scratch; END", Route::master, Live::agrees, "ORACLE"},
    {"T62", mariadb, "SELECT cached_ticket.NEXTVAL FROM dual", Route::master, Live::agrees, "ORACLE"},
    // ---- writes, administration, batches
    {"T31", both, "DROP TABLE IF EXISTS nosuch", Route::master},
    {"T32", both, "CALL log_this('t32')", Route::master},
    {"T32", both, "CALL as_owner()", Route::master},
    {"T33", both, "SELECT 1; DELETE FROM scratch", Route::master, Live::refused},
    {"T33", both, "SELECT 1; SELECT 2", Route::master, Live::refused},
    {"T35", mariadb, "EXECUTE IMMEDIATE 'INSERT INTO scratch (v) VALUES (1)'", Route::pin},
    {"T48", both, "ANALYZE TABLE t1", Route::master},
    {"T48", both, "OPTIMIZE TABLE audit_log", Route::master},
    {"T48", both, "CHECKSUM TABLE t1", Route::replica},
    {"T49", both, "FLUSH TABLES", Route::master},
    {"T49", both, "FLUSH STATUS", Route::master},
    {"T56", mysql, "LOAD DATA INFILE '/nosuch' INTO TABLE scratch", Route::master},
    {"T56", mariadb, "LOAD DATA INFILE '/nosuch' INTO TABLE scratch", Route::master, Live::refused},
    {"T58", both, "UPDATE scratch SET n = 1 WHERE 1 = 0", Route::master},
    {"T58", both, "DELETE FROM scratch WHERE 1 = 0", Route::master},
    {"T59", both, "TRUNCATE TABLE audit_log", Route::master},
    {"T59", both, "RENAME TABLE nosuch TO nosuch2", Route::master, Live::refused},
    {"T59", both, "SHUTDOWN", Route::master, Live::refused},
    {"T59", both, "GRANT SELECT ON redteam.* TO nobody", Route::master, Live::refused},
    {"T59", both, "INSTALL PLUGIN t59 SONAME 't59.so'", Route::master, Live::refused},
    {"T59", mariadb, "CHANGE MASTER TO MASTER_HOST = 'nowhere'", Route::master, Live::refused},
    {"T59", mysql, "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'nowhere'", Route::master, Live::refused},
    {"T59", both, "HELP 'select'", Route::replica},
});
// clang-format on

}  // namespace traps

}  // namespace rwsplit::testing
