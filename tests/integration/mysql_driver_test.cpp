#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <future>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include <rwsplit/driver/mysql_driver.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/usage_error.hpp>

#include "integration/closed_port.hpp"
#include "integration/real_cluster.hpp"
#include "support/catch_shim.hpp"
#include "support/eventually.hpp"
#include "support/test_servers.hpp"

using namespace rwsplit;
using namespace rwsplit::testing;
using namespace std::chrono_literals;

namespace {

using Parameters = std::vector<Value>;

ConnectOptions options_for(Url url) {
  ConnectOptions options;
  options.url = std::move(url);
  options.engine = "tested";
  options.connect_timeout = patience;
  return options;
}

std::unique_ptr<Connection> connect(const Url& url) { return mysql_driver()->connect(options_for(url)); }
std::unique_ptr<Connection> connect_master() { return connect(test_urls().front()); }
std::unique_ptr<Connection> connect_admin() { return connect(test_admin_urls().front()); }

std::unique_ptr<Connection> connect_read_only(const Url& url) {
  auto options = options_for(url);
  options.read_only = true;
  return mysql_driver()->connect(options);
}

Reply run(Connection& connection, std::string_view text, const Parameters& parameters = {}) {
  return connection.execute(text, parameters);
}

// The first value of the reply as text, however it was typed.
std::string shown(const Value& value) {
  switch (value.kind()) {
    case ValueKind::null: return "NULL";
    case ValueKind::integer: return std::to_string(value.as_integer());
    case ValueKind::unsigned_integer: return std::to_string(value.as_unsigned());
    case ValueKind::real: return fmt::format("{}", value.as_real());
    case ValueKind::decimal:
    case ValueKind::text:
    case ValueKind::blob: return std::string{value.as_bytes()};
    case ValueKind::date: return std::to_string(value.as_date().time_since_epoch().count());
    case ValueKind::time: return std::to_string(value.as_time().count());
    case ValueKind::datetime: return std::to_string(value.as_datetime().time_since_epoch().count());
  }
  return {};
}

std::string scalar(Connection& connection, std::string_view text, const Parameters& parameters = {}) {
  const auto reply = run(connection, text, parameters);
  REQUIRE(reply.rows.row_count() == 1);
  return shown(reply.rows.at(0, 0));
}

// A table that lives as long as a test.
class Table {
 public:
  Table(Connection& connection, std::string name, std::string_view columns)
      : connection_{connection}, name_{std::move(name)} {
    run(connection_, "DROP TABLE IF EXISTS " + name_);
    run(connection_, fmt::format("CREATE TABLE {} ({}) CHARACTER SET utf8mb4", name_, columns));
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  ~Table() {
    try {
      if (connection_.status().usable) run(connection_, "DROP TABLE IF EXISTS " + name_);
    } catch (const Error& error) {
      WARN("could not drop " << name_ << ": " << error.what());
    }
  }

 private:
  Connection& connection_;
  std::string name_;
};

// A setting of the whole server, as it was before when a test ends.
class GlobalVariable {
 public:
  GlobalVariable(Connection& connection, std::string name)
      : connection_{connection}, name_{std::move(name)}, before_{scalar(connection_, "SELECT @@GLOBAL." + name_)} {}
  GlobalVariable(const GlobalVariable&) = delete;
  GlobalVariable& operator=(const GlobalVariable&) = delete;
  ~GlobalVariable() {
    try {
      set(before_);
    } catch (const Error& error) {
      WARN("could not restore " << name_ << ": " << error.what());
    }
  }

  void set(std::string_view value) const {
    run(connection_, fmt::format("SET GLOBAL {} = ?", name_), {Value::text(value)});
  }

