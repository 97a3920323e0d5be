% Odd, ambiguous, broken and far-fetched texts: none of them may be called a read if it is none; how many reads among them
% are found is not counted.
SELECT * FROM t1 WHERE a = 1 FOR UPDATE;
SELECT 1;-- x
SELECT 1; /* x */
SELECT 1;;
SELECT 1 INTO @`x`
SELECT 1 INTO @'x'
SELECT 1 INTO
  @x
SELECT a INTO @x FROM t1 WHERE a = 1 LIMIT 1
SELECT 1 AS a INTO @x
SELECT (1) INTO @x
SELECT 'a' INTO @x
SELECT COUNT(*) INTO @cnt FROM t1
SELECT COUNT(*) FROM t1 INTO @cnt
SELECT SQL_CALC_FOUND_ROWS a FROM t1
SELECT sql_calc_found_rows * FROM t1 LIMIT 1
SELECT /*! SQL_CALC_FOUND_ROWS */ n FROM numbers LIMIT 1
SELECT ALL SQL_CALC_FOUND_ROWS n FROM numbers LIMIT 1
(SELECT SQL_CALC_FOUND_ROWS n FROM numbers LIMIT 1)
(SELECT SQL_CALC_FOUND_ROWS n FROM numbers) UNION (SELECT 1) LIMIT 1
SELECT * FROM (SELECT @x := 1) AS d
SELECT @x := @y := 1
SELECT @`new` := 1
SELECT @"new" := 1
SELECT @new.x := 1
SELECT @$new := 1
SELECT @ := 1
SELECT @x=1
SELECT a FROM t1 LIMIT 1 OFFSET 0
SELECT a FROM t1 LIMIT 0
SELECT * FROM redteam.`log_it`
SELECT log_it
SELECT redteam.`log_it`('x')
SELECT redteam . log_it('x')
SELECT redteam. log_it ('x')
SELECT redteam/**/./**/log_it/**/('x')
SELECT `redteam`.log_it('x')
SELECT `redteam`. `log_it` ('x')
SELECT LOG_IT('x')
SELECT log_it(('x'))
SELECT 1 + log_it('x') AS y
SELECT NOT log_it('x')
SELECT - log_it('x')
SELECT IF(1, log_it('x'), 0)
SELECT INTERVAL(log_it('x'), 1, 2)
SELECT DATE_ADD('2020-01-01', INTERVAL log_it('x') DAY)
SELECT CAST(log_it('x') AS CHAR)
SELECT CONVERT(log_it('x') USING utf8mb4)
SELECT EXTRACT(DAY FROM FROM_DAYS(log_it('x')))
SELECT SUBSTRING(log_it('x') FROM 1)
SELECT TRIM(log_it('x'))
SELECT COUNT(DISTINCT log_it(c)) FROM t1
SELECT GROUP_CONCAT(log_it(c)) FROM t1
SELECT SUM(log_it('x')) OVER () FROM t1
SELECT RANK() OVER (ORDER BY log_it(c)) FROM t1
SELECT a FROM t1 WHERE a BETWEEN log_it('x') AND 5
SELECT a FROM t1 WHERE a IN (log_it('x'))
SELECT a FROM t1 WHERE c LIKE log_it('x')
SELECT CASE log_it('x') WHEN 1 THEN 2 END
SELECT EXISTS (SELECT log_it('x'))
SELECT JSON_ARRAY(log_it('x'))
SELECT * FROM JSON_TABLE(JSON_ARRAY(log_it('x')), '$[*]' COLUMNS (v INT PATH '$')) j
SELECT a FROM t1 GROUP BY a HAVING log_it('x')
SELECT a FROM t1 JOIN t2 USING (a) WHERE log_it('x')
SELECT * FROM t1 JOIN t2 ON log_it('x')
SELECT a FROM t1 UNION SELECT log_it('x')
SELECT ROW(1, log_it('x')) = ROW(1, 1)
SELECT (log_it('x'))
SELECT (SELECT log_it('x') FROM t1 LIMIT 1)
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + log_it('x') FROM c WHERE n < 3) SELECT * FROM c
SELECT 1 LIMIT 1 -- log_it('x')
SELECT a.b FROM (SELECT 1 AS b) AS a
SELECT `log_it` FROM (SELECT 1 AS `log_it`) AS d
SELECT nvl(1)
SELECT to_char(1)
SELECT sformat(1)
SELECT json_detailed(1)
SELECT crc32c(1)
SELECT chr(1)
SELECT add_months(1)
SELECT uuid_to_bin(1)
SELECT regexp_like(1)
SELECT any_value(1)
SELECT format_bytes(1)
SELECT is_uuid(1)
SELECT sys_guid(1)
SELECT password(1)
SELECT abs (1)
SELECT now (1)
SELECT redteam.abs(1)
SELECT redteam.now(1)
SELECT `redteam`.`abs`(1)
SELECT redteam.if(1)
SELECT redteam.count(1)
SELECT count (1)
SELECT max (1)
SELECT substring (1)
SELECT `substring`(1)
SELECT `count`(1)
SELECT `max`(1)
SELECT `if`(1)
SELECT `left`(1)
SELECT left (1)
SELECT `replace`(1)
SELECT `abs`(1)
SELECT `now`(1)
SELECT `values`(1)
SELECT `interval`(1)
SELECT sysdate (1)
SELECT std (1)
SELECT position (1)
SELECT user (1)
SELECT `user`(1)
SELECT database (1)
SELECT charset (1)
SELECT year (1)
SELECT `date`(1)
SELECT format (1)
SELECT mod (1)
SELECT char (1)
SELECT coalesce (1)
SELECT ascii (1)
SELECT session_user (1)
SELECT system_user (1)
SELECT /*! log_it('x') */
SELECT /*! 1 + */ log_it('x')
SELECT 1 /*! + log_it('x') */
SELECT 1 /*!00000 + log_it('x') */
SELECT 1 /*!0 + log_it('x') */
SELECT 1 /*!1 + log_it('x') */
SELECT 1 /*!1234 + log_it('x') */
SELECT 1 /*!12345 + log_it('x') */
SELECT 1 /*!50000+log_it('x') */
SELECT 1 /*!050000 + log_it('x') */
SELECT 1 /*!090704 + log_it('x') */
SELECT 1 /*!101100 + log_it('x') */
SELECT 1 /*!101119 + log_it('x') */
SELECT 1 /*!101120 + log_it('x') */
SELECT 1 /*!500001 + log_it('x') */
SELECT 1 /*!5000012 + log_it('x') */
SELECT 1 /*!40000 /* x */ + log_it('x') */
SELECT 1 /*!40000 /* x */ */ + log_it('x')
SELECT 1 /*!99999 /* x */ + log_it('x') /* */ */
SELECT 1 /*!99999 */ + log_it('x')
SELECT 1 /*!99999 '*/' */ + log_it('x')
SELECT 1 /*!99999 '*/ + log_it('x') -- '
SELECT 1 /*! '*/' */
SELECT 1 /*! + log_it('*/') */
SELECT 1 /* */ + log_it('x') /* */
SELECT 1 /* /* */ + log_it('x')
SELECT 1 /*/ + log_it('x') /*/ + 1
SELECT 1 /**/ + log_it('x')
SELECT 1 /*! + 1 /*! + log_it('x') */ */
SELECT 1 /*!40000 + 1 /*!40000 + log_it('x') */ + 2 */
SELECT 1 /*!99999 + 1 /*!40000 + log_it('x') */ + 2 */
SELECT 1 /*M! + log_it('x') */
SELECT 1 /*M!100000 + log_it('x') */
SELECT 1 /*m! + log_it('x') */
SELECT 1 /*M + log_it('x') */
SELECT 1 /* ! + log_it('x') */
SELECT 1 /*!
  + log_it('x') */
