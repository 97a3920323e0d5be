% Statements for SQLite; what each is, SQLite says.
SELECT 1
select 1;
SELECT * FROM t1
SELECT a, b FROM t1 WHERE c = 'x' ORDER BY a DESC LIMIT 2 OFFSET 1
SELECT "a", `b`, [c] FROM "t1"
SELECT 'it''s', "for update", 'a\'
SELECT x'41', X'4d', 0x1F, 1e3, .5, 1_000
SELECT a AS `into`, b AS 'update' FROM t1 AS "delete"
SELECT a || b, a -> '$', a ->> '$.x' FROM t1
SELECT a IS b, a IS NOT b, a IS NOT DISTINCT FROM b, a ISNULL, b NOTNULL, a NOT NULL FROM t1
SELECT a GLOB 'x*', c LIKE 'x%' ESCAPE '\', a BETWEEN 1 AND 2, a IN (1, 2), a NOT IN (SELECT a FROM t2) FROM t1
SELECT CASE a WHEN 1 THEN 'one' ELSE 'more' END FROM t1
SELECT CAST(a AS TEXT), CAST('1' AS INTEGER) FROM t1
SELECT abs(-1), changes_of FROM (SELECT 1 AS changes_of)
SELECT abs(-1), char(65), coalesce(NULL, 1), concat('a', 'b'), concat_ws(',', 'a'), format('%d', 1), glob('a*', 'ab'), hex('a'), ifnull(NULL, 1), iif(1, 2, 3), instr('ab', 'b'), length('a'), like('a', 'a'), likelihood(1, 0.5), likely(1), lower('A'), ltrim(' a'), max(1, 2), min(1, 2), nullif(1, 2), octet_length('a'), printf('%d', 1), quote('a'), random() IS NULL, randomblob(1) IS NULL, replace('a', 'a', 'b'), round(1.5), rtrim('a '), sign(-1), soundex('a'), sqlite_source_id(), sqlite_version(), substr('abc', 1, 2), substring('abc', 1), trim(' a '), typeof(1), unhex('41'), unicode('a'), unlikely(1), upper('a'), zeroblob(2)
SELECT abs(-1), char(65), coalesce(NULL, 1), glob('a*', 'ab'), hex('a'), ifnull(NULL, 1), iif(1, 2, 3), instr('ab', 'b'), length('a'), like('a', 'a'), likelihood(1, 0.5), likely(1), lower('A'), ltrim(' a'), max(1, 2), min(1, 2), nullif(1, 2), printf('%d', 1), quote('a'), replace('a', 'a', 'b'), round(1.5), rtrim('a '), sqlite_version(), substr('abc', 1, 2), trim(' a '), typeof(1), unicode('a'), unlikely(1), upper('a'), zeroblob(2)
SELECT random(), randomblob(4)
SELECT date('2020-01-01'), time('10:00'), datetime('now'), julianday('2020-01-01'), strftime('%Y', '2020-01-01'), unixepoch('2020-01-01')
SELECT CURRENT_DATE, CURRENT_TIME, CURRENT_TIMESTAMP
SELECT count(*), count(DISTINCT a), avg(a), sum(a), total(a), min(a), max(a), group_concat(c), group_concat(c, ';') FROM t1
SELECT string_agg(c, ',') FROM t1
SELECT count(*) FILTER (WHERE a > 1) FROM t1
SELECT group_concat(c ORDER BY c) FROM t1
SELECT acos(1), asin(1), atan(1), atan2(1, 1), ceil(1.5), ceiling(1.5), cos(1), degrees(1), exp(1), floor(1.5), ln(1), log(10), log10(10), log2(2), mod(5, 2), pi(), pow(2, 2), power(2, 2), radians(1), sin(1), sqrt(4), tan(1), trunc(1.5)
SELECT json('{}'), json_array(1), json_array_length('[1]'), json_extract('{"a":1}', '$.a'), json_insert('{}', '$.a', 1), json_object('a', 1), json_patch('{}', '{}'), json_remove('{"a":1}', '$.a'), json_replace('{"a":1}', '$.a', 2), json_set('{}', '$.a', 1), json_type('{}'), json_valid('{}'), json_quote('a')
SELECT json_group_array(a), json_group_object(c, a) FROM t1 WHERE c IS NOT NULL
SELECT key, value FROM json_each('[1,2]')
SELECT * FROM json_tree('{"a":[1]}')
SELECT t1.a, j.value FROM t1, json_each('[1,2]') AS j
SELECT value FROM generate_series(1, 3)
SELECT row_number() OVER (ORDER BY a), rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w, ntile(2) OVER w, lag(a) OVER w, lead(a) OVER w, first_value(a) OVER w, last_value(a) OVER w, nth_value(a, 1) OVER w FROM t1 WINDOW w AS (ORDER BY a)
SELECT sum(a) OVER (PARTITION BY b ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t1
SELECT * FROM t1 JOIN t2 USING (a)
SELECT * FROM t1 LEFT OUTER JOIN t2 ON t1.a = t2.a
SELECT * FROM t1 NATURAL JOIN t2
SELECT * FROM t1 CROSS JOIN t2
SELECT * FROM t1, t2 WHERE t1.a = t2.a
SELECT * FROM t1 INDEXED BY t1_b WHERE b = 1
SELECT * FROM t1 NOT INDEXED WHERE a = 1
SELECT * FROM main.t1
SELECT main.t1.a FROM main.t1
SELECT * FROM v1
SELECT * FROM (SELECT a FROM t1) WHERE a > 1
SELECT (SELECT max(a) FROM t2), EXISTS (SELECT 1 FROM t2) FROM t1
SELECT a FROM t1 UNION SELECT a FROM t2
SELECT a FROM t1 UNION ALL SELECT a FROM t2 ORDER BY 1
SELECT a FROM t1 INTERSECT SELECT a FROM t2
SELECT a FROM t1 EXCEPT SELECT a FROM t2
SELECT DISTINCT b FROM t1
SELECT ALL b FROM t1
SELECT b, count(*) FROM t1 GROUP BY b HAVING count(*) > 0
SELECT a FROM t1 LIMIT 1, 2
SELECT a FROM t1 LIMIT (SELECT 1)
SELECT a FROM t1 ORDER BY c COLLATE NOCASE ASC NULLS LAST
SELECT rowid, oid, _rowid_ FROM t1
SELECT * FROM t1 WHERE (a, b) = (1, 10)
SELECT * FROM t1 WHERE (a, b) IN (VALUES (1, 10))
SELECT NULL, TRUE, FALSE
SELECT -a, +a, ~a, NOT a FROM t1
SELECT a << 1, a >> 1, a & 1, a | 1, a % 2, a <> 1, a != 1, a == 1 FROM t1
VALUES (1, 2), (3, 4)
VALUES (1)
WITH c AS (SELECT 1 AS x) SELECT * FROM c
WITH c(x) AS MATERIALIZED (SELECT 1) SELECT * FROM c
WITH c(x) AS NOT MATERIALIZED (SELECT 1) SELECT * FROM c
WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c
WITH RECURSIVE c(n) AS (VALUES (1) UNION SELECT n + 1 FROM c LIMIT 3) SELECT * FROM c
WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM b
SELECT * FROM (WITH c AS (SELECT 1) SELECT * FROM c)
EXPLAIN SELECT * FROM t1
EXPLAIN QUERY PLAN SELECT * FROM t1
EXPLAIN QUERY PLAN WITH c AS (SELECT 1) SELECT * FROM c
SELECT name, sql FROM sqlite_master WHERE type = 'table'
SELECT * FROM sqlite_schema
SELECT * FROM main.sqlite_master
SELECT * FROM pragma_table_info('t1')
SELECT name FROM pragma_table_info('t1') WHERE pk
SELECT * FROM sqlite_sequence
SELECT * FROM pragma_user_version
SELECT/**/1
/* a */ SELECT 1 -- b
-- a
  SELECT 1
SELECT 1 /* not closed
SELECT 1 -- FOR UPDATE
SELECT 'for update', 'delete from t1'
SELECT `delete` FROM (SELECT 1 AS `delete`)
SELECT [delete from t1] FROM (SELECT 1 AS [delete from t1])
SELECT "insert" FROM (SELECT 1 AS "insert")
SELECT replace(c, 'x', 'y') FROM t1
SELECT glob FROM (SELECT 1 AS glob)
SELECT key FROM (SELECT 1 AS key)
sElEcT * fRoM t1
SELECT*FROM t1
SELECT(1)
SELECT+1
SELECT'x'
SELECT"a"FROM"t1"
SELECT a FROM t1 WHERE c MATCH 'x'
SELECT * FROM words WHERE words MATCH 'alpha'
SELECT snippet(words), highlight(words, 0, '<', '>'), bm25(words) FROM words WHERE words MATCH 'alpha'
SELECT bm25(words) FROM words WHERE words MATCH 'alpha'
SELECT "id", "name" FROM "customers" WHERE "customers"."id" = 1 LIMIT 21
SELECT "customers"."id" AS t0_r0 FROM "customers" LEFT OUTER JOIN "orders" ON "orders"."customer_id" = "customers"."id" ORDER BY "customers"."id" ASC LIMIT 1
SELECT 1 AS one FROM "customers" WHERE "customers"."name" = 'Ann' LIMIT 1
SELECT COUNT(*) AS "__count" FROM "orders"
SELECT customers.id AS customers_id, customers.name AS customers_name FROM customers WHERE customers.name LIKE '%n%' ORDER BY customers.id LIMIT 10 OFFSET 0
select * from "customers" where "id" = 1 limit 1
select exists(select * from "orders" where "customer_id" = 1) as "exists"
select strftime('%Y-%m', placed_at) as month, sum(total) from orders group by 1
SELECT coalesce(sum(total), 0.0) FROM orders WHERE placed_at BETWEEN '2020-01-01' AND '2024-01-01'
SELECT o.*, (SELECT count(*) FROM customers c WHERE c.id = o.customer_id) AS n FROM orders o
SELECT name FROM customers WHERE lower(name) = lower('ANN') AND length(name) > 1
SELECT substr(name, 1, 1) AS letter, count(*) FROM customers GROUP BY letter ORDER BY letter
SELECT max(total) - min(total), round(avg(total), 2) FROM orders
SELECT c.name, sum(o.total) OVER (PARTITION BY c.id ORDER BY o.id) FROM customers c JOIN orders o ON o.customer_id = c.id
SELECT json_extract(data, '$.a') FROM customers
SELECT data ->> 'a', data -> '$.b' FROM customers
SELECT * FROM customers WHERE data IS NOT NULL AND json_valid(data)
SELECT date(placed_at), count(*) FROM orders WHERE placed_at > date('now', '-100 years') GROUP BY date(placed_at)
SELECT total(total), typeof(total) FROM orders GROUP BY typeof(total)
SELECT instr(name, 'n'), printf('%-5s', name), quote(name) FROM customers
SELECT - 5 * + 12 AS col2 FROM t1 AS cor0 WHERE NOT NULL IS NULL
SELECT ALL - COUNT( * ) * + MAX( DISTINCT a ) FROM t1
SELECT a, CASE WHEN c IS NULL THEN b ELSE a - 7 END FROM t1 WHERE EXISTS (SELECT 1 FROM t1 AS x WHERE x.b < t1.b) ORDER BY 1
% Not reads
INSERT INTO t1 VALUES (9, 9, 'i')
INSERT OR REPLACE INTO t1 VALUES (1, 1, 'r')
INSERT OR IGNORE INTO t1 VALUES (1, 1, 'r')
INSERT INTO t1 DEFAULT VALUES
INSERT INTO t1 SELECT a + 50, b, c FROM t2
INSERT INTO t1 VALUES (1, 1, 'u') ON CONFLICT (a) DO UPDATE SET c = 'u'
INSERT INTO t1 VALUES (77, 1, 'u') RETURNING a
REPLACE INTO t1 VALUES (2, 2, 'r')
UPDATE t1 SET c = 'u'
UPDATE t1 SET c = 'u' WHERE 0
UPDATE OR IGNORE t1 SET a = 1 WHERE a = 2
UPDATE t1 SET b = 1 RETURNING *
UPDATE t1 SET b = t2.b FROM t2 WHERE t1.a = t2.a
DELETE FROM t1 WHERE a = 1
DELETE FROM t1 WHERE 0
DELETE FROM t1 WHERE 0 RETURNING a
WITH c AS (SELECT 1 AS x) DELETE FROM t1 WHERE a IN (SELECT x FROM c)
WITH c AS (SELECT 1 AS x) UPDATE t1 SET b = 1 WHERE a IN (SELECT x FROM c)
WITH c AS (SELECT 98 AS x) INSERT INTO t1 (a) SELECT x FROM c
WITH c AS (SELECT 98 AS x) REPLACE INTO t1 (a) SELECT x FROM c
WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3) DELETE FROM t1 WHERE a IN c
/* SELECT */ DELETE FROM t1 WHERE 0
-- SELECT
  DELETE FROM t1 WHERE 0
CREATE TABLE made (a)
CREATE TABLE IF NOT EXISTS t1 (a)
CREATE TABLE made2 AS SELECT * FROM t1
CREATE TEMP TABLE made3 (a)
CREATE TEMPORARY VIEW made4 AS SELECT 1
CREATE INDEX made5 ON t1 (c)
CREATE VIEW made6 AS SELECT 1
CREATE TRIGGER made7 AFTER INSERT ON t1 BEGIN SELECT 1; END
CREATE VIRTUAL TABLE made8 USING fts5(body)
DROP TABLE IF EXISTS nosuch
DROP VIEW v1
ALTER TABLE t2 ADD COLUMN d
ALTER TABLE t2 RENAME TO t3
REINDEX
ANALYZE
VACUUM
BEGIN
BEGIN DEFERRED
BEGIN IMMEDIATE
BEGIN EXCLUSIVE TRANSACTION
SAVEPOINT s
ATTACH ':memory:' AS other
ATTACH DATABASE ':memory:' AS 'other2'
PRAGMA journal_mode = DELETE
PRAGMA foreign_keys = ON
PRAGMA foreign_keys(1)
PRAGMA user_version = 5
PRAGMA main.user_version(6)
PRAGMA query_only = ON
PRAGMA cache_size = 100
PRAGMA synchronous = OFF
PRAGMA case_sensitive_like = 1
PRAGMA recursive_triggers = 1
PRAGMA temp_store = 2
PRAGMA busy_timeout = 7
PRAGMA incremental_vacuum
PRAGMA wal_checkpoint
PRAGMA application_id = 3
PRAGMA writable_schema = 1
SELECT last_insert_rowid()
SELECT changes()
SELECT total_changes()
SELECT last_insert_rowid() + 1 FROM t1
SELECT * FROM t1 WHERE a = last_insert_rowid()
SELECT (SELECT changes())
SELECT "last_insert_rowid"()
SELECT [changes]()
SELECT `total_changes`()
SELECT/**/changes/**/()
SELECT max(changes(), 0)
VALUES (changes())
WITH c AS (SELECT changes() AS x) SELECT * FROM c
SELECT load_extension('x')
SELECT 1; DELETE FROM t1
SELECT 1; SELECT 2
SELECT * FROM words('alpha'); INSERT INTO words (words) VALUES ('optimize')
INSERT INTO words (words) VALUES ('optimize')
SELECT 1 ; ; VACUUM
SELECT * FROM pragma_wal_checkpoint
SELECT * FROM pragma_incremental_vacuum(1)
SELECT * FROM "pragma_changes"
SELECT * FROM temp.planted
SELECT * FROM sqlite_temp_master
SELECT * FROM other_db.x
% contract seen_only_if_it_does_something
PRAGMA optimize
SELECT 1 WHERE total_changes() > 0
SELECT 1 FROM t1 WHERE c = 'x' AND [changes]() > 0
% contract setting_of_the_connection_or_the_file
SELECT * FROM pragma_journal_mode
SELECT * FROM pragma_foreign_keys
SELECT * FROM pragma_optimize
SELECT * FROM pragma_query_only