 private:
  Connection& connection_;
  std::string name_;
  std::string before_;
};

Value::LocalTime local_time(int year, unsigned month, unsigned day, std::chrono::microseconds time) {
  const std::chrono::sys_days date{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)};
  return Value::LocalTime{date.time_since_epoch() + time};
}

Value::Days date_of(int year, int month, int day) { return Value::Days{std::chrono::year{year} / month / day}; }

template <class Exception, class Function>
Exception caught(Function function) {
  try {
    function();
  } catch (const Exception& error) {
    return error;
  }
  throw std::logic_error{"the call should have thrown"};
}

struct TypeCase {
  const char* sql_type;
  const char* literal;
  Value value;
};

const std::string long_text(3'000'000, 'x');

std::vector<TypeCase> type_cases() {
  const auto least = std::numeric_limits<std::int64_t>::min();
  const auto most = std::numeric_limits<std::int64_t>::max();
  const auto largest = std::numeric_limits<std::uint64_t>::max();
  return {
      {"TINYINT", "-128", Value::integer(-128)},
      {"TINYINT UNSIGNED", "255", Value::unsigned_integer(255)},
      {"BOOLEAN", "TRUE", Value::integer(1)},
      {"SMALLINT", "-32768", Value::integer(-32768)},
      {"MEDIUMINT", "-8388608", Value::integer(-8388608)},
      {"INT", "-2147483648", Value::integer(-2147483648LL)},
      {"INT UNSIGNED", "4294967295", Value::unsigned_integer(4294967295ULL)},
      {"INT(6) UNSIGNED ZEROFILL", "42", Value::unsigned_integer(42)},
      {"BIGINT", "-9223372036854775808", Value::integer(least)},
      {"BIGINT", "9223372036854775807", Value::integer(most)},
      {"BIGINT UNSIGNED", "18446744073709551615", Value::unsigned_integer(largest)},
      {"YEAR", "2155", Value::integer(2155)},
      {"FLOAT", "0.1", Value::real(static_cast<double>(0.1F))},
      {"DOUBLE", "-1.7976931348623157e308", Value::real(-1.7976931348623157e308)},
      {"DOUBLE", "0.1", Value::real(0.1)},
      {"DECIMAL(65,30)", "-12345678901234567890123456789012345.123456789012345678901234567890",
       Value::decimal("-12345678901234567890123456789012345.123456789012345678901234567890")},
      {"DATE", "'1000-01-01'", Value::date(date_of(1000, 1, 1))},
      {"DATE", "'9999-12-31'", Value::date(date_of(9999, 12, 31))},
      {"DATE", "'2024-02-29'", Value::date(date_of(2024, 2, 29))},
      {"TIME", "'-838:59:59'", Value::time(-(838h + 59min + 59s))},
      {"TIME(6)", "'837:59:59.999999'", Value::time(838h - 1us)},
      {"TIME(3)", "'00:00:00.001'", Value::time(1ms)},
      {"DATETIME", "'1969-12-31 23:59:59'", Value::datetime(local_time(1969, 12, 31, 23h + 59min + 59s))},
      {"DATETIME(6)", "'9999-12-31 23:59:59.999999'", Value::datetime(local_time(9999, 12, 31, 24h - 1us))},
      {"DATETIME(6)", "'1000-01-01 00:00:00.000001'", Value::datetime(local_time(1000, 1, 1, 1us))},
      {"TIMESTAMP(6) NULL", "'2024-05-06 07:08:09.123456'",
       Value::datetime(local_time(2024, 5, 6, 7h + 8min + 9s + 123'456us))},
      {"BIT(1)", "b'1'", Value::unsigned_integer(1)},
      {"BIT(64)", "0xFEDCBA9876543210", Value::unsigned_integer(0xFEDCBA9876543210ULL)},
      {"CHAR(5)", "'abc'", Value::text("abc")},
      {"VARCHAR(100)", "''", Value::text("")},
      {"VARCHAR(100)", "'Grüße, 世界 \xF0\x9F\x90\xAC'", Value::text("Grüße, 世界 \xF0\x9F\x90\xAC")},
      {"LONGTEXT", "REPEAT('x', 3000000)", Value::text(long_text)},
      {"ENUM('red','green')", "'green'", Value::text("green")},
      {"SET('a','b','c')", "'a,c'", Value::text("a,c")},
      {"JSON", "'[1, 2]'", Value::text("[1, 2]")},
      {"BINARY(3)", "x'00ff27'", Value::blob({"\0\xff'", 3})},
      {"VARBINARY(10)", "x''", Value::blob("")},
      {"LONGBLOB", "REPEAT('x', 3000000)", Value::blob(long_text)},
      {"INT", "NULL", Value::null()},
      {"LONGTEXT", "NULL", Value::null()},
      {"DATETIME(6)", "NULL", Value::null()},
  };
}

bool equal(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return false;
  return left.has_bytes() ? left.as_bytes() == right.as_bytes() : shown(left) == shown(right);
}

std::size_t memory_high_water_kib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss);
}

}  // namespace

TEST_CASE("mysql: every column type comes back as text and prepared", "[mysql]") {
  const auto connection = connect_master();
  for (const auto& type : type_cases()) {
    CAPTURE(type.sql_type);
    const Table table{*connection, "md_types", fmt::format("id INT PRIMARY KEY, v {}", type.sql_type)};
    run(*connection, fmt::format("INSERT INTO md_types VALUES (1, {})", type.literal));
    const auto inserted = run(*connection, "INSERT INTO md_types VALUES (?, ?)", {Value::integer(2), type.value});
    CHECK(inserted.summary.affected_rows == 1);

    const auto text = run(*connection, "SELECT v FROM md_types ORDER BY id");
    const auto prepared = run(*connection, "SELECT v FROM md_types WHERE id > ? ORDER BY id", {Value::integer(0)});
    REQUIRE(text.rows.row_count() == 2);
    REQUIRE(prepared.rows.row_count() == 2);
    for (std::size_t row = 0; row < 2; ++row) {
      CAPTURE(row, to_string(text.rows.at(row, 0).kind()), to_string(prepared.rows.at(row, 0).kind()));
      CHECK(equal(text.rows.at(row, 0), type.value));
      CHECK(equal(prepared.rows.at(row, 0), type.value));
    }
    CHECK(text.rows.columns().front().name == "v");
    CHECK(text.rows.columns().front().type == prepared.rows.columns().front().type);
  }
}

TEST_CASE("mysql: column types have the names that SQL gives them", "[mysql]") {
  const auto connection = connect_master();
  const Table table{
      *connection, "md_names",
      "a BIGINT UNSIGNED, b VARCHAR(9), c VARBINARY(9), d LONGTEXT, e BLOB, f ENUM('x'), g DECIMAL(9,2), h YEAR"};
  const auto reply = run(*connection, "SELECT * FROM md_names");
  std::string names;
  for (const auto& column : reply.rows.columns()) names += fmt::format("{} {};", column.name, column.type);
  CHECK(names == "a BIGINT UNSIGNED;b VARCHAR;c VARBINARY;d TEXT;e BLOB;f ENUM;g DECIMAL;h YEAR;");
}

TEST_CASE("mysql: dates that no calendar has stay text, the same in both protocols", "[mysql]") {
  const auto connection = connect_master();
  run(*connection, "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'");
  const Table table{*connection, "md_zero",
                    "id INT, a DATE, b DATETIME, c DATETIME(3), d DATETIME(6), e TIMESTAMP NULL"};
  run(*connection,
      "INSERT INTO md_zero VALUES (1, '0000-00-00', '0000-00-00', '2024-02-30 01:02:03.5', '2024-00-01', "
      "'0000-00-00')");
  const auto text = run(*connection, "SELECT a, b, c, d, e FROM md_zero");
  const auto prepared = run(*connection, "SELECT a, b, c, d, e FROM md_zero WHERE id = ?", {Value::integer(1)});
  const std::vector<std::string> expected{"0000-00-00", "0000-00-00 00:00:00", "2024-02-30 01:02:03.500",
                                          "2024-00-01 00:00:00.000000", "0000-00-00 00:00:00"};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CHECK(text.rows.at(0, i).kind() == ValueKind::text);
    CHECK(prepared.rows.at(0, i).kind() == ValueKind::text);
    CHECK(shown(text.rows.at(0, i)) == expected[i]);
    CHECK(shown(prepared.rows.at(0, i)) == expected[i]);
  }
}

TEST_CASE("mysql: parameters of every kind, with the awkward values", "[mysql]") {
  const auto connection = connect_master();
  using namespace std::string_literals;
  const auto nul = "a\0b"s;
  CHECK(scalar(*connection, "SELECT HEX(?)", {Value::text(nul)}) == "610062");
  CHECK(scalar(*connection, "SELECT HEX(?)", {Value::blob(nul)}) == "610062");
  CHECK(scalar(*connection, "SELECT LENGTH(?)", {Value::text("")}) == "0");
  CHECK(scalar(*connection, "SELECT LENGTH(?)", {Value::text({})}) == "0");
  CHECK(scalar(*connection, "SELECT ? IS NULL", {Value::text({})}) == "0");
  CHECK(scalar(*connection, "SELECT ? IS NULL", {Value::null()}) == "1");
  CHECK(scalar(*connection, "SELECT LENGTH(?)", {Value::text(long_text)}) == "3000000");
  CHECK(scalar(*connection, "SELECT CONCAT(?)", {Value::text("'; DROP TABLE x; --\\")}) == "'; DROP TABLE x; --\\");
  CHECK(scalar(*connection, "SELECT CAST(? AS DECIMAL(10,3))", {Value::decimal("1.125")}) == "1.125");
  CHECK(scalar(*connection, "SELECT CAST(? AS CHAR)", {Value::unsigned_integer(18446744073709551615ULL)}) ==
        "18446744073709551615");
  CHECK(scalar(*connection, "SELECT CAST(? AS TIME(6))", {Value::time(-(25h + 1us))}) == "-90000000001");
  const auto early = Value::datetime(local_time(1960, 1, 2, 3h + 5us));
  CHECK(scalar(*connection, "SELECT CAST(? AS DATETIME(6))", {early}) == shown(early));
  CHECK(scalar(*connection, "SELECT CAST(? AS CHAR)", {Value::date(date_of(1960, 1, 2))}) == "1960-01-02");
}

TEST_CASE("mysql: counts of a reply", "[mysql]") {
  const auto connection = connect_master();
  const Table table{*connection, "md_counts", "id INT AUTO_INCREMENT PRIMARY KEY, v TINYINT"};
  for (const bool prepared : {false, true}) {
    run(*connection, "TRUNCATE md_counts");
    const auto insert =
        prepared ? run(*connection, "INSERT INTO md_counts(v) VALUES (?), (?)", {Value::integer(1), Value::integer(2)})
                 : run(*connection, "INSERT INTO md_counts(v) VALUES (1), (2)");
    CHECK(insert.summary.affected_rows == 2);
    CHECK(insert.summary.last_insert_id == 1);
    CHECK(insert.rows.column_count() == 0);
    const auto unchanged = prepared ? run(*connection, "UPDATE md_counts SET v = 1 WHERE v = ?", {Value::integer(1)})
                                    : run(*connection, "UPDATE md_counts SET v = 1 WHERE v = 1");
    CHECK(unchanged.summary.affected_rows == 0);
    CHECK(unchanged.summary.last_insert_id == 0);
    const auto warned = prepared
                            ? run(*connection, "INSERT IGNORE INTO md_counts(v) VALUES (?)", {Value::integer(1000)})
                            : run(*connection, "SELECT 1 / 0");
    CHECK(warned.summary.warnings == 1);
    const auto rows = run(*connection, "SELECT v FROM md_counts");
    CHECK(rows.summary.affected_rows == 0);
    CHECK(rows.summary.last_insert_id == 0);
  }
}

