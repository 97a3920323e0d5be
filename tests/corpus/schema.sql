% What the statements of the corpora are about. One statement begins at each line that does not begin with a blank;
% `% mariadb` and `% mysql` limit what follows to one server, `% both` ends that.
CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(60) NOT NULL, email VARCHAR(120) UNIQUE,
  country CHAR(2), balance DECIMAL(12,2) DEFAULT 0, active TINYINT DEFAULT 1, data JSON, photo BLOB,
  created_at DATETIME DEFAULT '2020-01-01', KEY by_country (country))
CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, customer_id INT NOT NULL, status VARCHAR(20), total DECIMAL(12,2),
  placed_at DATETIME, note TEXT, KEY by_customer (customer_id), KEY by_status (status, placed_at),
  FOREIGN KEY (customer_id) REFERENCES customers (id))
CREATE TABLE order_items (order_id INT, line INT, product_id INT, quantity INT, price DECIMAL(10,2),
  PRIMARY KEY (order_id, line))
CREATE TABLE categories (id INT PRIMARY KEY, parent_id INT, name VARCHAR(60), lft INT, rgt INT)
CREATE TABLE products (id INT PRIMARY KEY AUTO_INCREMENT, sku VARCHAR(20), name VARCHAR(80), category_id INT,
  price DECIMAL(10,2), description TEXT, attributes JSON, `lock` INT DEFAULT 0, `order` INT DEFAULT 0,
  FULLTEXT KEY words (name, description)) ENGINE=InnoDB
CREATE TABLE employees (emp_no INT PRIMARY KEY, first_name VARCHAR(30), last_name VARCHAR(30), birth_date DATE,
  hire_date DATE, gender ENUM('M','F'), manager_no INT, dept_no CHAR(4))
CREATE TABLE salaries (emp_no INT, salary INT, from_date DATE, to_date DATE, PRIMARY KEY (emp_no, from_date))
CREATE TABLE departments (dept_no CHAR(4) PRIMARY KEY, dept_name VARCHAR(40))
CREATE TABLE events (id BIGINT PRIMARY KEY, user_id INT, at DATETIME(6), kind VARCHAR(20), payload JSON, bits BIT(8),
  flags SET('a','b','c'))
CREATE TABLE numbers (n INT PRIMARY KEY)
CREATE TABLE places (id INT PRIMARY KEY, name VARCHAR(40), position POINT NOT NULL, area POLYGON,
  SPATIAL INDEX (position))
CREATE TABLE wp_posts (ID BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, post_author BIGINT, post_date DATETIME,
  post_content LONGTEXT, post_title TEXT, post_status VARCHAR(20), post_name VARCHAR(200), post_parent BIGINT,
  post_type VARCHAR(20), comment_count BIGINT)
CREATE TABLE wp_options (option_id BIGINT PRIMARY KEY AUTO_INCREMENT, option_name VARCHAR(191) UNIQUE,
  option_value LONGTEXT, autoload VARCHAR(20))
CREATE TABLE wp_postmeta (meta_id BIGINT PRIMARY KEY AUTO_INCREMENT, post_id BIGINT, meta_key VARCHAR(255),
  meta_value LONGTEXT)
CREATE TABLE auth_user (id INT PRIMARY KEY AUTO_INCREMENT, password VARCHAR(128), last_login DATETIME(6),
  is_superuser TINYINT(1), username VARCHAR(150) UNIQUE, email VARCHAR(254), is_active TINYINT(1), date_joined DATETIME(6))
CREATE TABLE django_session (session_key VARCHAR(40) PRIMARY KEY, session_data LONGTEXT, expire_date DATETIME(6))
CREATE TABLE film (film_id INT PRIMARY KEY, title VARCHAR(128), release_year YEAR, language_id INT, rental_rate DECIMAL(4,2),
  length INT, rating VARCHAR(8), special_features SET('Trailers','Commentaries'), last_update TIMESTAMP NULL)
CREATE TABLE actor (actor_id INT PRIMARY KEY, first_name VARCHAR(45), last_name VARCHAR(45), last_update TIMESTAMP NULL)
CREATE TABLE film_actor (actor_id INT, film_id INT, PRIMARY KEY (actor_id, film_id))
CREATE TABLE lineitem (l_orderkey INT, l_linenumber INT, l_partkey INT, l_suppkey INT, l_quantity DECIMAL(15,2),
  l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), l_tax DECIMAL(15,2), l_returnflag CHAR(1), l_linestatus CHAR(1),
  l_shipdate DATE, l_commitdate DATE, l_receiptdate DATE, l_shipmode CHAR(10), PRIMARY KEY (l_orderkey, l_linenumber))
CREATE TABLE part (p_partkey INT PRIMARY KEY, p_name VARCHAR(55), p_brand CHAR(10), p_type VARCHAR(25), p_size INT)
CREATE TABLE supplier (s_suppkey INT PRIMARY KEY, s_name CHAR(25), s_nationkey INT, s_acctbal DECIMAL(15,2))
CREATE TABLE partsupp (ps_partkey INT, ps_suppkey INT, ps_availqty INT, ps_supplycost DECIMAL(15,2),
  PRIMARY KEY (ps_partkey, ps_suppkey))
