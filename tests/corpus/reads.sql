% Statements as object mappers, frameworks, reports and tools send them: most of them reads. What each is, the servers say.
% Object mappers
SELECT `customers`.`id`, `customers`.`name`, `customers`.`email` FROM `customers` WHERE `customers`.`id` = 1 LIMIT 21
SELECT `auth_user`.`id`, `auth_user`.`password`, `auth_user`.`last_login` FROM `auth_user` WHERE `auth_user`.`username` = 'root' LIMIT 21
SELECT (1) AS `a` FROM `auth_user` WHERE (`auth_user`.`username` = 'bob' AND NOT (`auth_user`.`id` = 7)) LIMIT 1
SELECT COUNT(*) AS `__count` FROM `orders` INNER JOIN `customers` ON (`orders`.`customer_id` = `customers`.`id`) WHERE `customers`.`country` IN ('DE', 'FR')
SELECT `django_session`.`session_key`, `django_session`.`session_data` FROM `django_session` WHERE (`django_session`.`expire_date` > '2024-05-01 10:00:00.123456' AND `django_session`.`session_key` = 'k') LIMIT 21
SELECT DISTINCT `orders`.`status` FROM `orders` ORDER BY `orders`.`status` ASC
SELECT CAST(DATE_FORMAT(`orders`.`placed_at`, '%Y-%m-01') AS DATE) AS `month`, COUNT(`orders`.`id`) AS `n` FROM `orders` GROUP BY CAST(DATE_FORMAT(`orders`.`placed_at`, '%Y-%m-01') AS DATE) ORDER BY NULL
SELECT `customers`.* FROM `customers` WHERE `customers`.`active` = TRUE ORDER BY `customers`.`id` ASC LIMIT 1
SELECT 1 AS one FROM `customers` WHERE `customers`.`email` = BINARY 'ann@example.org' LIMIT 1
SELECT COUNT(*) FROM `orders` WHERE `orders`.`customer_id` = 1 AND `orders`.`status` IS NOT NULL
SELECT `orders`.`id` AS t0_r0, `orders`.`total` AS t0_r1, `customers`.`id` AS t1_r0 FROM `orders` LEFT OUTER JOIN `customers` ON `customers`.`id` = `orders`.`customer_id` WHERE `orders`.`id` IN (1, 2, 3)
SELECT SUM(`orders`.`total`) FROM `orders` WHERE `orders`.`placed_at` BETWEEN '2020-01-01 00:00:00' AND '2024-12-31 23:59:59'
SELECT MAX(`orders`.`id`) AS max_id FROM `orders` /* loading for pagination */
SELECT c1_0.id, c1_0.name, c1_0.email FROM customers c1_0 WHERE c1_0.id = 1
SELECT o1_0.id, o1_0.total FROM orders o1_0 JOIN customers c1_0 ON c1_0.id = o1_0.customer_id WHERE c1_0.name LIKE '%n%' ESCAPE '!' ORDER BY o1_0.id DESC LIMIT 0, 10
/* load com.example.Customer */ select customer0_.id as id1_0_0_, customer0_.name as name2_0_0_ from customers customer0_ where customer0_.id=1
/* criteria query */ select count(distinct c.id) as y0_ from customers c left join orders o on c.id = o.customer_id where (c.country = 'DE' or c.balance > 3.5)
select * from `customers` where `id` = 1 and `customers`.`active` is not null limit 1
select exists(select * from `orders` where `customer_id` = 1) as `exists`
select count(*) as aggregate from `orders` where `status` = 'open'
select `orders`.*, (select count(*) from `order_items` where `orders`.`id` = `order_items`.`order_id`) as `items_count` from `orders` order by `id` desc limit 15 offset 0
select * from `orders` where exists (select * from `customers` where `orders`.`customer_id` = `customers`.`id` and `country` = 'DE') and `total` > 5
select * from `customers` where json_contains(`data`, '1', '$.a')
select `id` from `customers` where `data`->'$.a' is not null
select * from `customers` where year(`created_at`) = 2020 and month(`created_at`) = 1
SELECT customers.id AS customers_id, customers.name AS customers_name FROM customers WHERE customers.name = 'Ann' LIMIT 1
SELECT anon_1.id AS anon_1_id, anon_1.total FROM (SELECT orders.id AS id, orders.total AS total FROM orders ORDER BY orders.id LIMIT 5) AS anon_1 LEFT OUTER JOIN order_items ON order_items.order_id = anon_1.id
SELECT count(*) AS count_1 FROM (SELECT customers.id AS customers_id FROM customers WHERE lower(customers.name) LIKE lower('%A%')) AS anon_1
SELECT CASE WHEN (customers.balance > 0) THEN 'plus' WHEN (customers.balance < 0) THEN 'minus' ELSE 'zero' END AS sign FROM customers
SELECT coalesce(sum(orders.total), 0) AS coalesce_1 FROM orders WHERE orders.customer_id = 99
SELECT t0.id, t0.name FROM customers AS t0 WHERE t0.id IN (SELECT t1.customer_id FROM orders AS t1 WHERE t1.total >= 1) AND 1=1
SELECT "text" AS a, 'it''s' AS b, "say ""so""" AS c, 'back\\slash' AS d, 'quo\'te' AS e
SELECT `Customer`.`id`, `Customer`.`name`, `Orders`.`id` AS `Orders.id` FROM `customers` AS `Customer` LEFT OUTER JOIN `orders` AS `Orders` ON `Customer`.`id` = `Orders`.`customer_id` WHERE `Customer`.`id` = 1
SELECT 1+1 AS result
SELECT `t`.* FROM `t1` AS `t` WHERE (`t`.`a` > 0 AND `t`.`c` IN ('x','y') OR `t`.`b` IS NULL) ORDER BY `t`.`a` LIMIT 100 OFFSET 0
% Content systems and shops
SELECT option_value FROM wp_options WHERE option_name = 'siteurl' LIMIT 1
SELECT option_name, option_value FROM wp_options WHERE autoload = 'yes'
SELECT wp_posts.ID FROM wp_posts WHERE 1=1 AND ((wp_posts.post_type = 'post' AND (wp_posts.post_status = 'publish' OR wp_posts.post_status = 'private'))) ORDER BY wp_posts.post_date DESC LIMIT 0, 10
SELECT post_id, meta_key, meta_value FROM wp_postmeta WHERE post_id IN (1,2,3) ORDER BY meta_id ASC
SELECT post_status, COUNT( * ) AS num_posts FROM wp_posts WHERE post_type = 'post' GROUP BY post_status
SELECT wp_posts.* FROM wp_posts LEFT JOIN wp_postmeta ON ( wp_posts.ID = wp_postmeta.post_id ) WHERE ( wp_postmeta.meta_key = 'price' AND CAST(wp_postmeta.meta_value AS SIGNED) BETWEEN '1' AND '20' ) GROUP BY wp_posts.ID
SELECT DISTINCT YEAR( post_date ) AS `year`, MONTH( post_date ) AS `month`, count( ID ) as posts FROM wp_posts WHERE post_type = 'post' GROUP BY YEAR( post_date ), MONTH( post_date ) ORDER BY `year` DESC
SELECT `main_table`.*, `at_name`.`meta_value` AS `name` FROM `wp_posts` AS `main_table` INNER JOIN `wp_postmeta` AS `at_name` ON (`at_name`.`post_id` = `main_table`.`ID`) AND (`at_name`.`meta_key` = 'price') WHERE (`main_table`.`ID` IN(1, 2)) ORDER BY FIELD(`main_table`.`ID`, 2, 1)
SELECT IF(e.price > 3, e.price, 3) AS `min_price`, e.* FROM `products` AS `e` WHERE (e.category_id = '2') ORDER BY `e`.`id` ASC
SELECT COUNT(DISTINCT e.id) FROM `products` AS `e` STRAIGHT_JOIN `categories` AS c ON c.id = e.category_id
SELECT SQL_NO_CACHE * FROM products
SELECT SQL_SMALL_RESULT category_id, COUNT(*) FROM products GROUP BY category_id
SELECT SQL_BIG_RESULT SQL_BUFFER_RESULT DISTINCT category_id FROM products
SELECT HIGH_PRIORITY name FROM products WHERE sku = 'A1'
SELECT ALL name FROM products
SELECT DISTINCTROW name FROM products
% Clauses that look like something else
SELECT 'for update' AS `for update`
SELECT 1 AS `into outfile`
SELECT note FROM orders WHERE note = 'into outfile' OR note LIKE '%lock in share mode'
SELECT `for`, `share`, `into` FROM `update`
SELECT `lock`, `order` FROM products
SELECT id AS `update`, name AS 'for' FROM products
SELECT /* for update */ 1
SELECT 1 -- for update
SELECT 1 # into @a
SELECT 1 FROM dual -- into outfile '/tmp/x'
SELECT '; delete from t1; --'
SELECT "/* not a comment" , 1, '*/'
SELECT 1 FROM t1 WHERE c = '@x := 1'
SELECT u.`share` FROM `update` u
SELECT u.share FROM `update` u
SELECT 'GET_LOCK(1)', 'last_insert_id()'
SELECT `a` `sleep` FROM t1
SELECT a AS get_lock FROM t1
SELECT t1.a found_rows FROM t1
SELECT last_insert_id.a FROM t1 last_insert_id
SELECT * FROM t1 WHERE a IN (1) AND b BETWEEN 1 AND 20 AND c NOT LIKE 'z%' AND c REGEXP '^x'
SELECT * FROM customers WHERE email = 'user@example.org'
% Functions
SELECT ABS(-1), CEIL(1.2), CEILING(1.2), FLOOR(1.7), ROUND(1.55, 1), TRUNCATE(1.999, 1), MOD(7, 3), 7 DIV 2, 7 % 2, SIGN(-3), SQRT(2), POW(2, 3), POWER(2, 3), EXP(1), LN(2), LOG(2), LOG2(8), LOG10(100), PI(), DEGREES(1), RADIANS(1), SIN(1), COS(1), TAN(1), ASIN(1), ACOS(1), ATAN(1), ATAN2(1, 2), COT(1), CRC32('a'), CONV('a', 16, 2), RAND(3)
SELECT CONCAT('a', 'b'), CONCAT_WS(',', 'a', NULL), UPPER('a'), UCASE('a'), LOWER('A'), LCASE('A'), LENGTH('abc'), CHAR_LENGTH('abc'), CHARACTER_LENGTH('abc'), OCTET_LENGTH('a'), BIT_LENGTH('a'), SUBSTRING('abc', 2), SUBSTRING('abc' FROM 2 FOR 1), SUBSTR('abc', 1, 1), MID('abc', 1, 1), SUBSTRING_INDEX('a.b', '.', 1), LEFT('abc', 1), RIGHT('abc', 1), LPAD('a', 3, '0'), RPAD('a', 3, '0'), TRIM('  a '), TRIM(LEADING 'x' FROM 'xa'), LTRIM(' a'), RTRIM('a '), REPLACE('abc', 'b', 'x'), REVERSE('abc'), REPEAT('a', 3), SPACE(2), INSTR('abc', 'b'), LOCATE('b', 'abc'), POSITION('b' IN 'abc'), STRCMP('a', 'b'), INSERT('abc', 1, 1, 'x'), ELT(1, 'a', 'b'), FIELD('a', 'b', 'a'), FIND_IN_SET('b', 'a,b'), MAKE_SET(1, 'a', 'b'), ASCII('a'), ORD('a'), CHAR(65), CHAR(65 USING utf8mb4), HEX('a'), UNHEX('61'), BIN(5), OCT(8), QUOTE("a'b"), SOUNDEX('abc'), 'a' SOUNDS LIKE 'b', FORMAT(12345.6, 2), EXPORT_SET(5, 'Y', 'N'), TO_BASE64('a'), FROM_BASE64('YQ=='), WEIGHT_STRING('a')
SELECT NOW(), CURRENT_TIMESTAMP, CURRENT_TIMESTAMP(3), CURDATE(), CURRENT_DATE, CURRENT_DATE(), CURTIME(), CURRENT_TIME, LOCALTIME, LOCALTIME(), LOCALTIMESTAMP, SYSDATE(), UTC_DATE(), UTC_TIME(), UTC_TIMESTAMP(), UNIX_TIMESTAMP(), UNIX_TIMESTAMP('2020-01-01'), FROM_UNIXTIME(0)
SELECT DATE('2020-01-02 03:04:05'), TIME('2020-01-02 03:04:05'), YEAR('2020-01-02'), QUARTER('2020-01-02'), MONTH('2020-01-02'), MONTHNAME('2020-01-02'), WEEK('2020-01-02'), WEEKDAY('2020-01-02'), WEEKOFYEAR('2020-01-02'), YEARWEEK('2020-01-02'), DAY('2020-01-02'), DAYNAME('2020-01-02'), DAYOFMONTH('2020-01-02'), DAYOFWEEK('2020-01-02'), DAYOFYEAR('2020-01-02'), HOUR('1:2:3'), MINUTE('1:2:3'), SECOND('1:2:3'), MICROSECOND('1:2:3.4'), LAST_DAY('2020-02-01'), MAKEDATE(2020, 5), MAKETIME(1, 2, 3), TO_DAYS('2020-01-01'), TO_SECONDS('2020-01-01'), FROM_DAYS(737000), SEC_TO_TIME(100), TIME_TO_SEC('1:0:0'), DATEDIFF('2020-01-02', '2020-01-01'), TIMEDIFF('2:0:0', '1:0:0'), TIMESTAMPDIFF(DAY, '2020-01-01', '2020-02-01'), TIMESTAMPADD(WEEK, 1, '2020-01-01'), TIMESTAMP('2020-01-01'), ADDDATE('2020-01-01', 1), SUBDATE('2020-01-01', 1), ADDTIME('1:0:0', '1:0:0'), SUBTIME('2:0:0', '1:0:0'), DATE_ADD('2020-01-01', INTERVAL 1 DAY), DATE_SUB('2020-01-01', INTERVAL '1:1' DAY_HOUR), '2020-01-01' + INTERVAL 1 MONTH, DATE_FORMAT('2020-01-01', '%W'), TIME_FORMAT('1:2:3', '%H'), STR_TO_DATE('1,5,2020', '%d,%m,%Y'), GET_FORMAT(DATE, 'USA'), PERIOD_ADD(202001, 1), PERIOD_DIFF(202002, 202001), EXTRACT(YEAR FROM '2020-01-01'), CONVERT_TZ('2020-01-01', '+00:00', '+01:00')
SELECT IF(1, 2, 3), IFNULL(NULL, 1), NULLIF(1, 1), COALESCE(NULL, 2), ISNULL(NULL), GREATEST(1, 2), LEAST(1, 2), INTERVAL(3, 1, 2, 4), CAST('1' AS SIGNED), CAST(1 AS CHAR(3)), CAST('1.5' AS DECIMAL(4, 1)), CAST('2020-01-01' AS DATE), CONVERT('1', UNSIGNED), CONVERT('a' USING latin1), BINARY 'a', CHARSET('a'), COLLATION('a'), COERCIBILITY('a'), 'a' COLLATE utf8mb4_bin, BIT_COUNT(7), 5 & 3, 5 | 3, 5 ^ 3, ~1, 1 << 2, 8 >> 1, NOT 1, !1, 1 XOR 0, 1 && 0, 1 <=> NULL, 1 <> 2, 1 != 2
SELECT MD5('a'), SHA1('a'), SHA('a'), SHA2('a', 256), COMPRESS('a'), UNCOMPRESS(COMPRESS('a')), UNCOMPRESSED_LENGTH(COMPRESS('a')), AES_ENCRYPT('a', 'k'), AES_DECRYPT(AES_ENCRYPT('a', 'k'), 'k'), INET_ATON('1.2.3.4'), INET_NTOA(1), INET6_ATON('::1'), INET6_NTOA(INET6_ATON('::1')), IS_IPV4('1.2.3.4'), IS_IPV6('::1'), UUID(), VERSION(), USER(), CURRENT_USER, CURRENT_USER(), SESSION_USER(), SYSTEM_USER(), DATABASE(), SCHEMA(), RAND(), RANDOM_BYTES(4)
SELECT AVG(a), BIT_AND(a), BIT_OR(a), BIT_XOR(a), COUNT(*), COUNT(DISTINCT a, b), GROUP_CONCAT(c ORDER BY c DESC SEPARATOR ';'), GROUP_CONCAT(DISTINCT c), MAX(a), MIN(a), STD(a), STDDEV(a), STDDEV_POP(a), STDDEV_SAMP(a), SUM(DISTINCT a), VAR_POP(a), VAR_SAMP(a), VARIANCE(a), JSON_ARRAYAGG(a), JSON_OBJECTAGG(a, b) FROM t1
SELECT JSON_EXTRACT(data, '$.a'), JSON_UNQUOTE(JSON_EXTRACT(data, '$.tags[0]')), JSON_KEYS(data), JSON_LENGTH(data), JSON_TYPE(data), JSON_VALID(data), JSON_DEPTH(data), JSON_CONTAINS(data, '1', '$.a'), JSON_CONTAINS_PATH(data, 'one', '$.a'), JSON_SEARCH(data, 'one', 'x'), JSON_SET(data, '$.b', 1), JSON_INSERT(data, '$.c', 2), JSON_REPLACE(data, '$.a', 3), JSON_REMOVE(data, '$.a'), JSON_MERGE_PATCH(data, '{"z":1}'), JSON_MERGE_PRESERVE(data, '{"z":1}'), JSON_ARRAY(1, 2), JSON_OBJECT('a', 1), JSON_QUOTE('a'), JSON_ARRAY_APPEND('[1]', '$', 2), JSON_ARRAY_INSERT('[1]', '$[0]', 2), JSON_PRETTY(data) FROM customers
SELECT JSON_VALUE(data, '$.a') FROM customers
SELECT jt.* FROM customers, JSON_TABLE(data, '$' COLUMNS (a INT PATH '$.a', tag VARCHAR(10) PATH '$.tags[0]' DEFAULT '"none"' ON EMPTY)) AS jt
SELECT REGEXP_REPLACE('abc', 'b', 'x'), REGEXP_SUBSTR('abc', 'b.'), REGEXP_INSTR('abc', 'c'), 'a' RLIKE 'a', 'a' NOT REGEXP 'b'
SELECT ST_AsText(position), ST_X(position), ST_Y(position), ST_Distance(position, ST_GeomFromText('POINT(0 0)')) FROM places
SELECT name FROM places WHERE MBRContains(ST_GeomFromText('POLYGON((0 0,0 2,2 2,2 0,0 0))'), position)
SELECT ST_Area(area), ST_Within(position, area), ST_Intersects(position, area), ST_AsGeoJSON(position), ST_SRID(position), ST_GeometryType(area), ST_Centroid(area), ST_Envelope(area), ST_Buffer(position, 1) FROM places WHERE id = 1
SELECT ST_Contains(ST_GeomFromText('POLYGON((0 0,4 0,4 4,0 4,0 0))'), POINT(1, 1)), ST_IsEmpty(POINT(1,1)), ST_Equals(POINT(1,1), POINT(1,1)), ST_NumPoints(LINESTRING(POINT(0,0), POINT(1,1)))
SELECT name, MATCH (name, description) AGAINST ('book') AS score FROM products WHERE MATCH (name, description) AGAINST ('book' IN NATURAL LANGUAGE MODE)
SELECT name FROM products WHERE MATCH (name, description) AGAINST ('+book -toy' IN BOOLEAN MODE) ORDER BY name
SELECT name FROM products WHERE MATCH (name, description) AGAINST ('toy' WITH QUERY EXPANSION)
SELECT EXTRACTVALUE('<a>1</a>', '/a'), UPDATEXML('<a>1</a>', '/a', '<b/>')
SELECT BENCHMARK(10, MD5('a'))
SELECT SLEEP(0)
SELECT NAME_CONST('x', 1)
SELECT DEFAULT(balance) FROM customers
SELECT LEFT ('abc', 1), RIGHT ('abc', 1), REPLACE ('a', 'a', 'b'), IF (1, 2, 3)
SELECT COUNT(*), MAX(a) FROM t1 GROUP BY b WITH ROLLUP
% Tables, joins, derived tables
SELECT * FROM t1 JOIN t2 USING (a)
SELECT * FROM t1 NATURAL JOIN t2
SELECT * FROM t1 LEFT JOIN t2 ON t1.a = t2.a RIGHT JOIN numbers ON n = t2.b
SELECT * FROM t1 CROSS JOIN t2
SELECT * FROM t1 INNER JOIN (t2, numbers) ON t1.a = t2.a AND n = 1
SELECT * FROM t1, t2 WHERE t1.a = t2.a
SELECT * FROM t1 STRAIGHT_JOIN t2
SELECT * FROM (t1, t2)
SELECT * FROM (SELECT a, b FROM t1) AS d WHERE d.a > 1
SELECT * FROM orders USE INDEX (by_customer) WHERE customer_id = 1
SELECT * FROM orders FORCE INDEX FOR ORDER BY (by_status) ORDER BY status, placed_at
SELECT * FROM orders IGNORE INDEX (by_status, by_customer) WHERE id > 0
SELECT * FROM orders USE INDEX FOR JOIN (by_customer) JOIN customers ON customers.id = orders.customer_id
SELECT * FROM orders USE KEY FOR GROUP BY (by_customer) GROUP BY id
SELECT * FROM redteam.t1
SELECT redteam.t1.a FROM redteam.t1
SELECT `redteam`.`t1`.`a` FROM `redteam`.`t1`
SELECT * FROM open_orders
SELECT * FROM customer_totals ORDER BY total DESC
SELECT * FROM memory_table
SELECT * FROM myisam_table
SELECT (SELECT MAX(b) FROM t2 WHERE t2.a = t1.a) FROM t1
SELECT * FROM t1 WHERE (a, b) IN (SELECT a, b FROM t2)
SELECT * FROM t1 WHERE a = ANY (SELECT a FROM t2)
SELECT * FROM t1 WHERE a > ALL (SELECT a FROM t2 WHERE a < 0)
SELECT * FROM t1 WHERE a = SOME (SELECT a FROM t2)
SELECT * FROM t1 WHERE NOT EXISTS (SELECT 1 FROM t2 WHERE t2.a = t1.a)
SELECT * FROM t1 WHERE ROW(a, b) = ROW(1, 10)
SELECT a FROM t1 UNION SELECT a FROM t2
SELECT a FROM t1 UNION ALL SELECT a FROM t2 ORDER BY a LIMIT 2
(SELECT a FROM t1 ORDER BY a LIMIT 1) UNION DISTINCT (SELECT a FROM t2 LIMIT 1)
(SELECT a FROM t1) UNION (SELECT a FROM t2) ORDER BY 1 DESC
SELECT a FROM t1 INTERSECT SELECT a FROM t2
SELECT a FROM t1 EXCEPT SELECT a FROM t2
(SELECT 1)
((SELECT 1))
((SELECT a FROM t1) LIMIT 1)
SELECT 1 LIMIT 1
SELECT * FROM t1 LIMIT 1 OFFSET 1
SELECT * FROM t1 ORDER BY a ASC, b DESC, RAND(1) LIMIT 2
SELECT b, COUNT(*) AS n FROM t1 GROUP BY b HAVING n > 0 ORDER BY n, b
SELECT 1 WHERE 1
SELECT 1 FROM dual WHERE 1 = 0
SELECT *, a AS again FROM t1
SELECT t1.*, t2.b FROM t1, t2
SELECT -a, +a, - - a FROM t1
SELECT a+1,a-1,a*2,a/2,a%2 FROM t1
SELECT a IS TRUE, b IS NOT UNKNOWN, c IS NULL FROM t1
SELECT DATE '2020-01-01', TIME '10:00:00', TIMESTAMP '2020-01-01 10:00:00'
SELECT 0x4D, x'4D', X'4d', 0b101, b'101', B'1', N'text', n'text', _utf8mb4'text', _latin1'abc', _utf8mb4 0x61, _binary 'x', 1e5, 1.5E-3, .5, 5., 'a' 'b' "c"
SELECT NULL, TRUE, FALSE, null, true
SELECT CASE a WHEN 1 THEN 'one' ELSE 'more' END FROM t1
% Common table expressions and windows
WITH c AS (SELECT 1 AS x) SELECT * FROM c
WITH c (x, y) AS (SELECT a, b FROM t1), d AS (SELECT x FROM c) SELECT * FROM c JOIN d USING (x)
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c
WITH RECURSIVE tree AS (SELECT id, parent_id, name, 0 AS depth FROM categories WHERE parent_id IS NULL UNION ALL SELECT k.id, k.parent_id, k.name, depth + 1 FROM categories k JOIN tree ON k.parent_id = tree.id) SELECT * FROM tree ORDER BY depth
SELECT * FROM (WITH c AS (SELECT 1 AS x) SELECT x FROM c) AS d
SELECT * FROM t1 WHERE a IN (WITH c AS (SELECT a FROM t2) SELECT a FROM c)
SELECT emp_no, salary, RANK() OVER (PARTITION BY emp_no ORDER BY salary DESC) AS r FROM salaries
SELECT emp_no, ROW_NUMBER() OVER w, DENSE_RANK() OVER w, PERCENT_RANK() OVER w, CUME_DIST() OVER w, NTILE(2) OVER w, LAG(salary) OVER w, LEAD(salary, 1) OVER w, FIRST_VALUE(salary) OVER w, LAST_VALUE(salary) OVER w, NTH_VALUE(salary, 1) OVER w FROM salaries WINDOW w AS (ORDER BY salary)
SELECT SUM(salary) OVER (ORDER BY from_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM salaries
SELECT AVG(salary) OVER (ORDER BY salary RANGE BETWEEN 10 PRECEDING AND 10 FOLLOWING) FROM salaries
SELECT COUNT(*) OVER () FROM t1
% Reports
SELECT l_returnflag, l_linestatus, SUM(l_quantity) AS sum_qty, SUM(l_extendedprice * (1 - l_discount)) AS disc_price, AVG(l_discount) AS avg_disc, COUNT(*) AS n FROM lineitem WHERE l_shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus
SELECT s.s_name, n.n_name, MIN(ps.ps_supplycost) FROM part p, supplier s, partsupp ps, nation n, region r WHERE p.p_partkey = ps.ps_partkey AND s.s_suppkey = ps.ps_suppkey AND p.p_size = 15 AND s.s_nationkey = n.n_nationkey AND n.n_regionkey = r.r_regionkey AND r.r_name = 'EUROPE' GROUP BY s.s_name, n.n_name ORDER BY 3 LIMIT 100
SELECT SUM(l_extendedprice * l_discount) AS revenue FROM lineitem WHERE l_shipdate >= '1994-01-01' AND l_shipdate < DATE_ADD('1994-01-01', INTERVAL 1 YEAR) AND l_discount BETWEEN .06 - 0.01 AND .06 + 0.01 AND l_quantity < 24
SELECT 100.00 * SUM(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (1 - l_discount) ELSE 0 END) / SUM(l_extendedprice * (1 - l_discount)) AS promo FROM lineitem, part WHERE l_partkey = p_partkey
WITH revenue AS (SELECT l_suppkey AS supplier_no, SUM(l_extendedprice) AS total FROM lineitem GROUP BY l_suppkey) SELECT s_suppkey, s_name, total FROM supplier, revenue WHERE s_suppkey = supplier_no AND total = (SELECT MAX(total) FROM revenue) ORDER BY s_suppkey
SELECT d.d_year, i.i_brand, SUM(ss_net_paid) AS paid, RANK() OVER (PARTITION BY d.d_year ORDER BY SUM(ss_net_paid) DESC) AS rk FROM store_sales, date_dim d, item i WHERE d.d_date_sk = ss_sold_date_sk AND ss_item_sk = i.i_item_sk AND d.d_moy BETWEEN 1 AND 12 GROUP BY d.d_year, i.i_brand ORDER BY d.d_year, paid DESC
SELECT * FROM (SELECT i_category, d_qoy, SUM(ss_quantity) q, AVG(SUM(ss_quantity)) OVER (PARTITION BY i_category) aq FROM item, store_sales, date_dim WHERE ss_item_sk = i_item_sk AND ss_sold_date_sk = d_date_sk GROUP BY i_category, d_qoy) tmp WHERE CASE WHEN aq > 0 THEN ABS(q - aq) / aq ELSE NULL END >= 0 LIMIT 100
SELECT CONCAT(actor.first_name, ' ', actor.last_name) AS actor, GROUP_CONCAT(film.title ORDER BY film.title SEPARATOR ', ') AS films FROM actor LEFT JOIN film_actor USING (actor_id) LEFT JOIN film USING (film_id) GROUP BY actor.actor_id
SELECT e.first_name, s.salary FROM employees e JOIN salaries s ON e.emp_no = s.emp_no AND s.to_date = '9999-01-01' WHERE s.salary > (SELECT AVG(salary) FROM salaries)
SELECT d.dept_name, COUNT(*) FROM employees e INNER JOIN departments d ON d.dept_no = e.dept_no GROUP BY d.dept_name WITH ROLLUP
SELECT DATE(placed_at) AS day, SUM(total), SUM(SUM(total)) OVER (ORDER BY DATE(placed_at)) FROM orders GROUP BY DATE(placed_at)
SELECT FLOOR(UNIX_TIMESTAMP(placed_at) / 60) * 60 AS time, AVG(total) AS value, status AS metric FROM orders WHERE placed_at >= FROM_UNIXTIME(1577836800) AND placed_at <= FROM_UNIXTIME(1893456000) GROUP BY 1, 3 ORDER BY 1
SELECT `source`.`status` AS `status`, COUNT(*) AS `count` FROM (SELECT `redteam`.`orders`.`status` AS `status` FROM `redteam`.`orders`) `source` GROUP BY `source`.`status` LIMIT 1048575
SELECT YEAR(placed_at) - YEAR('2020-01-01') AS age, TIMESTAMPDIFF(MONTH, placed_at, '2024-01-01') AS months FROM orders
% Schema
SHOW TABLES
SHOW FULL TABLES
SHOW TABLES FROM redteam
SHOW TABLES IN redteam LIKE 't%'
SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'
SHOW FULL TABLES FROM `redteam` WHERE table_type = 'VIEW' AND LENGTH(table_type) > 2
SHOW DATABASES
SHOW SCHEMAS LIKE 'red%'
SHOW COLUMNS FROM customers
SHOW FULL COLUMNS FROM `customers` FROM `redteam`
SHOW FIELDS IN t1 LIKE 'a%'
SHOW INDEX FROM orders
SHOW KEYS FROM orders WHERE Key_name = 'PRIMARY'
SHOW INDEXES IN orders IN redteam
SHOW CREATE TABLE customers
SHOW CREATE TABLE `redteam`.`customers`
SHOW CREATE VIEW open_orders
SHOW CREATE DATABASE redteam
SHOW CREATE SCHEMA IF NOT EXISTS redteam
SHOW CREATE PROCEDURE list_orders
SHOW CREATE FUNCTION pure_add
SHOW CREATE TRIGGER scratch_audit
SHOW TABLE STATUS
SHOW TABLE STATUS FROM redteam LIKE 'cust%'
SHOW TRIGGERS
SHOW TRIGGERS LIKE 'scr%'
SHOW FULL TRIGGERS
SHOW EVENTS
SHOW EVENTS FROM redteam
SHOW PROCEDURE STATUS
SHOW PROCEDURE STATUS WHERE Db = 'redteam'
SHOW FUNCTION STATUS LIKE 'pure%'
SHOW CHARACTER SET
SHOW CHARSET LIKE 'utf8%'
SHOW COLLATION
SHOW COLLATION WHERE Charset = 'utf8mb4' AND `Default` = 'Yes'
SHOW ENGINES
SHOW STORAGE ENGINES
SHOW PRIVILEGES
SHOW GRANTS
SHOW GRANTS FOR CURRENT_USER
SHOW GRANTS FOR CURRENT_USER()
SHOW PLUGINS
DESCRIBE customers
DESC customers
DESCRIBE customers name
DESC `redteam`.`customers` 'c%'
EXPLAIN customers
EXPLAIN SELECT * FROM customers WHERE id = 1
EXPLAIN EXTENDED SELECT * FROM customers
EXPLAIN PARTITIONS SELECT * FROM customers
EXPLAIN FORMAT=JSON SELECT * FROM customers
EXPLAIN FORMAT = TRADITIONAL SELECT * FROM customers
DESCRIBE SELECT * FROM customers
DESC SELECT 1
EXPLAIN (SELECT 1) UNION (SELECT 2)
EXPLAIN WITH c AS (SELECT 1) SELECT * FROM c
HELP 'select'
HELP 'contents'
CHECKSUM TABLE t1
CHECKSUM TABLE t1, t2 QUICK
CHECKSUM TABLE t1 EXTENDED
DO 1
DO 1 + 1, MD5('a')
DO SLEEP(0)
SELECT table_name, table_rows FROM information_schema.tables WHERE table_schema = 'redteam'
SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY ORDINAL_POSITION
SELECT kcu.constraint_name, kcu.column_name FROM information_schema.key_column_usage AS kcu WHERE kcu.table_schema = DATABASE() AND kcu.referenced_table_name IS NOT NULL
SELECT rc.* FROM information_schema.referential_constraints rc WHERE rc.constraint_schema = SCHEMA()
SELECT * FROM information_schema.schemata
SELECT index_name, column_name FROM information_schema.statistics WHERE table_name = 'orders'
SELECT routine_name, routine_type FROM information_schema.routines WHERE routine_schema = 'redteam'
SELECT * FROM information_schema.views WHERE table_schema = 'redteam'
SELECT trigger_name FROM information_schema.triggers
SELECT * FROM information_schema.character_sets LIMIT 3
SELECT default_character_set_name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'redteam'
SELECT SUM(data_length + index_length) FROM information_schema.TABLES GROUP BY table_schema
SELECT * FROM `information_schema`.`table_constraints` WHERE table_schema = 'redteam'
SELECT * FROM information_schema.parameters WHERE specific_schema = 'redteam'
SELECT * FROM information_schema.partitions WHERE table_schema = 'redteam' LIMIT 1
SELECT * FROM information_schema.events
SELECT grantee FROM information_schema.schema_privileges
SELECT * FROM information_schema.user_privileges
SELECT * FROM information_schema.engines
SELECT * FROM information_schema.collations LIMIT 1
% Settings that are the same for a session wherever it runs
SELECT @@version
SELECT @@version_comment LIMIT 1
SELECT @@sql_mode
SELECT @@SESSION.sql_mode
SELECT @@session.time_zone, @@character_set_client, @@collation_connection
SELECT @@max_allowed_packet
SELECT @@autocommit
SELECT @@lower_case_table_names
SELECT @@character_set_client AS a, @@character_set_results, @@character_set_server, @@collation_server, @@init_connect, @@interactive_timeout, @@license, @@wait_timeout, @@net_write_timeout, @@system_time_zone
SELECT @@foreign_key_checks, @@sql_safe_updates, @@unique_checks
SELECT @@version_compile_os, @@version_compile_machine
SELECT @@group_concat_max_len
SELECT @@sql_auto_is_null
SELECT @@GLOBAL.max_allowed_packet
SELECT @@default_storage_engine
% Disguises
select 1 ;
SELECT 1
  ;
SeLeCt * FrOm customers
SELECT/**/1
SELECT/* a */*/* b */FROM/* c */customers
/* lead */ SELECT 1
-- lead
  SELECT 1
# lead
  SELECT 1
/* a */ -- b
  # c
  (/* d */SELECT 1)
/*+ no hint here */ SELECT 1
SELECT /*+ MAX_EXECUTION_TIME(1000) */ * FROM customers
SELECT /*+ BKA(t1) NO_ICP(t1) */ * FROM t1
SELECT /*+ INDEX(orders by_customer) JOIN_ORDER(orders, customers) */ 1 FROM orders, customers
SELECT /* a * / b */ 1
SELECT 1 /* unusual ** comment **/
SELECT 1 --	tab
SELECT 1--1
SELECT 1 - -1
SELECT 'multi
  line' FROM dual
SELECT`a`FROM`t1`WHERE`a`=1
SELECT(1)
SELECT(a)FROM(t1)WHERE(a=1)
SELECT'x'
SELECT+1
SELECT-1
SELECT~0
SELECT!0
SELECT .5
SELECT@@sql_mode
SELECT*FROM t1
SELECT t1 . a FROM t1
SELECT t1. a FROM redteam . t1
SELECT a b FROM t1 c
SELECT N'for update', _utf8mb4'into outfile'
SELECT 'a\'b', 'for update'
SELECT "a\"b", 'x'
SELECT '\\', 'for update'
SELECT 1 AS "for update"
SELECT 'ünïcode', '日本', `name` AS `größe` FROM customers
SELECT a AS größe FROM t1
SELECT * FROM t1 AS `t``1`
SELECT ((((((((((1))))))))))
% Tools
SELECT /*!40001 SQL_NO_CACHE */ * FROM `customers`
SELECT /*!40001 SQL_NO_CACHE */ `id`, `name` FROM `customers` WHERE 1 LIMIT 5
/*!40001 SELECT */ 1
/* mysql-connector-java-8.0.28 (Revision: x) */SELECT @@session.auto_increment_increment AS auto_increment_increment, @@character_set_client AS character_set_client, @@character_set_connection AS character_set_connection, @@character_set_results AS character_set_results, @@character_set_server AS character_set_server, @@collation_server AS collation_server, @@collation_connection AS collation_connection, @@init_connect AS init_connect, @@interactive_timeout AS interactive_timeout, @@license AS license, @@lower_case_table_names AS lower_case_table_names, @@max_allowed_packet AS max_allowed_packet, @@net_write_timeout AS net_write_timeout, @@sql_mode AS sql_mode, @@system_time_zone AS system_time_zone, @@time_zone AS time_zone, @@wait_timeout AS wait_timeout
/* ApplicationName=DBeaver 22.0 - Main */ SELECT * FROM customers LIMIT 0, 200
/* ApplicationName=DBeaver 22.0 - Main */ SELECT DATABASE()
select database(), schema(), left(user(),instr(concat(user(),'@'),'@')-1)
SELECT DATABASE(), VERSION(), USER()
SELECT `TABLE_SCHEMA`, `TABLE_NAME`, `TABLE_TYPE`, `ENGINE`, `TABLE_ROWS` FROM `information_schema`.`TABLES` t WHERE `TABLE_SCHEMA` IN ('redteam') AND t.`TABLE_NAME` = 'customers' ORDER BY Name ASC LIMIT 250 OFFSET 0
SELECT *, `TABLE_SCHEMA` AS `Db`, `TABLE_NAME` AS `Name`, `TABLE_TYPE` AS `TABLE_TYPE` FROM `information_schema`.`TABLES` t WHERE `TABLE_SCHEMA` COLLATE utf8_bin IN ('redteam') ORDER BY `TABLE_NAME` ASC
SELECT CURRENT_USER()
SELECT LOWER(USER()), VERSION() AS v
SELECT COLUMN_NAME AS Field, COLUMN_TYPE AS Type, IS_NULLABLE AS `Null` FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'redteam' AND TABLE_NAME = 't1'
SELECT PLUGIN_NAME, PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'InnoDB'
SELECT 'ping'
SELECT 1 FROM DUAL
/* ping */ SELECT 1
SELECT CURRENT_TIMESTAMP AS server_time, @@time_zone, @@system_time_zone
SELECT t.* FROM t1 t WHERE t.a = 1 OR t.a = 2 OR (t.a > 5 AND t.b BETWEEN 1 AND 9) ORDER BY t.a DESC, t.b ASC
SELECT HEX(photo), LENGTH(photo) FROM customers WHERE id = 1
SELECT bits + 0, BIN(bits), flags & 1, FIND_IN_SET('a', flags) FROM events
SELECT at, DATE(at), at + INTERVAL 1 SECOND, at - INTERVAL '1:30' MINUTE_SECOND FROM events WHERE at BETWEEN '2022-01-01' AND '2022-12-31'
SELECT payload, payload IS NULL FROM events ORDER BY id
SELECT release_year, COUNT(*) FROM film GROUP BY release_year ORDER BY release_year
SELECT title FROM film WHERE special_features LIKE '%Trailers%' AND rating IN ('PG', 'G') ORDER BY length DESC LIMIT 5
SELECT 5 BETWEEN 1 AND 10, 5 NOT BETWEEN 1 AND 3, 5 IN (1, 5), 5 NOT IN (1), 'a' LIKE 'a', 'a' NOT LIKE 'b' ESCAPE '|'
SELECT ALL 73 FROM t1 AS cor0
SELECT DISTINCT - 51 * + 12 AS col2 FROM t1 cor0 WHERE NOT NULL IS NULL
SELECT - COUNT( * ) * + MAX( DISTINCT a ) + - CAST( NULL AS SIGNED ) FROM t1
SELECT a, CASE WHEN c IS NULL THEN b ELSE a - 7 END, (SELECT COUNT(*) FROM t1 AS x WHERE x.b < t1.b) FROM t1 WHERE (b > a OR c IS NOT NULL) AND EXISTS (SELECT 1 FROM t1 AS x WHERE x.b < t1.b) ORDER BY 1, 2, 3
SELECT a FROM t1 WHERE b IS NULL OR COALESCE(a, b) = 1 UNION ALL (SELECT 5) ORDER BY 1
SELECT o.id, o.total, (SELECT GROUP_CONCAT(p.name ORDER BY i.line) FROM order_items i JOIN products p ON p.id = i.product_id WHERE i.order_id = o.id) AS what FROM orders o