TEST_CASE("mysql: the statement cache keeps the last used statements and prepares again what it lost", "[mysql]") {
  const auto connection = connect(with_option(test_urls().front(), "statement_cache", "2"));
  const auto prepared = [&] {
    return std::stoul(shown(run(*connection, "SHOW SESSION STATUS LIKE 'Com_stmt_prepare'").rows.at(0, 1)));
  };
  const Parameters one{Value::integer(1)};
  const auto before = prepared();
  run(*connection, "SELECT ? + 1", one);
  run(*connection, "SELECT ? + 2", one);
  run(*connection, "SELECT ? + 1", one);
  CHECK(prepared() - before == 2);
  run(*connection, "SELECT ? + 3", one);  // pushes `+ 2` out
  run(*connection, "SELECT ? + 1", one);
  CHECK(prepared() - before == 3);
  CHECK(scalar(*connection, "SELECT ? + 2", one) == "3");
  CHECK(prepared() - before == 4);
  const auto closed = shown(run(*connection, "SHOW SESSION STATUS LIKE 'Com_stmt_close'").rows.at(0, 1));
  CHECK(std::stoul(closed) >= 2);

  connection->reset();
  CHECK(scalar(*connection, "SELECT ? + 2", one) == "3");
  CHECK(connection->status().usable);
}

TEST_CASE("mysql: a prepared statement sees a changed table", "[mysql]") {
  const auto connection = connect_master();
  const Table table{*connection, "md_alter", "id INT, v INT"};
  const auto other = connect_master();
  run(*connection, "INSERT INTO md_alter VALUES (1, 5)");
  const auto select = [&] { return run(*connection, "SELECT * FROM md_alter WHERE id = ?", {Value::integer(1)}); };
  CHECK(select().rows.column_count() == 2);
  run(*other, "ALTER TABLE md_alter ADD COLUMN w VARCHAR(1000) DEFAULT 'new'");
  const auto wider = select();
  REQUIRE(wider.rows.column_count() == 3);
  CHECK(wider.rows.columns()[2].name == "w");
  CHECK(shown(wider.rows.at(0, 2)) == "new");
  run(*other, "ALTER TABLE md_alter MODIFY v VARCHAR(20)");
  const auto retyped = select();
  CHECK(retyped.rows.at(0, 1).kind() == ValueKind::text);
  CHECK(shown(retyped.rows.at(0, 1)) == "5");
  run(*other, "ALTER TABLE md_alter DROP COLUMN w, DROP COLUMN v");
  CHECK(select().rows.column_count() == 1);
  run(*other, "ALTER TABLE md_alter ADD COLUMN x INT DEFAULT 7");
  const auto again = select();
  REQUIRE(again.rows.column_count() == 2);
  CHECK(shown(again.rows.at(0, 1)) == "7");
}

TEST_CASE("mysql: a prepared insert takes text after its number column has become one", "[mysql]") {
  const auto connection = connect_master();
  const Table table{*connection, "md_retyped", "v INT"};
  run(*connection, "INSERT INTO md_retyped VALUES (?)", {Value::integer(1)});
  run(*connection, "ALTER TABLE md_retyped MODIFY v VARCHAR(20)");
  run(*connection, "INSERT INTO md_retyped VALUES (?)", {Value::text("\xF0\x9F\x90\xAC")});
  CHECK(scalar(*connection, "SELECT GROUP_CONCAT(v ORDER BY LENGTH(v)) FROM md_retyped") == "1,\xF0\x9F\x90\xAC");
}

TEST_CASE("mysql: a prepared statement follows the session to another database", "[mysql]") {
  const auto admin = connect_admin();
  run(*admin, "DROP DATABASE IF EXISTS md_other");
  run(*admin, "CREATE DATABASE md_other");
  const Table table{*admin, "md_where", "v INT"};
  const auto database = [&] { return scalar(*admin, "SELECT DATABASE() FROM DUAL WHERE 1 = ?", {Value::integer(1)}); };
  const auto count = [&] {
    return run(*admin, "SELECT v FROM md_where WHERE 1 = ?", {Value::integer(1)}).rows.row_count();
  };
  CHECK(database() == "app");
  CHECK(count() == 0);
  run(*admin, "CREATE TABLE md_other.md_where (v INT)");
  run(*admin, "INSERT INTO md_other.md_where VALUES (1)");
  run(*admin, "USE md_other");
  CHECK(count() == 1);
  CHECK(database() == "md_other");
  admin->reset();
  CHECK(count() == 0);
  CHECK(database() == "app");
  run(*admin, "DROP DATABASE md_other");
}

TEST_CASE("mysql: reset gives the session back as it was", "[mysql]") {
  const auto connection = connect_admin();
  const auto snapshot = [&] {
    std::string all;
    const auto reply = run(*connection, "SHOW SESSION VARIABLES");
    for (std::size_t i = 0; i < reply.rows.row_count(); ++i) {
      const auto name = shown(reply.rows.at(i, 0));
      // These change by themselves.
      if (name == "timestamp" || name == "rand_seed1" || name == "rand_seed2" || name == "last_gtid" ||
          name == "pseudo_thread_id" || name.find("gtid") != std::string::npos ||
          name.find("statement_id") != std::string::npos) {
        continue;
      }
      all += name + "=" + shown(reply.rows.at(i, 1)) + "\n";
    }
    return all;
  };
  const auto before = snapshot();
  run(*connection, "SET NAMES latin1");
  run(*connection, "SET SESSION sql_mode = '', time_zone = '+03:00'");
  run(*connection, "SET autocommit = 0");
  run(*connection, "SET @mine = 1");
  run(*connection, "CREATE TEMPORARY TABLE md_temporary (v INT)");
  run(*connection, "SELECT GET_LOCK('md_lock', 0)");
  run(*connection, "USE mysql");
  connection->begin(TransactionMode::read_write);
  CHECK(connection->status().in_transaction);
  CHECK_FALSE(connection->status().autocommit);
  connection->reset();
  CHECK_FALSE(connection->status().in_transaction);
  CHECK(connection->status().autocommit);
  CHECK(snapshot() == before);
  CHECK(scalar(*connection, "SELECT @mine") == "NULL");
  CHECK(scalar(*connection, "SELECT DATABASE()") == "app");
  CHECK(scalar(*connection, "SELECT IS_FREE_LOCK('md_lock')") == "1");
  CHECK(scalar(*connection, "SELECT @@character_set_client") == "utf8mb4");
  CHECK(caught<ServerError>([&] { run(*connection, "SELECT * FROM md_temporary"); }).code() == Cond::no_such_table);
}

TEST_CASE("mysql: reset also goes back to no database", "[mysql]") {
  auto url = test_admin_urls().front();
  url.path.clear();
  const auto connection = connect(url);
  CHECK(scalar(*connection, "SELECT DATABASE()") == "NULL");
  run(*connection, "USE app");
  connection->reset();
  CHECK(scalar(*connection, "SELECT DATABASE()") == "NULL");
}