SELECT 1 /*!40000
  + log_it('x')
  */
SELECT 1 -- + log_it('x')
SELECT 1 --
  + log_it('x')
SELECT 1 --1 + log_it('x')
SELECT 1 # + log_it('x')
SELECT 1 #
  + log_it('x')
SELECT '\' + log_it('x') + '\''
SELECT 'a' + log_it('x') + 'b'
SELECT 'a'' + log_it(1) + ''b'
SELECT "a"" + log_it(1) + ""b"
SELECT 'a\\' + log_it('x') + 'b'
SELECT 'a\\\' + log_it(1) + \'b'
SELECT `a`` + log_it('x')` FROM (SELECT 1 AS `a`` + log_it('x')`) AS d
SELECT N'a' + log_it('x')
SELECT n'a\'' + log_it('x')
SELECT x'4D' + log_it('x')
SELECT 0x4D + log_it('x')
SELECT 0b1+log_it('x')
SELECT 1e1+log_it('x')
SELECT 1.e1+log_it('x')
SELECT _utf8mb4'\'' + log_it('x')
SELECT _binary'\'' + log_it('x')
SELECT {d '2020-01-01'}
SELECT {fn ABS(-1)}
SELECT {fn log_it('x')}
SELECT {x log_it('x')}
SELECT * FROM {OJ t1 LEFT JOIN t2 ON t1.a = t2.a}
SELECT \N
SELECT a\G
SELECT 1 ; SELECT 2
SELECT 1; DROP TABLE scratch
SHOW TABLES;
SHOW TABLES FROM mysql
SHOW TABLES FROM information_schema
SHOW TABLES FROM performance_schema
SHOW TABLES LIKE 'a' WHERE log_it('x')
SHOW COLUMNS FROM t1 WHERE log_it('x')
SHOW COLLATION WHERE log_it('x')
SHOW DATABASES WHERE log_it('x') = 1
SHOW DATABASES WHERE 1 = CONNECTION_ID()
SHOW INDEX FROM t1 WHERE log_it('x')
SHOW TRIGGERS WHERE log_it('x')
SHOW PROCEDURE STATUS WHERE log_it('x')
SHOW TABLE STATUS WHERE log_it('x')
SHOW CHARACTER SET WHERE log_it('x')
SHOW EVENTS WHERE log_it('x')
SHOW CREATE EVENT nosuch
SHOW PROFILE
SHOW PROFILE ALL FOR QUERY 1
SHOW MUTEX STATUS
SHOW FUNCTION CODE pure_add
SHOW RELAYLOG EVENTS
SHOW MASTER LOGS
SHOW AUTHORS
SHOW CONTRIBUTORS
SHOW INNODB STATUS
SHOW STATUS LIKE 'Uptime'
SHOW SESSION VARIABLES LIKE 'sql_mode'
SHOW VARIABLES LIKE 'character_set%'
SHOW VARIABLES WHERE variable_name = 'lower_case_table_names'
SHOW GLOBAL VARIABLES LIKE 'max_allowed_packet'
DESC t1 a
DESCRIBE redteam.t1
DESC nosuch
EXPLAIN t1 a
EXPLAIN redteam.t1 'a%'
EXPLAIN FORMAT=JSON UPDATE scratch SET n = 1
EXPLAIN SELECT log_it('x')
EXPLAIN SELECT (SELECT log_it('x'))
EXPLAIN SELECT * FROM t1 WHERE a = log_it('x')
EXPLAIN SELECT * FROM t1 WHERE a = (SELECT log_it('x'))
EXPLAIN SELECT * FROM t1 FOR UPDATE
EXPLAIN SELECT * FROM t1 LOCK IN SHARE MODE
EXPLAIN SELECT 1 INTO @x
EXPLAIN SELECT LAST_INSERT_ID()
EXPLAIN SELECT @planted
EXPLAIN FOR CONNECTION 1
EXPLAIN EXTENDED DELETE FROM scratch
EXPLAIN REPLACE INTO scratch (v) VALUES (1)
EXPLAIN SELECT SQL_CALC_FOUND_ROWS n FROM numbers LIMIT 1
EXPLAIN EXPLAIN SELECT 1
EXPLAIN DO 1
EXPLAIN CALL list_orders()
EXPLAIN SHOW TABLES
HELP 'select' INTO @x
HELP log_it
HELP select
HELP ''
CHECKSUM TABLE nosuch
CHECKSUM TABLES t1
CHECKSUM TABLE open_orders
CHECKSUM TABLE mysql.user
CHECK TABLE t1
REPAIR TABLE myisam_table
DO log_it('x'), 1
DO (1)
DO 1 AS x
DO @x
DO @x := 1
DO 1 FOR UPDATE
DO LAST_INSERT_ID(5)
DO SLEEP(0) + 1
DO VALUES(1)
VALUES ROW(1) INTO @x
VALUES (1) INTO @x
(VALUES (1))
WITH c AS (VALUES (1)) SELECT * FROM c
WITH c AS (DELETE FROM scratch RETURNING id) SELECT * FROM c
WITH c AS (SELECT 1) (SELECT * FROM c)
(WITH c AS (SELECT 1) SELECT * FROM c)
WITH c AS (SELECT 1) SELECT * FROM c INTO @x
WITH c AS (SELECT 1) INSERT INTO scratch (v) SELECT * FROM c
WITH c AS (SELECT 1) SELECT * FROM c, t1 FOR UPDATE
WITH `for` AS (SELECT 1 AS `update`) SELECT `update` FROM `for`
WITH share AS (SELECT 1 AS mode) SELECT mode FROM share
SELECT a FROM t1 AS lock_ WHERE a IN (SELECT a FROM t2)
SELECT share FROM (SELECT 1 AS share) AS mode
SELECT nowait FROM (SELECT 1 AS nowait) AS skip
SELECT outfile FROM (SELECT 1 AS `outfile`) AS d
SELECT value FROM (SELECT 1 AS value) AS next
SELECT next.value FROM (SELECT 1 AS value) AS next
SELECT nextval FROM (SELECT 1 AS nextval) AS d
SELECT d.nextval FROM (SELECT 1 AS nextval) AS d
SELECT d.currval FROM (SELECT 1 AS currval) AS d
SELECT lastval FROM (SELECT 1 AS lastval) AS d
SELECT identity FROM (SELECT 1 AS identity) AS d
SELECT procedure_ FROM (SELECT 1 AS procedure_) AS d
SELECT sequence FROM (SELECT 1 AS sequence) AS d
SELECT ROWNUM FROM (SELECT 1 AS ROWNUM) AS d
SELECT execute FROM (SELECT 1 AS execute) AS d
SELECT a FROM t1 AS begin
SELECT a FROM t1 end
SELECT session, global, local FROM (SELECT 1 AS session, 2 AS global, 3 AS local) AS d
SELECT * FROM performance_schema.session_variables
SELECT * FROM `performance_schema`.global_status LIMIT 1
SELECT * FROM /**/information_schema/**/./**/processlist
SELECT information_schema.processlist.id FROM information_schema.processlist
SELECT COUNT(*) FROM information_schema.`processlist` AS p
SELECT * FROM INFORMATION_SCHEMA.processlist
SELECT @@GLOBAL . server_id
SELECT @@global/**/./**/server_id
SELECT @@`server_id`
SELECT @@global.`server_id`
SELECT @@SERVER_ID
SELECT @@persist.server_id
SELECT @@local.server_id
SELECT @@default.key_buffer_size
SELECT @@GLOBAL.sql_mode
SELECT @@ sql_mode
SELECT @@sql_mode . x
SELECT @@SESSION . sql_mode
SELECT @@timestamp
SELECT @@rand_seed1
SELECT @@pseudo_thread_id
SELECT @@insert_id
SELECT @@error_count
SELECT @@SESSION.warning_count
SELECT @@LAST_INSERT_ID + 1
SELECT @@tx_read_only
SELECT @@session.sql_log_bin
SELECT @@proxy_user, @@external_user
SELECT @@general_log_file
SELECT @@tmpdir
SELECT @@profiling
SELECT @@in_transaction
SELECT CURRENT_USER, USER(), CURRENT_ROLE()
SELECT SCHEMA(), DATABASE()
SELECT VERSION(), @@version
SELECT PASSWORD('x')
SELECT MASTER_POS_WAIT('x', 1, 0.01)
SELECT UUID(), UUID_SHORT() > 0
SELECT RANDOM_BYTES(2)
SELECT SYSDATE(), NOW(), CURDATE()
SELECT UNIX_TIMESTAMP()
SELECT ENCRYPT('a', 'b')
SELECT LOAD_FILE('/etc/passwd')
SELECT BENCHMARK(2, log_it('x'))
SELECT BENCHMARK(2, (SELECT 1))
SELECT SLEEP(log_it('x') - 1)
SELECT VALUES(b) FROM t1
SELECT DEFAULT(a) FROM t1
SELECT * FROM t1 PROCEDURE ANALYSE(10, 2000)
SELECT * FROM t1 WHERE MATCH (c) AGAINST ('x')
SELECT a FROM t1 ORDER BY a FOR UPDATE
SELECT a FROM t1 HAVING a > 0 FOR UPDATE
SELECT a FROM t1 GROUP BY a FOR UPDATE
SELECT a FROM t1 WHERE a = 'FOR' FOR UPDATE
SELECT a FROM t1 t FOR UPDATE
SELECT a FROM t1 AS t FORCE INDEX (PRIMARY) FOR UPDATE
SELECT a FROM t1 USE INDEX FOR ORDER BY (PRIMARY) ORDER BY a
SELECT a FROM t1 USE INDEX FOR ORDER BY (PRIMARY) ORDER BY a FOR UPDATE
SELECT SUBSTRING('abc' FROM 2 FOR 1) FROM t1 FOR UPDATE
SELECT a FROM t1 LIMIT 1 LOCK IN SHARE MODE
SELECT a FROM t1 LOCK
SELECT a FROM t1 AS `lock` LOCK IN SHARE MODE
SELECT a FROM t1 FOR UPDATE UNION SELECT 1
SELECT 1 UNION SELECT a FROM t1 FOR UPDATE
SELECT 1 UNION (SELECT a FROM t1 LOCK IN SHARE MODE)
(SELECT 1) UNION (SELECT a FROM t1) FOR UPDATE
(SELECT 1 UNION SELECT a FROM t1) FOR UPDATE
SELECT * FROM t1, (SELECT 1 FROM t2 FOR UPDATE) AS d
SELECT a FROM t1 FOR UPDATE LIMIT 1
SELECT a FROM open_orders, t1 FOR UPDATE
SELECT * FROM open_orders LOCK IN SHARE MODE
SELECT 1 FOR UPDATE
SELECT 1 LOCK IN SHARE MODE
SELECT 1 FROM dual FOR UPDATE
SELECT 1 FROM (SELECT 1) AS d FOR UPDATE
SELECT * FROM information_schema.tables LIMIT 1 FOR UPDATE
HANDLER planted READ FIRST
LOAD DATA LOCAL INFILE '/nosuch' INTO TABLE scratch
SAVEPOINT s
ROLLBACK TO s
RELEASE SAVEPOINT s
UNLOCK TABLES
SET @x = 1, @@sql_mode = ''
SET DEFAULT ROLE NONE
SET ROLE NONE
SET ROLE ALL
SET sql_mode = DEFAULT
SIGNAL SQLSTATE '45000'
SIGNAL SQLSTATE '01000'
RESIGNAL
DEALLOCATE PREPARE nosuch
EXECUTE planted USING @a
CALL nosuch()
CALL list_orders
ALTER DATABASE redteam CHARACTER SET utf8mb4
CREATE DATABASE IF NOT EXISTS redteam
CREATE TABLE IF NOT EXISTS t1 SELECT 1
DROP PREPARE planted
DROP FUNCTION IF EXISTS nosuch
DROP DATABASE IF EXISTS nosuch_database
CREATE EVENT IF NOT EXISTS made ON SCHEDULE AT '2099-01-01' DO DELETE FROM scratch
DROP EVENT IF EXISTS made
REVOKE SELECT ON redteam.* FROM nobody
UNINSTALL PLUGIN nosuch
FLUSH PRIVILEGES
FLUSH NO_WRITE_TO_BINLOG STATUS
FLUSH TABLES t1 FOR EXPORT
% sql_mode ANSI_QUOTES
SELECT "a'" FROM (SELECT 1 AS "a'") AS d WHERE log_it('x')
SELECT "a\" FROM (SELECT 1 AS "a\") AS d WHERE log_it('x') -- "
SELECT 'a' "for update" FROM t1
SELECT "log_it" ('x')
SELECT "redteam"."log_it"('x')
SELECT redteam."log_it"('x')
SELECT @"x" := 1
% sql_mode NO_BACKSLASH_ESCAPES
SELECT 'a\' + log_it('x')
SELECT "a\" + log_it("x")
SELECT 'a\', log_it('x'), 'b'
SELECT N'a\' + log_it('x')
SELECT _utf8mb4'\' + log_it('x')
SELECT '\\' + log_it('x')
SELECT '\' /* ' + log_it('x') + ' */
SELECT '\'' + 1 -- ' + log_it('x')
% sql_mode HIGH_NOT_PRECEDENCE
SELECT NOT 1 BETWEEN -5 AND 5
% sql_mode ANSI
SELECT "a" || 'b' FROM "t1"
SELECT COUNT (*) FROM t1
SELECT abs (1)
% sql_mode
% Names of tables and databases
SELECT * FROM seq_1_to_5, t1
SELECT * FROM mysql . user
SELECT * FROM `mysql`.`user`
SELECT * FROM sys.`version`
SELECT * FROM t1 `performance_schema`
SELECT `mysql`.`user`.`host` FROM `mysql`.`user`
SELECT 1 FROM `information_schema` . `processlist`
SELECT 1 FROM (SELECT 1) AS `information_schema`, t1
