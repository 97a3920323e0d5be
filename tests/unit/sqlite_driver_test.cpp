#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <future>
#include <initializer_list>
#include <latch>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <rwsplit/driver/sqlite_driver.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/pool/connection_pool.hpp>

#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/temporary_directory.hpp"

namespace rwsplit {
namespace {

using namespace std::chrono_literals;

/// A database file with a writer, and readers on request.
class Database {
 public:
  [[nodiscard]] ConnectOptions options(bool read_only, const std::string& query = "") const {
    return {.url = Url::parse("sqlite:" + file() + query),
            .engine = read_only ? "replica1" : "master",
            .read_only = read_only,
            .connect_timeout = 30s};
  }
  [[nodiscard]] std::unique_ptr<Connection> writer(const std::string& query = "") const {
    return sqlite_driver()->connect(options(false, query));
  }
  [[nodiscard]] std::unique_ptr<Connection> reader(const std::string& query = "") const {
    return sqlite_driver()->connect(options(true, query));
  }
  [[nodiscard]] std::string file() const { return directory_.file("app.db"); }
  [[nodiscard]] const testing::TemporaryDirectory& directory() const { return directory_; }

 private:
  testing::TemporaryDirectory directory_;
};

Reply run(Connection& connection, std::string_view text, std::initializer_list<Value> parameters = {}) {
  return connection.execute(text, std::span<const Value>{parameters.begin(), parameters.size()});
}

std::int64_t number(Connection& connection, std::string_view text) {
  const Reply reply = run(connection, text);
  return reply.rows.at(0, 0).as_integer();
}

/// The error of one statement; an empty optional when it ran.
std::optional<Error> error_of(Connection& connection, std::string_view text,
                              std::initializer_list<Value> parameters = {}) {
  try {
    (void)run(connection, text, parameters);
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

template <class Kind>
std::string connect_complaint(const ConnectOptions& options) {
  try {
    (void)sqlite_driver()->connect(options);
  } catch (const Kind& error) {
    return error.what();
  }
  return {};
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// ---- connecting ----

TEST_CASE("sqlite: URLs that are refused, and why", "[sqlite]") {
  struct Row {
    const char* url;
    const char* expected;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"mysql://app@host/shop", "sqlite:/path"},
           {"sqlite::memory:", "no second connection can see"},
           {"sqlite:file:app.db", "plain path"},
           {"sqlite:app.db?bussy_timeout=1s", "bussy_timeout"},
           {"sqlite:app.db?busy_timeout=soon", "busy_timeout"},
           {"sqlite:app.db?read_timeout=-1", "read_timeout"},
           {"sqlite:app.db?statement_cache=0", "statement_cache"},
       }) {
    CAPTURE(row.url);
    const Url url = Url::parse(row.url);
    try {
      sqlite_driver()->validate(url);
      FAIL("it was accepted");
    } catch (const ConfigError& error) {
      CAPTURE(error.what());
      CHECK(contains(error.what(), row.expected));
    }
    CHECK_THROWS_AS(sqlite_driver()->connect({.url = url}), ConfigError);
  }
  CHECK_NOTHROW(sqlite_driver()->validate(Url::parse("sqlite:a.db?busy_timeout=1s&read_timeout=2s&statement_cache=1")));
  CHECK(sqlite_driver()->name() == "sqlite");
}

TEST_CASE("sqlite: the writer makes the database and sets it up", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  CHECK(std::filesystem::exists(database.file()));
  CHECK(run(*writer, "PRAGMA journal_mode").rows.at(0, 0).as_bytes() == "wal");
  CHECK(number(*writer, "PRAGMA synchronous") == 1);
  CHECK(number(*writer, "PRAGMA foreign_keys") == 1);
  CHECK(number(*writer, "PRAGMA busy_timeout") == 5000);
  CHECK(number(*database.writer("?busy_timeout=7ms"), "PRAGMA busy_timeout") == 7);
  CHECK(writer->server().flavor == Flavor::sqlite);
  CHECK_FALSE(writer->server().version.empty());
  CHECK(writer->alive());
  CHECK(writer->status().usable);
  CHECK(writer->status().autocommit);
  writer->ping();
}

TEST_CASE("sqlite: files that cannot be opened", "[sqlite]") {
  const Database database;
  SECTION("a reader before the writer") {
    ConnectOptions options = database.options(true);
    options.connect_timeout = std::chrono::milliseconds{1};
    const std::string text = connect_complaint<ConnectionError>(options);
    CAPTURE(text);
    CHECK(contains(text, database.file()));
    CHECK(contains(text, "read-only"));
    CHECK(contains(text, "the master creates it"));
    CHECK(contains(text, "replica1"));
    CHECK_FALSE(std::filesystem::exists(database.file()));
    try {
      (void)sqlite_driver()->connect(options);
    } catch (const ConnectionError& error) {
      CHECK(error.code() == Cond::connection_failed);
      CHECK(error.outcome() == Outcome::not_executed);
      CHECK(error.retry() == Retry::new_connection);
      CHECK_FALSE(error.connection_usable());
    }
  }
  SECTION("a reader that comes first waits for the writer") {
    ConnectOptions options = database.options(true);
    options.connect_timeout = std::chrono::seconds{30};
    auto reader = std::async(std::launch::async, [&] { return sqlite_driver()->connect(options); });
    const auto writer = database.writer();
    CHECK(reader.get()->status().usable);
  }
  SECTION("no such directory") {
    const ConnectOptions options{.url = Url::parse("sqlite:" + database.directory().file("missing/app.db"))};
    CHECK(contains(connect_complaint<ConnectionError>(options), "directory does not exist"));
  }
  SECTION("a file of another kind") {
    std::ofstream{database.file()} << "This is a text file, and a long one, longer than SQLite's header of 100 bytes. "
                                      "It goes on and on until nobody can take it for a database.";
    CHECK(contains(connect_complaint<ConnectionError>(database.options(false)), "not an SQLite database"));
    CHECK(contains(connect_complaint<ConnectionError>(database.options(true)), "not an SQLite database"));
  }
}

TEST_CASE("sqlite: a pool of readers recovers once the writer has made the file", "[sqlite]") {
  const Database database;
  ConnectOptions options = database.options(true);
  options.connect_timeout = 10ms;
  ConnectionPool readers{sqlite_driver(), options, PoolOptions{.min_idle = 1, .max_size = 2}};
  REQUIRE(testing::eventually([&] { return !readers.reachable(); }));
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(a)");
  const Lease lease = readers.acquire(std::chrono::steady_clock::now() + 20s);
  CHECK(run(*lease, "SELECT * FROM t").rows.empty());
}

TEST_CASE("sqlite: writers that make the same file at the same time wait for each other", "[sqlite]") {
  for (int round = 0; round < 50; ++round) {
    const Database database;
    std::latch start{2};
    const auto make = [&] {
      start.arrive_and_wait();
      return connect_complaint<ConnectionError>(database.options(false));
    };
    auto other = std::async(std::launch::async, make);
    CHECK(make() == "");
    CHECK(other.get() == "");
  }
}

// ---- values ----

TEST_CASE("sqlite: every kind of value goes in and comes back", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(value)");
  const auto round_trip = [&](const Value& value) {
    (void)run(*writer, "DELETE FROM t");
    (void)run(*writer, "INSERT INTO t VALUES (?)", {value});
    return run(*writer, "SELECT value FROM t");
  };
  CHECK(round_trip(Value::null()).rows.at(0, 0).is_null());
  for (const std::int64_t integer : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
                                     std::numeric_limits<std::int64_t>::max()}) {
    CHECK(round_trip(Value::integer(integer)).rows.at(0, 0).as_integer() == integer);
  }
  CHECK(round_trip(Value::unsigned_integer(7)).rows.at(0, 0).as_integer() == 7);
  CHECK(round_trip(Value::unsigned_integer(std::uint64_t{1} << 62U)).rows.at(0, 0).as_integer() == std::int64_t{1}
                                                                                                       << 62U);
  CHECK(round_trip(Value::real(0.1)).rows.at(0, 0).as_real() == 0.1);
  using namespace std::string_view_literals;
  for (const std::string_view text : {""sv, "text"sv, "\xc3\xa4\xe2\x82\xac"sv, "a\0b"sv}) {
    const Reply reply = round_trip(Value::text(text));
    CHECK(reply.rows.at(0, 0).kind() == ValueKind::text);
    CHECK(reply.rows.at(0, 0).as_bytes() == text);
    const Reply blob = round_trip(Value::blob(text));
    CHECK(blob.rows.at(0, 0).kind() == ValueKind::blob);
    CHECK(blob.rows.at(0, 0).as_bytes() == text);
  }
  CHECK(round_trip(Value::text(std::string_view{})).rows.at(0, 0).kind() == ValueKind::text);
  CHECK(round_trip(Value::blob(std::string_view{})).rows.at(0, 0).kind() == ValueKind::blob);
  CHECK(round_trip(Value::decimal("12345678901234567890.5")).rows.at(0, 0).as_bytes() == "12345678901234567890.5");
  const Value::Days day = std::chrono::year{2024} / 2 / 29;
  CHECK(round_trip(Value::date(day)).rows.at(0, 0).as_bytes() == "2024-02-29");
  CHECK(round_trip(Value::time(-(1h + 2us))).rows.at(0, 0).as_bytes() == "-01:00:00.000002");
  CHECK(round_trip(Value::datetime(Value::LocalTime{day.time_since_epoch()} + 3h)).rows.at(0, 0).as_bytes() ==
        "2024-02-29 03:00:00.000000");
}

TEST_CASE("sqlite: a run starts without the values of the run before", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  const auto unsupported = Value::unsigned_integer(std::numeric_limits<std::uint64_t>::max());
  CHECK(run(*writer, "SELECT ?1, ?2", {Value::integer(1), Value::integer(2)}).rows.at(0, 1).as_integer() == 2);
  CHECK_THROWS_AS(run(*writer, "SELECT ?1, ?2", {Value::integer(3), unsupported}), ConversionError);
  CHECK(run(*writer, "SELECT ?1, ?2", {Value::null(), Value::integer(4)}).rows.at(0, 0).is_null());
}

TEST_CASE("sqlite: values that SQLite would change are refused", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  const std::uint64_t too_big = std::uint64_t{1} << 63U;
  CHECK_THROWS_AS(run(*writer, "SELECT ?", {Value::unsigned_integer(too_big)}), ConversionError);
  CHECK_THROWS_AS(run(*writer, "SELECT ?", {Value::real(std::numeric_limits<double>::quiet_NaN())}), ConversionError);
  const auto error = error_of(*writer, "SELECT ?, ?", {Value::null(), Value::unsigned_integer(too_big)});
  REQUIRE(error);
  CHECK(contains(error->what(), "parameter 2"));
  CHECK(number(*writer, "SELECT 1") == 1);  // the connection is none the worse
}

TEST_CASE("sqlite: columns have names and types, also when there is no row", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(id BIGINT, name VARCHAR(20), at datetime)");
  const auto check = [&] {
    const Reply reply = run(*writer, "SELECT id, name AS title, at, count(*) FROM t GROUP BY 1");
    const ResultSet::Columns& columns = reply.rows.columns();
    REQUIRE(columns.size() == 4);
    CHECK(columns[0].name == "id");
    CHECK(columns[0].type == "BIGINT");
    CHECK(columns[1].name == "title");
    CHECK(columns[1].type == "VARCHAR");
    CHECK(columns[2].type == "DATETIME");
    CHECK(columns[3].name == "count(*)");
    return reply;
  };
  CHECK(check().rows.row_count() == 0);
  (void)run(*writer, "INSERT INTO t VALUES (1, 'a', NULL), (2, 'b', NULL)");
  CHECK(check().rows.row_count() == 2);
  CHECK(run(*writer, "SELECT 1.5").rows.columns()[0].type == "REAL");
  CHECK(run(*writer, "SELECT 'a'").rows.columns()[0].type == "TEXT");
  CHECK(run(*writer, "SELECT x'00'").rows.columns()[0].type == "BLOB");
  CHECK(run(*writer, "SELECT 1").rows.columns()[0].type == "INTEGER");
  CHECK(run(*writer, "SELECT NULL").rows.columns()[0].type == "ANY");
  CHECK(run(*writer, "DELETE FROM t").rows.column_count() == 0);
}

TEST_CASE("sqlite: a kept statement follows a change of the schema", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  const auto other = database.writer();
  (void)run(*writer, "CREATE TABLE t(a INT)");
  (void)run(*writer, "INSERT INTO t VALUES (1)");
  CHECK(run(*writer, "SELECT * FROM t").rows.column_count() == 1);
  (void)run(*other, "ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'");
  const Reply reply = run(*writer, "SELECT * FROM t");
  REQUIRE(reply.rows.column_count() == 2);
  CHECK(reply.rows.columns()[1].name == "b");
  CHECK(reply.rows.at(0, 1).as_bytes() == "x");
}

// ---- statements ----

TEST_CASE("sqlite: affected rows and inserted keys", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  struct Row {
    const char* text;
    std::uint64_t affected;
    std::uint64_t inserted;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, n INT DEFAULT 0)", 0, 0},
           {"CREATE TABLE log(id INTEGER PRIMARY KEY, t_id INT)", 0, 0},
           {"CREATE TRIGGER tr AFTER UPDATE ON t BEGIN INSERT INTO log(t_id) VALUES (new.id); END", 0, 0},
           {"INSERT INTO t(name) VALUES ('a'), ('b')", 2, 2},
           {"INSERT INTO t(id, name) VALUES (10, 'c')", 1, 10},
           {"SELECT * FROM t", 0, 0},
           {"UPDATE t SET name = name", 3, 0},
           {"SELECT last_insert_rowid()", 0, 0},
           {"UPDATE t SET n = 1 WHERE id = 99", 0, 0},
           {"INSERT OR IGNORE INTO t(name) VALUES ('a')", 0, 0},
           {"INSERT INTO t(name) VALUES ('d') ON CONFLICT(name) DO UPDATE SET n = n + 1", 1, 11},
           {"INSERT INTO log(t_id) SELECT id FROM t WHERE id < 3", 2, 5},
           {"REPLACE INTO t(id, name) VALUES (10, 'e')", 1, 10},
           {"DELETE FROM t WHERE id > 2", 2, 0},
           {"DELETE FROM t", 2, 0},
           {"CREATE INDEX i ON t(n)", 0, 0},
           {"CREATE TABLE copy AS SELECT 1 AS one", 0, 0},
           {"ALTER TABLE t ADD COLUMN extra INT", 0, 0},
           {"DROP TABLE log", 0, 0},
           {"CREATE TABLE w(k TEXT PRIMARY KEY) WITHOUT ROWID", 0, 0},
           {"INSERT INTO w VALUES ('k')", 1, 0},
           {"WITH v(x) AS (VALUES (7)) INSERT INTO copy SELECT x FROM v", 1, 2},
           {"BEGIN", 0, 0},
           {"COMMIT", 0, 0},
       }) {
    CAPTURE(row.text);
    const Reply reply = run(*writer, row.text);
    CHECK(reply.summary.affected_rows == row.affected);
    CHECK(reply.summary.last_insert_id == row.inserted);
    CHECK(reply.summary.warnings == 0);
  }
}