TEST_CASE("mysql: the character set is utf8mb4 for server and client, before and after a reset", "[mysql]") {
  const auto connection = connect_master();
  for (int round = 0; round < 2; ++round) {
    CHECK(
        scalar(*connection,
               "SELECT CONCAT_WS(' ', @@character_set_client, @@character_set_connection, @@character_set_results)") ==
        "utf8mb4 utf8mb4 utf8mb4");
    CHECK(scalar(*connection, "SELECT CHAR_LENGTH('\xF0\x9F\x90\xAC')") == "1");
    CHECK(scalar(*connection, "SELECT CHAR_LENGTH(?)", {Value::text("\xF0\x9F\x90\xAC")}) == "1");
    connection->reset();
  }
}

TEST_CASE("mysql: a read-only connection refuses writes, also those of an account that could", "[mysql]") {
  const auto master = connect_admin();
  const Table table{*master, "md_belt", "v INT"};
  const auto connection = connect_read_only(test_admin_urls().front());  // the belt alone, on a server that is writable
  const auto refused = [&](std::string_view text) {
    const auto error = caught<ServerError>([&] { run(*connection, text); });
    CHECK(error.code() == Cond::read_only);
    CHECK(error.outcome() == Outcome::not_executed);
    CHECK(error.connection_usable());
  };
  for (int round = 0; round < 3; ++round) {
    CAPTURE(round);
    refused("INSERT INTO md_belt VALUES (1)");
    CHECK_THROWS_AS(run(*connection, "INSERT INTO md_belt VALUES (?)", {Value::integer(1)}), ServerError);
    connection->begin(TransactionMode::read_write);
    refused("INSERT INTO md_belt VALUES (1)");
    connection->rollback();
    connection->reset();
  }
  CHECK(scalar(*master, "SELECT COUNT(*) FROM md_belt") == "0");

  const auto replica = connect_read_only(test_urls().back());
  for (int round = 0; round < 2; ++round) {
    const auto error = caught<ServerError>([&] { run(*replica, "CREATE TABLE md_nowhere (v INT)"); });
    CHECK((error.code().value() == 1792 || error.code().value() == 1290));
    replica->reset();
  }
}

TEST_CASE("mysql: a read-only connection tells when the server wrote all the same", "[mysql]") {
  // On the master, where what passes the belt harms nothing: the driver looks at the connection, not at the server.
  const auto admin = connect_admin();
  const Table table{*admin, "md_errant", "id INT PRIMARY KEY, v INT"};
  const auto connection = connect_read_only(test_admin_urls().front());
  const auto wrote = [&](std::string_view text, const Parameters& parameters = {}) {
    run(*connection, text, parameters);
    return connection->status().wrote;
  };
  const auto insert_past_the_belt = [&](int id) {
    CHECK_FALSE(wrote("SET TRANSACTION READ WRITE"));
    return wrote("INSERT INTO md_errant VALUES (?, ?)", {Value::integer(id), Value::integer(0)});
  };
  for (int round = 0; round < 3; ++round) {
    CAPTURE(round);
    CHECK_FALSE(connection->status().wrote);
    CHECK(wrote("FLUSH STATUS"));
    connection->ping();
    CHECK_FALSE(connection->status().wrote);
    CHECK_FALSE(wrote("SELECT 1"));
    CHECK_FALSE(wrote("SELECT ?", {Value::integer(1)}));
    CHECK(insert_past_the_belt(round));
    CHECK_FALSE(wrote("SELECT * FROM md_errant WHERE id >= ?", {Value::integer(0)}));
    CHECK_FALSE(wrote("DO 1"));
    CHECK_FALSE(wrote("USE app"));                           // changes what is tracked, writes nothing
    CHECK_FALSE(wrote("SET SESSION time_zone = '+01:00'"));  // likewise

    CHECK(wrote("FLUSH STATUS"));
    CHECK_THROWS_AS(run(*connection, "INSERT INTO md_errant VALUES (100, 0)"), ServerError);
    CHECK_FALSE(connection->status().wrote);

    connection->begin(TransactionMode::read_only);
    CHECK_FALSE(connection->status().wrote);
    CHECK_FALSE(wrote("SELECT * FROM md_errant"));
    connection->commit();
    CHECK_FALSE(connection->status().wrote);

    run(*connection, "START TRANSACTION READ WRITE");
    CHECK_FALSE(wrote("INSERT INTO md_errant VALUES (?, 0)", {Value::integer(round + 10)}));
    connection->commit();
    CHECK(connection->status().wrote);

    auto cursor = connection->open_cursor("FLUSH STATUS", {});
    CHECK_FALSE(cursor->next());
    CHECK(connection->status().wrote);
    cursor = connection->open_cursor("SELECT * FROM md_errant", {});
    CHECK_FALSE(connection->status().wrote);
    while (cursor->next()) continue;
    CHECK_FALSE(connection->status().wrote);
    cursor.reset();
    connection->reset();
  }
  CHECK(scalar(*admin, "SELECT COUNT(*) FROM md_errant") == "6");
}

TEST_CASE("mysql: a reply names the position of what was written, and nothing else", "[mysql][consistency]") {
  const auto admin = connect_admin();
  const Table table{*admin, "md_position", "id INT PRIMARY KEY, v INT"};
  const auto connection = connect_master();
  CHECK(connection->server().origin != 0);
  CHECK(connection->server().origin == connect_master()->server().origin);
  const auto position_after = [&](std::string_view text, const Parameters& parameters = {}) {
    run(*connection, text, parameters);
    CHECK(connection->status().tracks);
    CHECK(connection->status().wrote == !connection->position().empty());
    return std::string{connection->position()};
  };
  for (int round = 0; round < 2; ++round) {
    CAPTURE(round);
    const auto first = position_after(fmt::format("INSERT INTO md_position VALUES ({}, 0)", round));
    const auto second = position_after("UPDATE md_position SET v = v + 1 WHERE id = ?", {Value::integer(round)});
    CHECK_FALSE(first.empty());
    CHECK(second.size() >= first.size());
    CHECK(second != first);
    CHECK(position_after("SELECT * FROM md_position") == "");
    CHECK(position_after("UPDATE md_position SET v = v WHERE id = ?", {Value::integer(round)}) == "");
    CHECK_THROWS_AS(run(*connection, fmt::format("INSERT INTO md_position VALUES ({}, 0)", round)), ServerError);
    CHECK(connection->position() == "");
    connection->begin(TransactionMode::read_write);
    CHECK(position_after("UPDATE md_position SET v = v + 1") == "");
    connection->commit();
    CHECK(connection->position() != second);
    CHECK(connection->status().wrote);
    connection->reset();
    CHECK(connection->position() == "");
  }
}

TEST_CASE("mysql: the belt adds to what is tracked and takes nothing away", "[mysql]") {
  if (test_flavor() != Flavor::mariadb) return;  // MySQL has a variable of its own for positions
  const auto admin = connect_admin();
  const GlobalVariable variable{*admin, "session_track_system_variables"};
  const auto connection_where_default_is = [&](std::string_view list) {
    variable.set(list);
    return connect_read_only(test_admin_urls().front());
  };
  const auto tracked_where_default_is = [&](std::string_view list) {
    return scalar(*connection_where_default_is(list), "SELECT @@session_track_system_variables");
  };
  CHECK(tracked_where_default_is("") == "last_gtid");
  CHECK(tracked_where_default_is("*") == "*");
  CHECK(tracked_where_default_is("last_gtid") == "last_gtid");
  CHECK(tracked_where_default_is("sql_mode,time_zone") == "last_gtid,sql_mode,time_zone");
  // Not with the empty list: MariaDB then switches the tracker off for as long as the connection lives.
  for (const auto* const list : {"*", "last_gtid", "sql_mode,time_zone"}) {
    CAPTURE(list);
    const auto connection = connection_where_default_is(list);
    run(*connection, "FLUSH STATUS");
    CHECK(connection->status().wrote);
    run(*connection, "SET sql_mode = ''");
    CHECK_FALSE(connection->status().wrote);
  }
}