CREATE TABLE nation (n_nationkey INT PRIMARY KEY, n_name CHAR(25), n_regionkey INT)
CREATE TABLE region (r_regionkey INT PRIMARY KEY, r_name CHAR(25))
CREATE TABLE store_sales (ss_sold_date_sk INT, ss_item_sk INT, ss_store_sk INT, ss_quantity INT, ss_net_paid DECIMAL(9,2))
CREATE TABLE date_dim (d_date_sk INT PRIMARY KEY, d_date DATE, d_year INT, d_moy INT, d_qoy INT)
CREATE TABLE item (i_item_sk INT PRIMARY KEY, i_category VARCHAR(50), i_brand VARCHAR(50), i_current_price DECIMAL(7,2))
CREATE TABLE audit_log (id INT PRIMARY KEY AUTO_INCREMENT, what VARCHAR(80))
CREATE TABLE scratch (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(40), n INT DEFAULT 0)
CREATE TABLE t1 (a INT PRIMARY KEY, b INT, c VARCHAR(20))
CREATE TABLE t2 (a INT PRIMARY KEY, b INT, c VARCHAR(20))
CREATE TABLE `update` (`for` INT PRIMARY KEY, `share` INT, `into` INT)
CREATE TABLE memory_table (a INT PRIMARY KEY, b INT) ENGINE=MEMORY
CREATE TABLE myisam_table (a INT PRIMARY KEY, b INT) ENGINE=MyISAM
INSERT INTO customers (name, email, country, balance, data) VALUES ('Ann', 'ann@example.org', 'DE', 10, '{"a": 1, "tags": ["x"]}'),
  ('Bob', 'bob@example.org', 'FR', 20.5, '{"a": 2}'), ('Cy', NULL, 'DE', -3, NULL)
INSERT INTO orders (customer_id, status, total, placed_at, note) VALUES (1, 'open', 12.5, '2021-02-03 04:05:06', 'for update'),
  (1, 'paid', 99, '2022-02-03 04:05:06', NULL), (2, 'open', 1, '2023-01-01', 'into outfile')
INSERT INTO order_items VALUES (1, 1, 1, 2, 5), (1, 2, 2, 1, 2.5), (2, 1, 1, 9, 11), (3, 1, 2, 1, 1)
INSERT INTO categories VALUES (1, NULL, 'all', 1, 6), (2, 1, 'books', 2, 3), (3, 1, 'toys', 4, 5)
INSERT INTO products (sku, name, category_id, price, description, attributes) VALUES
  ('A1', 'red book', 2, 5, 'a book for update', '{"color": "red"}'), ('B2', 'blue toy', 3, 2.5, 'a toy', '{"color": "blue"}')
INSERT INTO employees VALUES (1, 'Ada', 'L', '1960-01-01', '1990-01-01', 'F', NULL, 'd001'),
  (2, 'Max', 'M', '1970-01-01', '1995-05-05', 'M', 1, 'd001'), (3, 'Eve', 'N', '1980-01-01', '2005-05-05', 'F', 1, 'd002')
INSERT INTO salaries VALUES (1, 100, '1990-01-01', '1999-01-01'), (1, 200, '1999-01-01', '9999-01-01'), (2, 80, '1995-05-05', '9999-01-01')
INSERT INTO departments VALUES ('d001', 'Sales'), ('d002', 'Research')
INSERT INTO events VALUES (1, 1, '2022-01-01 10:00:00.5', 'login', '{"ip": "::1"}', b'101', 'a,b'), (2, 1, '2022-01-02', 'logout', NULL, b'1', '')
INSERT INTO numbers VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)
INSERT INTO places VALUES (1, 'here', ST_GeomFromText('POINT(1 2)'), ST_GeomFromText('POLYGON((0 0,4 0,4 4,0 4,0 0))')),
  (2, 'there', ST_GeomFromText('POINT(3 4)'), NULL)
INSERT INTO wp_posts (post_author, post_date, post_content, post_title, post_status, post_name, post_parent, post_type, comment_count)
  VALUES (1, '2020-01-01', 'hello', 'Hello world', 'publish', 'hello', 0, 'post', 1), (1, '2020-01-02', 'p', 'Page', 'draft', 'page', 0, 'page', 0)