TEST_CASE("sqlite: an upsert that updates reports no key", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, n INT DEFAULT 0)");
  CHECK(run(*writer, "INSERT INTO t(name) VALUES ('a')").summary.last_insert_id == 1);
  const Reply reply = run(*writer, "INSERT INTO t(name) VALUES ('a') ON CONFLICT(name) DO UPDATE SET n = n + 1");
  CHECK(reply.summary.affected_rows == 1);
  CHECK(reply.summary.last_insert_id == 0);
}

TEST_CASE("sqlite: rows that a write returns", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)");
  const Reply reply =
      run(*writer, "INSERT INTO t(name) VALUES (?), (?) RETURNING id, name", {Value::text("a"), Value::text("b")});
  REQUIRE(reply.rows.row_count() == 2);
  CHECK(reply.rows.at(1, 0).as_integer() == 2);
  CHECK(reply.rows.at(1, 1).as_bytes() == "b");
  CHECK(reply.summary.affected_rows == 2);
  CHECK(reply.summary.last_insert_id == 2);
}

TEST_CASE("sqlite: texts that are refused before anything runs", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(a)");
  CHECK_THROWS_AS(run(*writer, "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)"), UsageError);
  CHECK_THROWS_AS(run(*writer, "INSERT INTO t VALUES (1); /* more */ DELETE FROM t;"), UsageError);
  CHECK_THROWS_AS(run(*writer, ""), UsageError);
  CHECK_THROWS_AS(run(*writer, " -- nothing\n"), UsageError);
  CHECK_THROWS_AS(run(*writer, "INSERT INTO t VALUES (?)"), UsageError);
  CHECK_THROWS_AS(run(*writer, "INSERT INTO t VALUES (?)", {Value::null(), Value::null()}), UsageError);
  CHECK_THROWS_AS(run(*writer, "INSERT INTO t VALUES (1)", {Value::null()}), UsageError);
  CHECK(number(*writer, "SELECT count(*) FROM t") == 0);
  CHECK_NOTHROW(run(*writer, "INSERT INTO t VALUES (1); -- and no more\n ; /* really */"));
  CHECK(number(*writer, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("sqlite: errors have a portable condition, and no server text in what()", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, n INT CHECK (n > 0))");
  (void)run(*writer, "CREATE TABLE child(t_id INT REFERENCES t(id))");
  (void)run(*writer, "INSERT INTO t VALUES (1, 'a', 1)");
  struct Row {
    const char* text;
    Cond expected;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"INSERT INTO t VALUES (1, 'secret', 1)", Cond::duplicate_key},
           {"INSERT INTO t VALUES (2, 'a', 1)", Cond::duplicate_key},
           {"INSERT INTO t VALUES (2, NULL, 1)", Cond::constraint_violation},
           {"INSERT INTO t VALUES (2, 'secret', 0)", Cond::constraint_violation},
           {"INSERT INTO child VALUES (99)", Cond::constraint_violation},
           {"INSERT INTO t VALUES ('secret', 'b', 1)", Cond::data_out_of_range},
           {"SELEC 'secret'", Cond::syntax_error},
           {"SELECT * FROM secret", Cond::no_such_table},
           {"SELECT secret FROM t", Cond::no_such_column},
           {"INSERT INTO t(secret) VALUES (1)", Cond::no_such_column},
       }) {
    CAPTURE(row.text);
    const auto error = error_of(*writer, row.text);
    REQUIRE(error);
    CAPTURE(error->what());
    CHECK(error->code() == row.expected);
    CHECK(error->outcome() == Outcome::statement_failed);
    CHECK(error->connection_usable());
    CHECK(error->engine() == "master");
    CHECK_FALSE(error->server_message().empty());
    CHECK_FALSE(contains(error->what(), "secret"));
  }
  CHECK_THROWS_AS(run(*writer, "SELECT * FROM missing"), ServerError);
  CHECK(number(*writer, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("sqlite: the statement cache is bounded and keeps working past its bound", "[sqlite]") {
  const Database database;
  const auto writer = database.writer("?statement_cache=3");
  // SQLite itself counts: one row per prepared statement that is alive. The question is one of them.
  const char* const count = "SELECT count(*) FROM sqlite_stmt";
  if (error_of(*writer, count)) {
    WARN("this SQLite has no table sqlite_stmt: the bound is not checked");
  } else {
    for (int i = 0; i < 10; ++i) (void)run(*writer, "SELECT " + std::to_string(i));
    CHECK(number(*writer, count) <= 4);
    CHECK(number(*writer, count) >= 3);
  }
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 5; ++i) CHECK(number(*writer, "SELECT " + std::to_string(i)) == i);
  }
}

// ---- readers and writers ----

TEST_CASE("sqlite: readers see what was committed, and only that", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(a)");
  const auto reader = database.reader();
  CHECK(number(*reader, "SELECT count(*) FROM t") == 0);
  writer->begin(TransactionMode::read_write);
  CHECK(writer->status().in_transaction);
  (void)run(*writer, "INSERT INTO t VALUES (1)");
  CHECK(number(*reader, "SELECT count(*) FROM t") == 0);
  writer->commit();
  CHECK_FALSE(writer->status().in_transaction);
  CHECK(number(*reader, "SELECT count(*) FROM t") == 1);
  writer->begin(TransactionMode::read_write);
  (void)run(*writer, "INSERT INTO t VALUES (2)");
  writer->rollback();
  CHECK(number(*reader, "SELECT count(*) FROM t") == 1);
  writer->rollback();  // nothing is open: nothing to do
  CHECK_THROWS_AS(writer->commit(), ServerError);
}

TEST_CASE("sqlite: a read-only transaction is one snapshot from its beginning", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(a)");
  const auto reader = database.reader();
  reader->begin(TransactionMode::read_only);
  CHECK(reader->status().in_transaction);
  (void)run(*writer, "INSERT INTO t VALUES (1)");
  CHECK(number(*reader, "SELECT count(*) FROM t") == 0);
  reader->commit();
  CHECK(number(*reader, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("sqlite: a reader refuses writes, also after a reset", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(a)");
  const auto reader = database.reader();
  for (int round = 0; round < 2; ++round) {
    for (const char* text :
         {"INSERT INTO t VALUES (1)", "UPDATE t SET a = 1", "DELETE FROM t", "CREATE TABLE u(a)", "DROP TABLE t"}) {
      CAPTURE(text, round);
      const auto error = error_of(*reader, text);
      REQUIRE(error);
      CHECK(error->code() == Cond::read_only);
      CHECK(error->outcome() == Outcome::not_executed);
      CHECK(error->connection_usable());
    }
    (void)run(*reader, "PRAGMA query_only=OFF");  // even without the pragma the file is open for reading only
    CHECK(error_of(*reader, "INSERT INTO t VALUES (1)").value().code() == Cond::read_only);
    reader->reset();
    CHECK(number(*reader, "PRAGMA query_only") == 1);
  }
  CHECK(number(*writer, "SELECT count(*) FROM t") == 0);
}

TEST_CASE("sqlite: readers stay possible when the writer has gone", "[sqlite]") {
  const Database database;
  {
    const auto writer = database.writer();
    (void)run(*writer, "CREATE TABLE t(a)");
    (void)run(*writer, "INSERT INTO t VALUES (1)");
  }
  CHECK(number(*database.reader(), "SELECT count(*) FROM t") == 1);
}

TEST_CASE("sqlite: two writers: the second waits for its timeout, then is told", "[sqlite]") {
  const Database database;
  const auto first = database.writer();
  (void)run(*first, "CREATE TABLE t(a)");
  const auto hasty = database.writer("?busy_timeout=1ms");
  first->begin(TransactionMode::read_write);
  try {
    hasty->begin(TransactionMode::read_write);
    FAIL("two writers at the same time");
  } catch (const ServerError& error) {
    CHECK(error.code() == Cond::lock_timeout);
    CHECK(error.connection_usable());
  }
  CHECK_FALSE(hasty->status().in_transaction);
  CHECK(error_of(*hasty, "INSERT INTO t VALUES (2)").value().code() == Cond::lock_timeout);

  // A patient one gets its turn: it can only return after the first has committed.
  const auto patient = database.writer("?busy_timeout=20s");
  std::thread waiter{[&] { (void)run(*patient, "INSERT INTO t VALUES (3)"); }};
  (void)run(*first, "INSERT INTO t VALUES (1)");
  first->commit();
  waiter.join();
  CHECK(number(*first, "SELECT count(*) FROM t") == 2);
}

TEST_CASE("sqlite: a transaction that SQLite ends by itself is reported as rolled back", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(a UNIQUE)");
  (void)run(*writer, "INSERT INTO t VALUES (1)");
  writer->begin(TransactionMode::read_write);
  (void)run(*writer, "INSERT INTO t VALUES (2)");
  const auto error = error_of(*writer, "INSERT OR ROLLBACK INTO t VALUES (1)");
  REQUIRE(error);
  CHECK(error->code() == Cond::duplicate_key);
  CHECK(error->outcome() == Outcome::rolled_back);
  CHECK(error->retry() == Retry::transaction);
  CHECK(error->transaction_over());
  CHECK_FALSE(writer->status().in_transaction);
  writer->rollback();
  CHECK(number(*writer, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("sqlite: transactions as text are seen in the status", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "BEGIN");
  CHECK(writer->status().in_transaction);
  (void)run(*writer, "ROLLBACK");
  CHECK_FALSE(writer->status().in_transaction);
}

TEST_CASE("sqlite: reset leaves nothing of the session", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(a)");
  writer->begin(TransactionMode::read_write);
  (void)run(*writer, "INSERT INTO t VALUES (1)");
  (void)run(*writer, "CREATE TEMP TABLE mine(a)");
  writer->rollback();
  (void)run(*writer, "CREATE TEMP TABLE mine(a)");
  (void)run(*writer, "PRAGMA foreign_keys=OFF");
  writer->begin(TransactionMode::read_write);
  (void)run(*writer, "INSERT INTO t VALUES (2)");
  writer->reset();
  CHECK_FALSE(writer->status().in_transaction);
  CHECK(writer->status().usable);
  CHECK(number(*writer, "SELECT count(*) FROM t") == 0);
  CHECK(error_of(*writer, "SELECT * FROM mine").value().code() == Cond::no_such_table);
  CHECK(number(*writer, "PRAGMA foreign_keys") == 1);
  CHECK(run(*writer, "INSERT INTO t VALUES (3)").summary.last_insert_id == 1);  // the hooks are there again
}

TEST_CASE("sqlite: a connection that cannot be opened again is unusable", "[sqlite]") {
  const Database database;
  {
    const auto writer = database.writer();
    (void)run(*writer, "CREATE TABLE t(a)");
  }
  ConnectOptions options = database.options(true);
  options.connect_timeout = 10ms;
  const auto reader = sqlite_driver()->connect(options);
  std::filesystem::remove(database.file());
  CHECK_THROWS_AS(reader->reset(), ConnectionError);
  CHECK_FALSE(reader->status().usable);
  CHECK_FALSE(reader->alive());
}

TEST_CASE("sqlite: a statement that runs too long is ended by the read timeout", "[sqlite]") {
  const Database database;
  const auto writer = database.writer("?read_timeout=1ms");
  const auto error =
      error_of(*writer, "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n");
  REQUIRE(error);
  CHECK(error->code() == Cond::statement_timeout);
  CHECK(error->connection_usable());
  CHECK(number(*writer, "SELECT 1") == 1);
}

// ---- cursors ----

TEST_CASE("sqlite: a cursor gives the rows one by one", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)");
  for (int i = 1; i <= 5; ++i)
    (void)run(*writer, "INSERT INTO t(name) VALUES (?)", {Value::text("n" + std::to_string(i))});
  const auto reader = database.reader();
  std::unique_ptr<Cursor> cursor;
  {
    const std::string name = "n2";  // gone before the rows are read
    const std::array parameters{Value::text(name)};
    cursor = reader->open_cursor("SELECT id, name FROM t WHERE name >= ? ORDER BY id", parameters);
  }
  CHECK(cursor->columns().size() == 2);
  CHECK(cursor->columns()[1].name == "name");
  std::vector<std::string> names;
  while (cursor->next()) {
    CHECK(cursor->at(0).kind() == ValueKind::integer);
    names.emplace_back(cursor->at(1).as_bytes());
  }
  CHECK(names == std::vector<std::string>{"n2", "n3", "n4", "n5"});
  CHECK_FALSE(cursor->next());
  CHECK_THROWS_AS(run(*reader, "SELECT 1"), UsageError);
  cursor.reset();
  CHECK(number(*reader, "SELECT count(*) FROM t") == 5);
}

TEST_CASE("sqlite: a cursor that ends early costs nothing", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  // Endless: reading it to its end is impossible.
  const char* const endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n";
  for (int round = 0; round < 2; ++round) {
    const auto cursor = writer->open_cursor(endless, {});
    CHECK(cursor->next());
    CHECK(cursor->next());
    CHECK(cursor->at(0).as_integer() == 2);
  }
  CHECK(writer->status().usable);
  CHECK(number(*writer, "SELECT 1") == 1);
}

TEST_CASE("sqlite: cursors over nothing, and over errors", "[sqlite]") {
  const Database database;
  const auto writer = database.writer();
  (void)run(*writer, "CREATE TABLE t(a)");
  CHECK_FALSE(writer->open_cursor("SELECT a FROM t", {})->next());
  CHECK(writer->open_cursor("INSERT INTO t VALUES (1)", {})->columns().empty());
  CHECK(number(*writer, "SELECT count(*) FROM t") == 1);
  CHECK_THROWS_AS(writer->open_cursor("SELECT * FROM missing", {}), ServerError);
  CHECK_THROWS_AS(writer->open_cursor("SELECT ?", {}), UsageError);
  CHECK(number(*writer, "SELECT 1") == 1);

  // The second row fails: what was delivered is not the whole result.
  const auto cursor =
      writer->open_cursor("SELECT abs(column1) FROM (VALUES (1), (-9223372036854775807 - 1)) LIMIT 2", {});
  CHECK(cursor->next());
  try {
    (void)cursor->next();
    FAIL("the smallest integer has no absolute value");
  } catch (const ServerError& error) {
    CHECK(error.outcome() == Outcome::partial_result);
    CHECK(error.retry() == Retry::never);
  }
}

}  // namespace
}  // namespace rwsplit