TEST_CASE("mysql: transactions and the status of the connection", "[mysql]") {
  const auto connection = connect_master();
  const auto other = connect_master();
  const Table table{*connection, "md_tx", "id INT PRIMARY KEY, v INT"};
  const auto count = [&] { return scalar(*other, "SELECT COUNT(*) FROM md_tx"); };
  CHECK_FALSE(connection->status().in_transaction);

  connection->begin(TransactionMode::read_write);
  CHECK(connection->status().in_transaction);
  run(*connection, "INSERT INTO md_tx VALUES (?, 1)", {Value::integer(1)});
  CHECK(connection->status().in_transaction);
  run(*connection, "SELECT * FROM md_tx WHERE id = ?", {Value::integer(1)});
  CHECK(connection->status().in_transaction);
  run(*connection, "SELECT * FROM md_tx");
  CHECK(connection->status().in_transaction);
  connection->rollback();
  CHECK_FALSE(connection->status().in_transaction);
  CHECK(count() == "0");

  connection->begin(TransactionMode::read_write);
  run(*connection, "INSERT INTO md_tx VALUES (1, 1)");
  connection->commit();
  CHECK_FALSE(connection->status().in_transaction);
  CHECK(count() == "1");

  connection->begin(TransactionMode::read_only);
  CHECK(caught<ServerError>([&] { run(*connection, "DELETE FROM md_tx"); }).code() == Cond::read_only);
  CHECK(connection->status().in_transaction);
  connection->commit();

  run(*connection, "SET autocommit = 0");
  CHECK_FALSE(connection->status().autocommit);
  run(*connection, "SELECT * FROM md_tx WHERE id = ?", {Value::integer(1)});
  CHECK(connection->status().in_transaction);
}

TEST_CASE("mysql: a procedure returns its first result, the connection stays in step", "[mysql]") {
  const auto connection = connect_admin();
  const Table table{*connection, "md_called", "v INT"};
  run(*connection, "DROP PROCEDURE IF EXISTS md_procedure");
  run(*connection,
      "CREATE PROCEDURE md_procedure(n INT) BEGIN SELECT n AS first_result; SELECT 'a', 'b' UNION SELECT 'c', 'd'; "
      "INSERT INTO md_called VALUES (1), (2), (n); END");
  for (const bool prepared : {false, true}) {
    CAPTURE(prepared);
    const auto reply = prepared ? run(*connection, "CALL md_procedure(?)", {Value::integer(7)})
                                : run(*connection, "CALL md_procedure(7)");
    REQUIRE(reply.rows.row_count() == 1);
    CHECK(reply.rows.columns().front().name == "first_result");
    CHECK(shown(reply.rows.at(0, 0)) == "7");
    CHECK(reply.summary.affected_rows == 3);
    CHECK(scalar(*connection, "SELECT 'in step'") == "in step");

    const auto cursor = connection->open_cursor(prepared ? "CALL md_procedure(?)" : "CALL md_procedure(7)",
                                                prepared ? Parameters{Value::integer(7)} : Parameters{});
    REQUIRE(cursor->next());
    CHECK(shown(cursor->at(0)) == "7");
    CHECK_FALSE(cursor->next());
    CHECK(scalar(*connection, "SELECT 'in step'") == "in step");
  }
  run(*connection, "DROP PROCEDURE md_procedure");
}

TEST_CASE("mysql: a prepared statement with several results that look alike gives the first, time after time",
          "[mysql]") {
  const auto connection = connect_admin();
  run(*connection, "DROP PROCEDURE IF EXISTS md_alike");
  run(*connection,
      "CREATE PROCEDURE md_alike(n INT, t TEXT) BEGIN SELECT n AS number, t AS text; SELECT n + 1, 'second'; "
      "SELECT 'third'; SELECT n + 3, 'fourth'; END");
  const std::string_view call = "CALL md_alike(?, ?)";
  for (int round = 0; round < 4; ++round) {
    CAPTURE(round);
    const std::string text(static_cast<std::size_t>(round) * 200, 't');  // 600 characters need a buffer of their own
    const Parameters parameters{Value::integer(round), round == 2 ? Value::null() : Value::text(text)};
    const auto reply = run(*connection, call, parameters);
    REQUIRE(reply.rows.row_count() == 1);
    CHECK(shown(reply.rows.at(0, 0)) == std::to_string(round));
    CHECK(shown(reply.rows.at(0, 1)) == (round == 2 ? "NULL" : text));

    const auto cursor = connection->open_cursor(call, parameters);
    REQUIRE(cursor->next());
    CHECK(shown(cursor->at(0)) == std::to_string(round));
    CHECK(shown(cursor->at(1)) == (round == 2 ? "NULL" : text));
    CHECK_FALSE(cursor->next());
    CHECK(scalar(*connection, "SELECT ?", {Value::integer(round)}) == std::to_string(round));
  }
  run(*connection, "DROP PROCEDURE md_alike");
}

TEST_CASE("mysql: prepared statements keep their columns apart, also after a refusal in between", "[mysql]") {
  const auto connection = connect_master();
  const Table table{*connection, "md_apart", "id INT PRIMARY KEY, a VARCHAR(2000), b BIGINT UNSIGNED"};
  for (int id = 0; id < 4; ++id) {
    const std::string text(static_cast<std::size_t>(id) * 600, static_cast<char>('a' + id));
    run(*connection, "INSERT INTO md_apart VALUES (?, ?, ?)",
        {Value::integer(id), id == 1 ? Value::null() : Value::text(text), Value::unsigned_integer(1ULL << (60 + id))});
  }
  for (int i = 0; i < 12; ++i) {
    const int id = i % 4;
    CAPTURE(i);
    const auto one = run(*connection, "SELECT a, b FROM md_apart WHERE id = ?", {Value::integer(id)});
    const auto other = run(*connection, "SELECT b, id FROM md_apart WHERE id = ?", {Value::integer(3 - id)});
    const auto none = run(*connection, "SELECT a, b FROM md_apart WHERE id = ?", {Value::integer(100)});
    const auto both = run(*connection, "SELECT a FROM md_apart WHERE id IN (?, 3) ORDER BY id", {Value::integer(id)});
    CHECK_THROWS_AS(run(*connection, "INSERT INTO md_apart VALUES (?, '', 0)", {Value::integer(id)}), ServerError);
    REQUIRE(one.rows.row_count() == 1);
    CHECK(shown(one.rows.at(0, 0)) ==
          (id == 1 ? "NULL" : std::string(static_cast<std::size_t>(id) * 600, static_cast<char>('a' + id))));
    CHECK(one.rows.at(0, 1).as_unsigned() == 1ULL << (60 + id));
    CHECK(other.rows.at(0, 0).as_unsigned() == 1ULL << (63 - id));
    CHECK(shown(other.rows.at(0, 1)) == std::to_string(3 - id));
    CHECK(none.rows.empty());
    CHECK(none.rows.column_count() == 2);
    CHECK(both.rows.row_count() == (id == 3 ? 1 : 2));
    CHECK(shown(both.rows.at(both.rows.row_count() - 1, 0)) == std::string(1800, 'd'));
  }
}