INSERT INTO wp_options (option_name, option_value, autoload) VALUES ('siteurl', 'https://example.org', 'yes'), ('cron', 'a:0:{}', 'no')
INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (1, '_thumbnail_id', '5'), (1, 'price', '12')
INSERT INTO auth_user (password, is_superuser, username, email, is_active, date_joined) VALUES ('x', 1, 'root', 'r@example.org', 1, '2020-01-01')
INSERT INTO django_session VALUES ('k', 'd', '2030-01-01')
INSERT INTO film VALUES (1, 'ACADEMY', 2006, 1, 0.99, 86, 'PG', 'Trailers', NULL), (2, 'ACE', 2007, 1, 4.99, 48, 'G', '', NULL)
INSERT INTO actor VALUES (1, 'NICK', 'W', NULL), (2, 'PENELOPE', 'G', NULL)
INSERT INTO film_actor VALUES (1, 1), (1, 2), (2, 1)
INSERT INTO lineitem VALUES (1, 1, 1, 1, 17, 1000, 0.04, 0.02, 'N', 'O', '1996-03-13', '1996-02-12', '1996-03-22', 'TRUCK'),
  (1, 2, 2, 1, 36, 2000, 0.09, 0.06, 'R', 'F', '1994-04-12', '1994-02-28', '1994-04-20', 'MAIL')
INSERT INTO part VALUES (1, 'green part', 'Brand#13', 'PROMO TIN', 7), (2, 'blue part', 'Brand#12', 'SMALL BRASS', 15)
INSERT INTO supplier VALUES (1, 'Supplier#1', 1, 100.5), (2, 'Supplier#2', 2, -5)
INSERT INTO partsupp VALUES (1, 1, 10, 3.5), (2, 1, 20, 1), (1, 2, 5, 4)
INSERT INTO nation VALUES (1, 'GERMANY', 1), (2, 'FRANCE', 1), (3, 'JAPAN', 2)
INSERT INTO region VALUES (1, 'EUROPE'), (2, 'ASIA')
INSERT INTO store_sales VALUES (1, 1, 1, 10, 99.5), (2, 1, 2, 4, 12), (2, 2, 1, 7, 30)
INSERT INTO date_dim VALUES (1, '2000-01-01', 2000, 1, 1), (2, '2001-04-01', 2001, 4, 2)
INSERT INTO item VALUES (1, 'Music', 'brand1', 1.5), (2, 'Home', 'brand2', 9)
INSERT INTO scratch (v) VALUES ('one'), ('two')
INSERT INTO t1 VALUES (1, 10, 'x'), (2, 20, 'y'), (3, NULL, NULL)
INSERT INTO t2 VALUES (1, 10, 'x'), (3, 30, 'z')
INSERT INTO `update` VALUES (1, 2, 3)
INSERT INTO memory_table VALUES (1, 1)
INSERT INTO myisam_table VALUES (1, 1)
CREATE VIEW open_orders AS SELECT * FROM orders WHERE status = 'open'
CREATE VIEW customer_totals AS SELECT c.name, SUM(o.total) AS total FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.name
CREATE TRIGGER scratch_audit AFTER INSERT ON scratch FOR EACH ROW INSERT INTO audit_log (what) VALUES (NEW.v)
CREATE FUNCTION pure_add(a INT, b INT) RETURNS INT DETERMINISTIC NO SQL RETURN a + b
CREATE FUNCTION order_count() RETURNS INT DETERMINISTIC READS SQL DATA RETURN (SELECT COUNT(*) FROM orders)
CREATE FUNCTION log_it(w VARCHAR(80)) RETURNS INT DETERMINISTIC MODIFIES SQL DATA BEGIN INSERT INTO audit_log (what) VALUES (w); RETURN 1; END
CREATE FUNCTION lock_it(w VARCHAR(60)) RETURNS INT DETERMINISTIC NO SQL RETURN GET_LOCK(w, 0)
CREATE FUNCTION remember(w INT) RETURNS INT DETERMINISTIC NO SQL BEGIN SET @remembered = w; RETURN w; END
CREATE PROCEDURE log_this(IN w VARCHAR(80)) MODIFIES SQL DATA INSERT INTO audit_log (what) VALUES (w)
CREATE PROCEDURE list_orders() READS SQL DATA SELECT * FROM orders
CREATE PROCEDURE as_owner() SQL SECURITY DEFINER MODIFIES SQL DATA INSERT INTO audit_log (what) VALUES ('owner')
% Writing functions with the names of built-in ones: of the same server, or of the other one only
CREATE FUNCTION `now`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `if`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `count`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `max`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `substring`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `left`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `replace`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `values`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `interval`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `std`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `position`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `user`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `date`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `session_user`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `system_user`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
% mariadb
CREATE SEQUENCE ticket NOCACHE
CREATE SEQUENCE cached_ticket CACHE 1000
CREATE TABLE history (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING
INSERT INTO history VALUES (1, 1)
UPDATE history SET v = 2
CREATE TABLE periods (id INT, from_day DATE, to_day DATE, PERIOD FOR validity (from_day, to_day))
INSERT INTO periods VALUES (1, '2020-01-01', '2021-01-01')
CREATE FUNCTION `uuid_to_bin`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `regexp_like`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `any_value`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `format_bytes`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `is_uuid`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
% mysql
CREATE FUNCTION `nvl`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `to_char`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `sformat`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `json_detailed`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `crc32c`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `chr`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `add_months`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `sys_guid`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
CREATE FUNCTION `sysdate`(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA
  BEGIN INSERT INTO audit_log (what) VALUES ('shadow'); RETURN 1; END
% both