TEST_CASE("mysql: a cursor reads 200,000 rows in constant memory, and ends early without reading the rest", "[mysql]") {
  const auto connection = connect_master();
  run(*connection, "DROP TABLE IF EXISTS md_many");
  run(*connection, "CREATE TABLE md_many (id INT AUTO_INCREMENT PRIMARY KEY, v CHAR(200) DEFAULT 'x')");
  run(*connection, "INSERT INTO md_many(v) VALUES ('x'), ('x'), ('x'), ('x'), ('x')");
  while (std::stoul(scalar(*connection, "SELECT COUNT(*) FROM md_many")) < 200'000) {
    run(*connection, "INSERT INTO md_many(v) SELECT RPAD(id, 200, '.') FROM md_many LIMIT 200000");
  }
  for (const bool prepared : {false, true}) {
    CAPTURE(prepared);
    const std::string text =
        prepared ? "SELECT id, v FROM md_many WHERE id > ? LIMIT 200000" : "SELECT id, v FROM md_many LIMIT 200000";
    const Parameters parameters = prepared ? Parameters{Value::integer(0)} : Parameters{};
    const auto memory = memory_high_water_kib();
    std::size_t rows = 0;
    {
      const auto cursor = connection->open_cursor(text, parameters);
      CHECK_THROWS_AS(run(*connection, "SELECT 1"), UsageError);
      CHECK_FALSE(connection->status().usable);
      while (cursor->next()) rows += cursor->at(1).as_bytes().empty() ? 0 : 1;
      CHECK_FALSE(cursor->next());
      CHECK(connection->status().usable);
    }
    CHECK(rows == 200'000);
    CHECK(memory_high_water_kib() - memory < 10'000);  // the rows have 40 MB
    CHECK(scalar(*connection, "SELECT 'in step'") == "in step");

    // Endless for all practical purposes: 200,000 x 200,000 rows.
    const auto victim = connect_master();
    {
      const auto cursor = victim->open_cursor(
          prepared ? "SELECT a.v FROM md_many a, md_many b WHERE a.id > ?" : "SELECT a.v FROM md_many a, md_many b",
          parameters);
      REQUIRE(cursor->next());
    }
    CHECK_FALSE(victim->status().usable);
    CHECK_FALSE(victim->alive());
    CHECK(caught<ConnectionError>([&] { run(*victim, "SELECT 1"); }).outcome() == Outcome::not_executed);
  }
  run(*connection, "DROP TABLE md_many");
}

TEST_CASE("mysql: a prepared statement follows also a USE that went through a cursor", "[mysql]") {
  const auto connection = connect_admin();
  CHECK(scalar(*connection, "SELECT DATABASE() FROM DUAL WHERE 1 = ?", {Value::integer(1)}) == "app");
  CHECK_FALSE(connection->open_cursor("USE mysql", {})->next());
  CHECK(scalar(*connection, "SELECT DATABASE() FROM DUAL WHERE 1 = ?", {Value::integer(1)}) == "mysql");
}

TEST_CASE("mysql: a cursor over a statement without rows, and one that the server refuses", "[mysql]") {
  const auto connection = connect_master();
  {
    const auto cursor = connection->open_cursor("DO 1", {});
    CHECK(cursor->columns().empty());
    CHECK_FALSE(cursor->next());
  }
  CHECK_THROWS_AS(connection->open_cursor("SELECT * FROM md_no_such_table", {}), ServerError);
  CHECK(connection->status().usable);
  CHECK(scalar(*connection, "SELECT 'in step'") == "in step");
}

TEST_CASE("mysql: long values after short ones and the other way round", "[mysql]") {
  const auto connection = connect_master();
  const Table table{*connection, "md_long", "id INT, v LONGBLOB"};
  const std::vector<std::size_t> sizes{0, 255, 256, 257, 100'000, 3, 5'000'000, 1};
  for (const auto size : sizes) {
    const std::string bytes(size, static_cast<char>('a' + size % 26));
    run(*connection, "INSERT INTO md_long VALUES (?, ?)", {Value::unsigned_integer(size), Value::blob(bytes)});
  }
  for (int round = 0; round < 2; ++round) {
    const auto reply = run(*connection, "SELECT id, v FROM md_long WHERE id >= ?", {Value::integer(0)});
    REQUIRE(reply.rows.row_count() == sizes.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const std::string expected(sizes[i], static_cast<char>('a' + sizes[i] % 26));
      CHECK((reply.rows.at(i, 1).as_bytes() == expected));
    }
  }
}

TEST_CASE("mysql: one statement with parameters of changing kinds and places", "[mysql]") {
  const auto connection = connect_master();
  const std::string_view echo = "SELECT CONCAT('<', ?, '>')";
  std::string text = "one";
  for (int round = 0; round < 3; ++round) {
    CHECK(scalar(*connection, echo, {Value::integer(round)}) == fmt::format("<{}>", round));
    CHECK(scalar(*connection, echo, {Value::unsigned_integer(18'446'744'073'709'551'615U)}) ==
          "<18446744073709551615>");
    CHECK(scalar(*connection, echo, {Value::null()}) == "NULL");
    CHECK(scalar(*connection, echo, {Value::integer(-1)}) == "<-1>");
    text[0] = static_cast<char>('a' + round);  // the same place and length, other characters
    CHECK(scalar(*connection, echo, {Value::text(text)}) == fmt::format("<{}>", text));
    const std::string elsewhere(static_cast<std::size_t>(round) * 400, 'z');
    CHECK(scalar(*connection, echo, {Value::text(elsewhere)}) == "<" + elsewhere + ">");
    CHECK(scalar(*connection, echo, {Value::date(date_of(2026, 11, 21))}) == "<2026-11-21>");
  }
}

TEST_CASE("mysql: a statement is bound again after the server refused to execute it", "[mysql]") {
  const auto connection = connect_master();
  const Table table{*connection, "md_refused", "id INT PRIMARY KEY, v VARCHAR(10)"};
  const std::string_view insert = "INSERT INTO md_refused VALUES (?, ?)";
  run(*connection, insert, {Value::integer(1), Value::text("a")});
  for (int round = 2; round < 5; ++round) {
    CHECK_THROWS_AS(run(*connection, insert, {Value::integer(1), Value::null()}), ServerError);
    CHECK_THROWS_AS(run(*connection, insert, {Value::text("1"), Value::text("b")}), ServerError);
    run(*connection, insert, {Value::integer(round), Value::text("c")});
  }
  CHECK(scalar(*connection, "SELECT GROUP_CONCAT(CONCAT(id, v) ORDER BY id) FROM md_refused") == "1a,2c,3c,4c");
}

TEST_CASE("mysql: text results whose columns alternate", "[mysql]") {
  const auto connection = connect_master();
  for (int round = 0; round < 3; ++round) {
    CHECK(scalar(*connection, "SELECT 1 AS a") == "1");
    CHECK(run(*connection, "SELECT 1 AS b").rows.columns()[0].name == "b");
    CHECK(run(*connection, "SELECT 'x' AS b").rows.at(0, 0).kind() == ValueKind::text);
    const auto two = run(*connection, "SELECT 'x' AS b, 2.5e0 AS c");
    REQUIRE(two.rows.column_count() == 2);
    CHECK(two.rows.at(0, 1).as_real() == 2.5);
  }
}

TEST_CASE("mysql: a killed connection is noticed without a round trip", "[mysql]") {
  const auto victim = connect_master();
  const auto admin = connect_admin();
  CHECK(victim->alive());
  run(*admin, fmt::format("KILL {}", victim->server().connection_id));
  CHECK(eventually([&] { return !victim->alive(); }));
  const auto error = caught<ConnectionError>([&] { run(*victim, "SELECT 1"); });
  CHECK(error.outcome() == Outcome::outcome_unknown);
  CHECK(error.code() == Cond::connection_lost);
  CHECK_FALSE(victim->status().usable);
  CHECK(caught<ConnectionError>([&] { victim->ping(); }).outcome() == Outcome::not_executed);
}

TEST_CASE("mysql: what a lost connection means depends on what had been sent", "[mysql]") {
  const auto admin = connect_admin();
  const auto outcome_of = [&](auto&& call) {
    const auto victim = connect_master();
    victim->begin(TransactionMode::read_write);
    run(*admin, fmt::format("KILL {}", victim->server().connection_id));
    REQUIRE(eventually([&] { return !victim->alive(); }));
    const auto error = caught<ConnectionError>([&] { call(*victim); });
    CHECK_FALSE(error.connection_usable());
    CHECK(error.transaction_over());
    CHECK_FALSE(victim->status().in_transaction);
    return error.outcome();
  };
  CHECK(outcome_of([](Connection& c) { c.commit(); }) == Outcome::outcome_unknown);
  CHECK(outcome_of([](Connection& c) { c.rollback(); }) == Outcome::rolled_back);
  CHECK(outcome_of([](Connection& c) { c.ping(); }) == Outcome::not_executed);
  CHECK(outcome_of([](Connection& c) { c.reset(); }) == Outcome::not_executed);
  CHECK(outcome_of([](Connection& c) { run(c, "SELECT ?", {Value::integer(1)}); }) ==
        Outcome::not_executed);  // not even prepared
  CHECK(outcome_of([](Connection& c) { run(c, "DO 1"); }) == Outcome::outcome_unknown);
}

TEST_CASE("mysql: errors of statements carry number, condition, outcome and no text of the server", "[mysql]") {
  const auto connection = connect_master();
  const Table table{*connection, "md_errors", "id INT PRIMARY KEY, v TINYINT NOT NULL"};
  run(*connection, "INSERT INTO md_errors VALUES (4711, 1)");
  struct Row {
    const char* text;
    int number;
    Cond condition;
  };
  const std::vector<Row> rows{
      {"SELEKT 4711", 1064, Cond::syntax_error},
      {"SELECT 4711 FROM md_no_such_table", 1146, Cond::no_such_table},
      {"SELECT no_such FROM md_errors WHERE id = 4711", 1054, Cond::no_such_column},
      {"INSERT INTO md_errors VALUES (4711, 1)", 1062, Cond::duplicate_key},
      {"INSERT INTO md_errors VALUES (4712, NULL)", 1048, Cond::constraint_violation},
      {"INSERT INTO md_errors VALUES (4713, 4711)", 1264, Cond::data_out_of_range},
      {"SELECT 4711 FROM mysql.user", 1142, Cond::access_denied},
      {"SELECT 1; SELECT 4711", 1064, Cond::syntax_error},  // several statements in one text are off
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto error = caught<ServerError>([&] { run(*connection, row.text); });
    CHECK(error.code().value() == row.number);
    CHECK(error.code() == row.condition);
    CHECK(error.sqlstate().size() == 5);
    CHECK(error.engine() == "tested");
    CHECK(error.connection_usable());
    CHECK_FALSE(error.server_message().empty());
    CHECK(std::string_view{error.what()}.find(error.server_message()) == std::string_view::npos);
    CHECK(std::string_view{error.what()}.find("4711") == std::string_view::npos);
    CHECK(connection->status().usable);
  }
  const auto prepared =
      caught<ServerError>([&] { run(*connection, "INSERT INTO md_errors VALUES (?, 1)", {Value::integer(4711)}); });
  CHECK(prepared.code() == Cond::duplicate_key);
  CHECK(run(*connection, "INSERT INTO md_errors VALUES (?, 1)", {Value::integer(4714)}).summary.affected_rows == 1);
  CHECK_THROWS_AS(run(*connection, "SELECT ?", {Value::integer(1), Value::integer(2)}), UsageError);
  CHECK(scalar(*connection, "SELECT 'in step'") == "in step");
}

TEST_CASE("mysql: a statement that cannot be prepared is the server's error", "[mysql]") {
  const auto connection = connect_master();
  const auto error = caught<ServerError>([&] { run(*connection, "PREPARE s FROM ?", {Value::text("SELECT 1")}); });
  CHECK((error.code().value() == 1295 || error.code().value() == 1064));
  CHECK(connection->status().usable);
}

TEST_CASE("mysql: deadlock ends the transaction, a lock timeout does not", "[mysql]") {
  const auto first = connect_master();
  const auto second = connect_master();
  const Table table{*first, "md_locks", "id INT PRIMARY KEY, v INT"};
  run(*first, "INSERT INTO md_locks VALUES (1, 0), (2, 0), (3, 0)");
  run(*first, "SET SESSION innodb_lock_wait_timeout = 120");
  run(*second, "SET SESSION innodb_lock_wait_timeout = 120");
  first->begin(TransactionMode::read_write);
  second->begin(TransactionMode::read_write);
  run(*first, "UPDATE md_locks SET v = 1 WHERE id IN (1, 3)");
  run(*second, "UPDATE md_locks SET v = 1 WHERE id = 2");
  auto waiting = std::async(std::launch::async, [&] { run(*first, "UPDATE md_locks SET v = 1 WHERE id = 2"); });
  // The second one made fewer changes: when it closes the circle, it is the one to go; if not, the first is.
  bool second_failed = false;
  try {
    run(*second, "UPDATE md_locks SET v = 1 WHERE id = 1");
  } catch (const ServerError& error) {
    second_failed = true;
    CHECK(error.code() == Cond::deadlock);
    CHECK(error.outcome() == Outcome::rolled_back);
    CHECK(error.transaction_over());
    CHECK_FALSE(second->status().in_transaction);
    CHECK(second->status().usable);
  }
  if (second_failed) {
    waiting.get();
  } else {
    CHECK(caught<ServerError>([&] { waiting.get(); }).code() == Cond::deadlock);
    CHECK_FALSE(first->status().in_transaction);
  }
  first->rollback();
  second->rollback();

  run(*second, "SET SESSION innodb_lock_wait_timeout = 1");
  first->begin(TransactionMode::read_write);
  run(*first, "UPDATE md_locks SET v = 2 WHERE id = 1");
  second->begin(TransactionMode::read_write);
  run(*second, "UPDATE md_locks SET v = 2 WHERE id = 3");
  const auto error = caught<ServerError>([&] { run(*second, "UPDATE md_locks SET v = 2 WHERE id = 1"); });
  CHECK(error.code() == Cond::lock_timeout);
  CHECK(error.outcome() == Outcome::statement_failed);
  CHECK(second->status().in_transaction);
  second->rollback();
  first->rollback();
}

TEST_CASE("mysql: failures to connect say where, as whom, why, and keep the secret", "[mysql]") {
  const auto good = test_urls().front();
  const ClosedPort closed;
  struct Row {
    const char* name;
    Url url;
    Cond condition;
    std::vector<std::string> words;
  };
  std::vector<Row> rows;
  const auto row = [&](const char* name, Cond condition, std::vector<std::string> words, auto&& change) {
    Url url = good;
    url.password = Secret{"S3cr3t-canary"};
    change(url);
    rows.push_back({name, std::move(url), condition, std::move(words)});
  };
  row("wrong password", Cond::access_denied, {"app@127.0.0.1:", "password"}, [](Url&) {});
  row("unknown user", Cond::access_denied, {"nobody_here@", "user"}, [](Url& url) { url.user = "nobody_here"; });
  row("closed port", Cond::connection_failed, {fmt::format("127.0.0.1:{}", closed.number()), "accepts"},
      [&](Url& url) { url.port = closed.number(); });
  row("unknown host", Cond::connection_failed, {"no-such-host.invalid:", "host"}, [](Url& url) {
    url.host = "no-such-host.invalid";
    url.options.emplace_back("tls", "disabled");
  });
  row("no such socket", Cond::connection_failed, {"/nowhere/at/all.sock", "socket"}, [](Url& url) {
    url.host = "localhost";
    url.port.reset();
    url.options.emplace_back("socket", "/nowhere/at/all.sock");
  });
  rows.push_back({"unknown database",
                  test_admin_urls().front(),
                  Cond::unknown_database,
                  {"/md_no_such_database", "does not exist"}});
  rows.back().url.path = "md_no_such_database";
  rows.push_back({"forbidden database", good, Cond::access_denied, {"/mysql", "database"}});
  rows.back().url.path = "mysql";
  for (const auto& expected : rows) {
    CAPTURE(expected.name);
    const auto error = caught<ConnectionError>([&] { connect(expected.url); });
    CAPTURE(error.what(), error.server_message());
    CHECK(error.code() == expected.condition);
    CHECK(error.outcome() == Outcome::not_executed);
    CHECK_FALSE(error.connection_usable());
    CHECK(error.engine() == "tested");
    const std::string_view what{error.what()};
    for (const auto& word : expected.words) {
      CAPTURE(word);
      CHECK(what.find(word) != std::string_view::npos);
    }
    CHECK(what.find("canary") == std::string_view::npos);
    CHECK(error.server_message().find("canary") == std::string_view::npos);
  }
}

TEST_CASE("mysql: a server that accepts and says nothing fails at the connect timeout", "[mysql]") {
  const ClosedPort port;
  port.become_silent();
  auto options = options_for(test_urls().front());
  options.url.port = port.number();
  options.connect_timeout = 700ms;  // becomes a second
  const auto started = std::chrono::steady_clock::now();
  const auto error = caught<ConnectionError>([&] { static_cast<void>(mysql_driver()->connect(options)); });
  CHECK(error.code() == Cond::connection_failed);
  CHECK(std::chrono::steady_clock::now() - started < patience);
}

TEST_CASE("mysql: the read timeout ends a wait, and the connection with it", "[mysql]") {
  const auto connection = connect(with_option(test_urls().front(), "read_timeout", "300ms"));
  const auto started = std::chrono::steady_clock::now();
  const auto error = caught<ConnectionError>([&] { run(*connection, "SELECT SLEEP(120)"); });
  CHECK(std::chrono::steady_clock::now() - started < patience);
  CHECK(error.code() == Cond::connection_lost);
  CHECK(error.outcome() == Outcome::outcome_unknown);
  CHECK_FALSE(connection->status().usable);
}

TEST_CASE("mysql: TLS is used when asked for, and its absence is not accepted", "[mysql]") {
  const auto url = test_urls().front();
  const auto ca = test_ca();
  const auto cipher = [](Connection& connection) {
    return shown(run(connection, "SHOW SESSION STATUS LIKE 'Ssl_cipher'").rows.at(0, 1));
  };
  CHECK(cipher(*connect(with_option(url, "tls", "disabled"))).empty());
  if (ca.empty()) {
    for (const char* mode : {"verify_identity", "verify_ca"}) {
      CAPTURE(mode);
      const auto tls = with_option(with_option(url, "tls", mode), "tls_ca", "/etc/ssl/certs/ca-certificates.crt");
      const auto error = caught<ConnectionError>([&] { connect(tls); });
      CHECK(error.code() == Cond::connection_failed);
      CHECK(std::string_view{error.what()}.find("TLS") != std::string_view::npos);
    }
    return;
  }
  const auto connection = connect(with_option(with_option(url, "tls", "verify_ca"), "tls_ca", ca));
  CHECK_FALSE(cipher(*connection).empty());
  CHECK(connection->alive());
  connection->reset();
  CHECK_FALSE(cipher(*connection).empty());
  CHECK(scalar(*connection, "SELECT LENGTH(?)", {Value::text(long_text)}) == "3000000");
  {
    const auto victim = connect(with_option(with_option(url, "tls", "verify_ca"), "tls_ca", ca));
    const auto cursor = victim->open_cursor("SELECT REPEAT('x', 1000000) UNION ALL SELECT REPEAT('y', 1000000)", {});
    REQUIRE(cursor->next());
  }
  // The servers' certificate names no host; naming a certificate authority alone already asks for the full check.
  CHECK(caught<ConnectionError>([&] { connect(with_option(url, "tls_ca", ca)); }).code() == Cond::connection_failed);
  CHECK_THROWS_AS(connect(with_option(url, "tls", "verify_identity")), ConnectionError);
}

TEST_CASE("mysql: connections over a unix socket", "[mysql]") {
  const auto connection = connect(test_socket_urls().front());
  CHECK(scalar(*connection, "SELECT ? + 1", {Value::integer(1)}) == "2");
  CHECK(connection->alive());
  connection->reset();
  CHECK(scalar(*connection, "SELECT DATABASE()") == "app");
  const auto killer = connect_admin();
  run(*killer, fmt::format("KILL {}", connection->server().connection_id));
  CHECK(eventually([&] { return !connection->alive(); }));
}

TEST_CASE("mysql: the server is recognized", "[mysql]") {
  const auto connection = connect_master();
  CHECK(connection->server().flavor == test_flavor());
  CHECK(connection->server().version == scalar(*connection, "SELECT VERSION()"));
  CHECK(std::to_string(connection->server().connection_id) == scalar(*connection, "SELECT CONNECTION_ID()"));
  connection->ping();
}

TEST_CASE("mysql: a connection may move from thread to thread, and many work at once", "[mysql]") {
  auto connection = connect_master();
  std::thread{[moved = std::move(connection)] {
    CHECK(scalar(*moved, "SELECT ?", {Value::integer(1)}) == "1");
  }}.join();
  std::vector<std::future<bool>> results;
  for (int i = 0; i < 4; ++i) {
    results.push_back(std::async(std::launch::async, [i] {
      const auto own = connect_master();
      for (int n = 0; n < 200; ++n) {
        const auto reply = own->execute("SELECT ?, CONNECTION_ID()", Parameters{Value::integer(i * 1000 + n)});
        if (reply.rows.at(0, 0).as_integer() != i * 1000 + n) return false;
      }
      return true;
    }));
  }
  for (auto& result : results) CHECK(result.get());
}

TEST_CASE("mysql: LOCAL INFILE is refused", "[mysql]") {
  const auto connection = connect_master();
  const Table table{*connection, "md_infile", "v TEXT"};
  CHECK_THROWS_AS(run(*connection, "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE md_infile"), Error);
  const auto fresh = connect_master();
  CHECK(scalar(*fresh, "SELECT COUNT(*) FROM md_infile") == "0");
}
