#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/error.hpp>
#include <rwsplit/error/error_class.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/pool_timeout.hpp>
#include <rwsplit/error/read_only_violation.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/unavailable.hpp>
#include <rwsplit/error/unknown_engine.hpp>
#include <rwsplit/error/usage_error.hpp>

#include "support/catch_shim.hpp"

namespace {

using rwsplit::Cond;
using rwsplit::Error;
using rwsplit::ErrorClass;
using rwsplit::ErrorInfo;
using rwsplit::Flavor;
using rwsplit::Outcome;
using rwsplit::Retry;
using rwsplit::SourceLocation;

// What is left after an error: the connection and its transaction.
enum class Left {
  both,        // the connection is usable, an open transaction is still open
  connection,  // the connection is usable, its transaction is over
  nothing,     // the connection must be closed
};

struct ClassRow {
  int number;
  Cond condition;
  Outcome outcome;
  Retry retry;
  Left left;
};

constexpr auto failed = Outcome::statement_failed;
constexpr auto refused = Outcome::not_executed;
constexpr auto undone = Outcome::rolled_back;
constexpr auto in_doubt = Outcome::outcome_unknown;
constexpr auto never = Retry::never;
constexpr auto same = Retry::same_connection;
constexpr auto elsewhere = Retry::new_connection;
constexpr auto transaction = Retry::transaction;

void check_class(const ErrorClass& actual, const ClassRow& expected) {
  CAPTURE(expected.number);
  CHECK(actual.condition == expected.condition);
  CHECK(actual.outcome == expected.outcome);
  CHECK(actual.retry == expected.retry);
  CHECK(actual.connection_usable == (expected.left != Left::nothing));
  CHECK(actual.transaction_over == (expected.left != Left::both));
}

// A row that says what the table says when it has no row would be lost without a trace: 9999 has none.
void check_is_not_listed(const ErrorClass& actual, int number) {
  check_class(actual, {number, Cond::other, failed, never, Left::both});
}

const std::vector<ClassRow> shared_rows{
    {3, Cond::out_of_resources, failed, never, Left::nothing},
    {126, Cond::out_of_resources, failed, never, Left::nothing},
    {135, Cond::out_of_resources, failed, never, Left::nothing},
    {145, Cond::out_of_resources, failed, never, Left::nothing},
    {1021, Cond::out_of_resources, failed, never, Left::nothing},
    {1022, Cond::duplicate_key, failed, never, Left::both},
    {1028, Cond::statement_timeout, failed, never, Left::both},
    {1030, Cond::other, failed, never, Left::nothing},
    {1037, Cond::out_of_resources, failed, never, Left::nothing},
    {1038, Cond::out_of_resources, failed, never, Left::nothing},
    {1040, Cond::too_many_connections, refused, elsewhere, Left::nothing},
    {1041, Cond::out_of_resources, failed, never, Left::nothing},
    {1042, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {1043, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {1044, Cond::access_denied, refused, never, Left::both},
    {1045, Cond::access_denied, refused, never, Left::both},
    {1047, Cond::unavailable, refused, elsewhere, Left::both},
    {1048, Cond::constraint_violation, failed, never, Left::both},
    {1049, Cond::unknown_database, refused, never, Left::both},
    {1051, Cond::no_such_table, failed, never, Left::both},
    {1053, Cond::connection_lost, failed, never, Left::nothing},
    {1054, Cond::no_such_column, failed, never, Left::both},
    {1062, Cond::duplicate_key, failed, never, Left::both},
    {1064, Cond::syntax_error, failed, never, Left::both},
    {1109, Cond::no_such_table, failed, never, Left::both},
    {1114, Cond::out_of_resources, failed, never, Left::both},
    {1129, Cond::host_blocked, refused, elsewhere, Left::nothing},
    {1130, Cond::access_denied, refused, never, Left::nothing},
    {1142, Cond::access_denied, failed, never, Left::both},
    {1143, Cond::access_denied, failed, never, Left::both},
    {1146, Cond::no_such_table, failed, never, Left::both},
    {1149, Cond::syntax_error, failed, never, Left::both},
    {1152, Cond::connection_lost, in_doubt, never, Left::nothing},
    {1153, Cond::packet_too_large, refused, never, Left::nothing},
    {1158, Cond::connection_lost, in_doubt, never, Left::nothing},
    {1159, Cond::connection_lost, in_doubt, never, Left::nothing},
    {1160, Cond::connection_lost, in_doubt, never, Left::nothing},
    {1161, Cond::connection_lost, in_doubt, never, Left::nothing},
    {1180, Cond::commit_in_doubt, in_doubt, never, Left::nothing},
    {1184, Cond::connection_lost, in_doubt, never, Left::nothing},
    {1203, Cond::too_many_connections, refused, elsewhere, Left::nothing},
    {1205, Cond::lock_timeout, failed, transaction, Left::both},
    {1206, Cond::out_of_resources, undone, transaction, Left::connection},
    {1210, Cond::other, failed, never, Left::both},
    {1213, Cond::deadlock, undone, transaction, Left::connection},
    {1216, Cond::constraint_violation, failed, never, Left::both},
    {1217, Cond::constraint_violation, failed, never, Left::both},
    {1226, Cond::too_many_connections, refused, elsewhere, Left::both},
    {1227, Cond::access_denied, failed, never, Left::both},
    {1243, Cond::other, refused, same, Left::both},
    {1264, Cond::data_out_of_range, failed, never, Left::both},
    {1265, Cond::data_out_of_range, failed, never, Left::both},
    {1290, Cond::read_only, refused, elsewhere, Left::both},
    {1292, Cond::data_out_of_range, failed, never, Left::both},
    {1317, Cond::statement_timeout, failed, never, Left::both},
    {1364, Cond::constraint_violation, failed, never, Left::both},
    {1366, Cond::data_out_of_range, failed, never, Left::both},
    {1370, Cond::access_denied, failed, never, Left::both},
    {1406, Cond::data_out_of_range, failed, never, Left::both},
    {1451, Cond::constraint_violation, failed, never, Left::both},
    {1452, Cond::constraint_violation, failed, never, Left::both},
    {1461, Cond::out_of_resources, refused, same, Left::both},
    {1569, Cond::duplicate_key, failed, never, Left::both},
    {1586, Cond::duplicate_key, failed, never, Left::both},
    {1598, Cond::commit_in_doubt, in_doubt, never, Left::nothing},
    {1615, Cond::other, refused, same, Left::both},
    {1690, Cond::data_out_of_range, failed, never, Left::both},
    {1698, Cond::access_denied, refused, never, Left::nothing},
    {1761, Cond::constraint_violation, failed, never, Left::both},
    {1762, Cond::constraint_violation, failed, never, Left::both},
    {1792, Cond::read_only, refused, elsewhere, Left::both},
    {1820, Cond::access_denied, refused, never, Left::both},
    {1835, Cond::connection_lost, in_doubt, never, Left::nothing},
    {1836, Cond::read_only, refused, elsewhere, Left::both},
    {1859, Cond::duplicate_key, failed, never, Left::both},
    {1862, Cond::access_denied, refused, never, Left::nothing},
};

const std::vector<ClassRow> mysql_rows{
    {3024, Cond::statement_timeout, failed, never, Left::both},
    {3032, Cond::unavailable, refused, elsewhere, Left::nothing},
    {3100, Cond::commit_in_doubt, in_doubt, never, Left::nothing},
    {3101, Cond::commit_in_doubt, in_doubt, never, Left::nothing},
    {3118, Cond::access_denied, refused, never, Left::nothing},
    {3159, Cond::connection_failed, refused, never, Left::nothing},
    {3169, Cond::connection_lost, in_doubt, never, Left::nothing},
    {3572, Cond::lock_timeout, failed, transaction, Left::both},
    {3819, Cond::constraint_violation, failed, never, Left::both},
    {3955, Cond::access_denied, refused, never, Left::nothing},
    {4031, Cond::connection_lost, in_doubt, never, Left::nothing},
};

const std::vector<ClassRow> mariadb_rows{
    {1020, Cond::deadlock, undone, transaction, Left::connection},
    {1927, Cond::connection_lost, in_doubt, never, Left::nothing},
    {1969, Cond::statement_timeout, failed, never, Left::both},
    {4025, Cond::constraint_violation, failed, never, Left::both},
    {4151, Cond::access_denied, refused, never, Left::nothing},
};

const std::vector<ClassRow> client_rows{
    {2001, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {2002, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {2003, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {2004, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {2005, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {2006, Cond::connection_lost, in_doubt, never, Left::nothing},
    {2007, Cond::connection_failed, refused, never, Left::nothing},
    {2008, Cond::out_of_resources, in_doubt, never, Left::nothing},
    {2009, Cond::connection_failed, refused, never, Left::nothing},
    {2012, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {2013, Cond::connection_lost, in_doubt, never, Left::nothing},
    {2014, Cond::connection_lost, in_doubt, never, Left::nothing},
    {2019, Cond::bad_configuration, refused, never, Left::nothing},
    {2020, Cond::packet_too_large, in_doubt, never, Left::nothing},
    {2026, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {2027, Cond::connection_lost, in_doubt, never, Left::nothing},
    {2030, Cond::misuse, refused, never, Left::both},
    {2031, Cond::misuse, refused, never, Left::both},
    {2033, Cond::misuse, refused, never, Left::both},
    {2034, Cond::misuse, refused, never, Left::both},
    {2036, Cond::misuse, refused, never, Left::both},
    {2047, Cond::connection_failed, refused, never, Left::nothing},
    {2049, Cond::connection_failed, refused, never, Left::nothing},
    {2055, Cond::connection_lost, in_doubt, never, Left::nothing},
    {2056, Cond::other, refused, same, Left::both},
    {2058, Cond::connection_failed, refused, never, Left::nothing},
    {2059, Cond::connection_failed, refused, never, Left::nothing},
    {2061, Cond::connection_failed, refused, never, Left::nothing},
    {2064, Cond::connection_failed, refused, never, Left::nothing},
    {2065, Cond::bad_configuration, refused, never, Left::nothing},
    {2066, Cond::bad_configuration, refused, never, Left::nothing},
    {2067, Cond::access_denied, refused, never, Left::nothing},
    {2070, Cond::connection_failed, refused, elsewhere, Left::nothing},
    {2074, Cond::bad_configuration, refused, never, Left::nothing},
    {2075, Cond::connection_failed, refused, never, Left::nothing},
    {5001, Cond::connection_failed, refused, never, Left::nothing},
    {5008, Cond::connection_failed, refused, never, Left::nothing},
    {5010, Cond::connection_failed, refused, never, Left::nothing},
    {5011, Cond::bad_configuration, refused, never, Left::nothing},
    {5012, Cond::connection_failed, refused, never, Left::nothing},
    {5013, Cond::connection_lost, in_doubt, never, Left::nothing},
    {5014, Cond::connection_lost, in_doubt, never, Left::nothing},
    {5015, Cond::connection_lost, in_doubt, never, Left::nothing},
    // Without a row nothing is proven.
    {2032, Cond::other, in_doubt, never, Left::nothing},
    {2999, Cond::other, in_doubt, never, Left::nothing},
    {5999, Cond::other, in_doubt, never, Left::nothing},
};

const std::vector<ClassRow> sqlite_rows{
    {1, Cond::other, failed, never, Left::both},
    {2, Cond::other, failed, never, Left::nothing},
    {3, Cond::access_denied, refused, never, Left::both},
    {4, Cond::statement_timeout, failed, never, Left::both},
    {5, Cond::lock_timeout, failed, transaction, Left::both},
    {6, Cond::lock_timeout, failed, transaction, Left::both},
    {7, Cond::out_of_resources, failed, never, Left::nothing},
    {8, Cond::read_only, refused, elsewhere, Left::both},
    {9, Cond::statement_timeout, failed, never, Left::both},
    {10, Cond::out_of_resources, in_doubt, never, Left::nothing},
    {11, Cond::other, failed, never, Left::nothing},
    {13, Cond::out_of_resources, failed, never, Left::nothing},
    {14, Cond::connection_failed, refused, never, Left::nothing},
    {15, Cond::lock_timeout, failed, transaction, Left::both},
    {17, Cond::other, refused, same, Left::both},
    {18, Cond::packet_too_large, failed, never, Left::both},
    {19, Cond::constraint_violation, failed, never, Left::both},
    {20, Cond::data_out_of_range, failed, never, Left::both},
    {21, Cond::misuse, refused, never, Left::both},
    {22, Cond::out_of_resources, failed, never, Left::both},
    {23, Cond::access_denied, refused, never, Left::both},
    {25, Cond::misuse, refused, never, Left::both},
    {26, Cond::connection_failed, refused, never, Left::nothing},
    {516, Cond::other, undone, transaction, Left::connection},
    {1032, Cond::read_only, refused, elsewhere, Left::nothing},
    {1555, Cond::duplicate_key, failed, never, Left::both},
    {2067, Cond::duplicate_key, failed, never, Left::both},
    {2579, Cond::duplicate_key, failed, never, Left::both},
    // Extended codes without a row of their own mean what their primary code means.
    {261, Cond::lock_timeout, failed, transaction, Left::both},     // BUSY_RECOVERY
    {517, Cond::lock_timeout, failed, transaction, Left::both},     // BUSY_SNAPSHOT
    {262, Cond::lock_timeout, failed, transaction, Left::both},     // LOCKED_SHAREDCACHE
    {264, Cond::read_only, refused, elsewhere, Left::both},         // READONLY_RECOVERY
    {275, Cond::constraint_violation, failed, never, Left::both},   // CONSTRAINT_CHECK
    {787, Cond::constraint_violation, failed, never, Left::both},   // CONSTRAINT_FOREIGNKEY
    {1299, Cond::constraint_violation, failed, never, Left::both},  // CONSTRAINT_NOTNULL
    {1811, Cond::constraint_violation, failed, never, Left::both},  // CONSTRAINT_TRIGGER
    {266, Cond::out_of_resources, in_doubt, never, Left::nothing},  // IOERR_READ
    {270, Cond::connection_failed, refused, never, Left::nothing},  // CANTOPEN_NOTEMPDIR
    {267, Cond::other, failed, never, Left::nothing},               // CORRUPT_VTAB
};

}  // namespace

TEST_CASE("error table: numbers that MySQL and MariaDB share", "[error]") {
  for (const ClassRow& row : shared_rows) {
    for (const Flavor flavor : {Flavor::mysql, Flavor::mariadb, Flavor::unknown}) {
      check_class(rwsplit::classify_server_error(flavor, row.number), row);
      check_class(rwsplit::classify_error({row.number, rwsplit::server_category(flavor)}), row);
    }
  }
}

TEST_CASE("error table: numbers of MySQL mean nothing to others", "[error]") {
  for (const ClassRow& row : mysql_rows) {
    check_class(rwsplit::classify_server_error(Flavor::mysql, row.number), row);
    check_is_not_listed(rwsplit::classify_server_error(Flavor::mariadb, row.number), row.number);
    check_is_not_listed(rwsplit::classify_server_error(Flavor::unknown, row.number), row.number);
  }
}

TEST_CASE("error table: numbers of MariaDB mean nothing to others", "[error]") {
  for (const ClassRow& row : mariadb_rows) {
    check_class(rwsplit::classify_server_error(Flavor::mariadb, row.number), row);
    check_is_not_listed(rwsplit::classify_server_error(Flavor::mysql, row.number), row.number);
    check_is_not_listed(rwsplit::classify_server_error(Flavor::unknown, row.number), row.number);
  }
}

TEST_CASE("error table: client numbers", "[error]") {
  for (const ClassRow& row : client_rows) {
    check_class(rwsplit::classify_client_error(row.number), row);
    check_class(rwsplit::classify_error({row.number, rwsplit::client_category()}), row);
  }
}

TEST_CASE("error table: SQLite's result codes", "[error]") {
  for (const ClassRow& row : sqlite_rows) {
    check_class(rwsplit::classify_server_error(Flavor::sqlite, row.number), row);
    check_class(rwsplit::classify_error({row.number, rwsplit::server_category(Flavor::sqlite)}), row);
  }
}

TEST_CASE("error table: a server number without a row is a failed statement", "[error]") {
  for (const Flavor flavor : {Flavor::mysql, Flavor::mariadb, Flavor::unknown}) {
    for (const int number : {-1, 0, 4, 125, 146, 1157, 1162, 9999}) {
      check_is_not_listed(rwsplit::classify_server_error(flavor, number), number);
    }
  }
  for (const int number : {-1, 0, 24, 100, 255}) {
    check_is_not_listed(rwsplit::classify_server_error(Flavor::sqlite, number), number);
  }
}

TEST_CASE("error table: a connection that must be closed leaves no transaction, and doubt is never repeated",
          "[error]") {
  for (const Flavor flavor : {Flavor::unknown, Flavor::mysql, Flavor::mariadb, Flavor::sqlite}) {
    for (int number = 0; number < 6000; ++number) {
      for (const ErrorClass& found :
           {rwsplit::classify_server_error(flavor, number), rwsplit::classify_client_error(number)}) {
        if (!found.connection_usable && !found.transaction_over) FAIL("transaction without connection: " << number);
        if (found.outcome == Outcome::outcome_unknown && found.retry != Retry::never) FAIL("repeats doubt: " << number);
        if (found.outcome == Outcome::rolled_back && !found.transaction_over) FAIL("rolled back but open: " << number);
      }
    }
  }
}

TEST_CASE("error table: codes of the library and of strangers", "[error]") {
  const std::vector<std::pair<Cond, ErrorClass>> rows{
      {Cond::other, {Cond::other, failed, never, true, false}},
      {Cond::connection_failed, {Cond::connection_failed, refused, elsewhere, false, true}},
      {Cond::connection_lost, {Cond::connection_lost, in_doubt, never, false, true}},
      {Cond::access_denied, {Cond::access_denied, refused, never, true, false}},
      {Cond::unknown_database, {Cond::unknown_database, refused, never, true, false}},
      {Cond::too_many_connections, {Cond::too_many_connections, refused, elsewhere, true, false}},
      {Cond::host_blocked, {Cond::host_blocked, refused, elsewhere, true, false}},
      {Cond::syntax_error, {Cond::syntax_error, failed, never, true, false}},
      {Cond::no_such_table, {Cond::no_such_table, failed, never, true, false}},
      {Cond::no_such_column, {Cond::no_such_column, failed, never, true, false}},
      {Cond::duplicate_key, {Cond::duplicate_key, failed, never, true, false}},
      {Cond::constraint_violation, {Cond::constraint_violation, failed, never, true, false}},
      {Cond::data_out_of_range, {Cond::data_out_of_range, failed, never, true, false}},
      {Cond::deadlock, {Cond::deadlock, undone, transaction, true, true}},
      {Cond::lock_timeout, {Cond::lock_timeout, failed, transaction, true, false}},
      {Cond::read_only, {Cond::read_only, refused, elsewhere, true, false}},
      {Cond::statement_timeout, {Cond::statement_timeout, failed, never, true, false}},
      {Cond::packet_too_large, {Cond::packet_too_large, failed, never, true, false}},
      {Cond::out_of_resources, {Cond::out_of_resources, failed, never, true, false}},
      {Cond::commit_in_doubt, {Cond::commit_in_doubt, in_doubt, never, false, true}},
      {Cond::timed_out, {Cond::timed_out, Outcome::unavailable, elsewhere, true, false}},
      {Cond::pool_exhausted, {Cond::pool_exhausted, Outcome::unavailable, elsewhere, true, false}},
      {Cond::unavailable, {Cond::unavailable, Outcome::unavailable, elsewhere, true, false}},
      {Cond::read_only_violation, {Cond::read_only_violation, Outcome::misuse, never, true, false}},
      {Cond::conversion, {Cond::conversion, failed, never, true, false}},
      {Cond::bad_configuration, {Cond::bad_configuration, Outcome::misuse, never, true, false}},
      {Cond::unknown_engine, {Cond::unknown_engine, Outcome::misuse, never, true, false}},
      {Cond::misuse, {Cond::misuse, Outcome::misuse, never, true, false}},
  };
  for (const auto& [condition, expected] : rows) {
    const ErrorClass actual = rwsplit::classify_error(rwsplit::library_code(condition));
    CAPTURE(rwsplit::library_code(condition).message());
    CHECK(actual.condition == condition);
    CHECK(actual.outcome == expected.outcome);
    CHECK(actual.retry == expected.retry);
    CHECK(actual.connection_usable == expected.connection_usable);
    CHECK(actual.transaction_over == expected.transaction_over);
  }
  check_is_not_listed(rwsplit::classify_error({1062, std::generic_category()}), 1062);
  check_is_not_listed(rwsplit::classify_error({}), 0);
}

TEST_CASE("a code compares with the portable condition, whatever it came from", "[error]") {
  const auto code = [](Flavor flavor, int number) { return std::error_code{number, rwsplit::server_category(flavor)}; };
  CHECK(code(Flavor::mysql, 1213) == Cond::deadlock);
  CHECK(code(Flavor::mariadb, 1213) == Cond::deadlock);
  CHECK(code(Flavor::mysql, 1062) == Cond::duplicate_key);
  CHECK(code(Flavor::sqlite, 2067) == Cond::duplicate_key);
  CHECK(code(Flavor::mysql, 4031) == Cond::connection_lost);
  CHECK(code(Flavor::mariadb, 4031) != Cond::connection_lost);
  CHECK(std::error_code{2013, rwsplit::client_category()} == Cond::connection_lost);
  CHECK(rwsplit::library_code(Cond::pool_exhausted) == Cond::pool_exhausted);
  CHECK(rwsplit::library_code(Cond::pool_exhausted) != Cond::timed_out);
  CHECK(code(Flavor::mysql, 1062) != Cond::deadlock);
  CHECK(code(Flavor::mysql, 1062) != code(Flavor::mariadb, 1062));
}

TEST_CASE("categories name themselves and say in a few words what a number means", "[error]") {
  CHECK(std::string_view{rwsplit::server_category(Flavor::mysql).name()} == "server");
  CHECK(std::string_view{rwsplit::server_category(Flavor::mariadb).name()} == "server");
  CHECK(std::string_view{rwsplit::server_category(Flavor::unknown).name()} == "server");
  CHECK(std::string_view{rwsplit::server_category(Flavor::sqlite).name()} == "SQLite");
  CHECK(std::string_view{rwsplit::client_category().name()} == "client");
  CHECK(std::string_view{rwsplit::library_category().name()} == "rwsplit");
  CHECK(std::string_view{rwsplit::condition_category().name()} == "rwsplit condition");

  CHECK(rwsplit::server_category(Flavor::mysql).message(1062) == "duplicate key");
  CHECK(rwsplit::server_category(Flavor::sqlite).message(5) == "lock wait timeout");
  CHECK(rwsplit::client_category().message(2002) == "connection failed");
  CHECK(rwsplit::server_category(Flavor::mariadb).message(9999) == "unclassified error");
  CHECK(rwsplit::library_category().message(0) == "unclassified error");

  std::vector<std::string> texts;
  for (int value = static_cast<int>(Cond::other); value <= static_cast<int>(Cond::misuse); ++value) {
    const std::string text = rwsplit::make_error_condition(static_cast<Cond>(value)).message();
    CHECK(text == rwsplit::library_category().message(value));
    for (const std::string& other : texts) CHECK(text != other);
    texts.push_back(text);
  }
}

TEST_CASE("what() is one line with everything that helps, and without the server's text", "[error]") {
  const ErrorInfo full{.code = {1062, rwsplit::server_category(Flavor::mariadb)},
                       .what = "duplicate key: the INSERT was refused",
                       .sqlstate = "23000",
                       .server_message = "Duplicate entry 'alice@example.org' for key 'email'",
                       .engine = "master",
                       .where = SourceLocation::current("app.cpp", 42)};
  const std::string text = Error{full}.what();
  CHECK(text ==
        "duplicate key: the INSERT was refused (server error 1062, SQLSTATE 23000, engine master) at app.cpp:42");
  CHECK(text.find("alice") == std::string::npos);
  CHECK(Error{full}.server_message() == "Duplicate entry 'alice@example.org' for key 'email'");

  SECTION("only what is known is shown") {
    const auto text_of = [](ErrorInfo info) { return std::string{Error{std::move(info)}.what()}; };
    CHECK(text_of({.what = "plain"}) == "plain");
    CHECK(text_of({.what = "plain", .engine = "replica1"}) == "plain (engine replica1)");
    CHECK(text_of({.what = "plain", .sqlstate = "HY000"}) == "plain (SQLSTATE HY000)");
    CHECK(text_of({.code = {2003, rwsplit::client_category()}, .what = "cannot connect"}) ==
          "cannot connect (client error 2003)");
    CHECK(text_of({.code = {2067, rwsplit::server_category(Flavor::sqlite)}, .what = "refused"}) ==
          "refused (SQLite error 2067)");
    CHECK(text_of({.code = {ECONNREFUSED, std::generic_category()}, .what = "refused"}).find("generic error") !=
          std::string::npos);
    CHECK(text_of({.what = "plain", .where = SourceLocation::current("a.cpp", 7)}) == "plain at a.cpp:7");
  }
  SECTION("the library's own codes have no number to show") {
    CHECK(std::string{rwsplit::UsageError{"no transaction is open"}.what()} == "no transaction is open");
  }
  SECTION("without words of its own it says what the code means") {
    CHECK(std::string{Error{{.code = {1213, rwsplit::server_category(Flavor::mysql)}}}.what()} ==
          "deadlock (server error 1213)");
  }
  SECTION("line breaks in names do not break the line") {
    CHECK(std::string{Error{{.what = "column \"a\r\nb\""}}.what()} == "column \"a  b\"");
  }
}

TEST_CASE("add_context fills only what is empty, and what() follows", "[error]") {
  const SourceLocation here = SourceLocation::current("here.cpp", 1);
  const SourceLocation there = SourceLocation::current("there.cpp", 2);
  Error error{{.what = "failed"}};

  SECTION("both") {
    error.add_context("replica1", here);
    CHECK(error.engine() == "replica1");
    CHECK(error.where().line() == 1);
    CHECK(std::string{error.what()} == "failed (engine replica1) at here.cpp:1");

    error.add_context("master", there);
    CHECK(std::string{error.what()} == "failed (engine replica1) at here.cpp:1");
    CHECK(error.engine() == "replica1");
  }
  SECTION("one after the other") {
    error.add_context("replica1", {});
    CHECK(std::string{error.what()} == "failed (engine replica1)");
    error.add_context("master", there);
    CHECK(std::string{error.what()} == "failed (engine replica1) at there.cpp:2");
  }
  SECTION("nothing to add") {
    const char* const before = error.what();
    error.add_context("", {});
    CHECK(error.what() == before);
  }
  SECTION("a copy made before keeps its text") {
    const Error copy = error;
    error.add_context("master", here);
    CHECK(std::string{copy.what()} == "failed");
  }
  SECTION("it leaves the rest alone") {
    const ErrorInfo info{.code = {1213, rwsplit::server_category(Flavor::mysql)},
                         .outcome = Outcome::rolled_back,
                         .retry = Retry::transaction,
                         .what = "failed",
                         .sqlstate = "40001",
                         .server_message = "secret",
                         .connection_usable = false,
                         .transaction_over = true};
    Error rich{info};
    rich.add_context("master", here);
    CHECK(rich.code() == info.code);
    CHECK(rich.outcome() == Outcome::rolled_back);
    CHECK(rich.retry() == Retry::transaction);
    CHECK(rich.sqlstate() == "40001");
    CHECK(rich.server_message() == "secret");
    CHECK_FALSE(rich.connection_usable());
    CHECK(rich.transaction_over());
    CHECK(std::string{rich.what()}.find("secret") == std::string::npos);
  }
}

TEST_CASE("copying and moving an error never throws and leaves both usable", "[error]") {
  STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<Error>);
  STATIC_REQUIRE(std::is_nothrow_copy_assignable_v<Error>);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<rwsplit::ServerError>);
  STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<rwsplit::ConfigError>);

  rwsplit::ServerError original{ErrorInfo{.what = "failed", .engine = "master"}};
  const rwsplit::ServerError moved = std::move(original);
  CHECK(std::string{moved.what()} == "failed (engine master)");
  CHECK(std::string{original.what()} == "failed (engine master)");  // a move is a copy: nothing is left without payload
}

namespace {

template <class Type>
void check_defaults(Cond condition, Outcome outcome, Retry retry) {
  const Type error{"what happened"};
  CHECK(std::string{error.what()} == "what happened");
  CHECK(error.code() == condition);
  CHECK(error.code().category() == rwsplit::library_category());
  CHECK(error.outcome() == outcome);
  CHECK(error.retry() == retry);
  CHECK(error.connection_usable());
  CHECK_FALSE(error.transaction_over());
  CHECK(error.engine().empty());
  CHECK(error.sqlstate().empty());
  CHECK(error.server_message().empty());
  CHECK(error.where().line() == 0);

  // What the type says of itself and what the table says of its code are the same.
  const ErrorClass from_table = rwsplit::classify_error(error.code());
  CHECK(from_table.outcome == outcome);
  CHECK(from_table.retry == retry);

  // It can be caught as the root, and as what the standard library knows.
  CHECK_THROWS_AS(throw Type{"thrown"}, Error);
  CHECK_THROWS_AS(throw Type{"thrown"}, std::system_error);
}

}  // namespace

TEST_CASE("what each type of error says of itself", "[error]") {
  SECTION("ConfigError") { check_defaults<rwsplit::ConfigError>(Cond::bad_configuration, Outcome::misuse, never); }
  SECTION("UnknownEngine") { check_defaults<rwsplit::UnknownEngine>(Cond::unknown_engine, Outcome::misuse, never); }
  SECTION("UsageError") { check_defaults<rwsplit::UsageError>(Cond::misuse, Outcome::misuse, never); }
  SECTION("ReadOnlyViolation") {
    check_defaults<rwsplit::ReadOnlyViolation>(Cond::read_only_violation, Outcome::misuse, never);
  }
  SECTION("ConversionError") { check_defaults<rwsplit::ConversionError>(Cond::conversion, failed, never); }
  SECTION("PoolTimeout") {
    check_defaults<rwsplit::PoolTimeout>(Cond::pool_exhausted, Outcome::unavailable, elsewhere);
  }
  SECTION("Unavailable") { check_defaults<rwsplit::Unavailable>(Cond::unavailable, Outcome::unavailable, elsewhere); }
  SECTION("the types without a condition of their own are made from an ErrorInfo") {
    CHECK_THROWS_AS(throw rwsplit::ServerError{ErrorInfo{.what = "x"}}, Error);
    CHECK_THROWS_AS(throw rwsplit::ConnectionError{ErrorInfo{.what = "x"}}, Error);
    CHECK_THROWS_AS(throw rwsplit::OutcomeUnknown{ErrorInfo{.what = "x"}}, Error);
  }
}

TEST_CASE("the words for flavors, outcomes and retries", "[error]") {
  const std::array flavors{Flavor::unknown, Flavor::mysql, Flavor::mariadb, Flavor::sqlite};
  const std::array flavor_words{"unknown", "mysql", "mariadb", "sqlite"};
  for (std::size_t i = 0; i < flavors.size(); ++i) CHECK(to_string(flavors[i]) == flavor_words[i]);

  const std::array outcomes{Outcome::not_executed,      Outcome::rolled_back,    Outcome::statement_failed,
                            Outcome::outcome_unknown,   Outcome::partial_result, Outcome::unavailable,
                            Outcome::causal_token_lost, Outcome::misuse};
  const std::array outcome_words{"not executed",   "rolled back", "statement failed",  "outcome unknown",
                                 "partial result", "unavailable", "causal token lost", "misuse"};
  for (std::size_t i = 0; i < outcomes.size(); ++i) CHECK(to_string(outcomes[i]) == outcome_words[i]);

  const std::array retries{Retry::never, Retry::same_connection, Retry::new_connection, Retry::transaction};
  const std::array retry_words{"never", "same connection", "new connection", "transaction"};
  for (std::size_t i = 0; i < retries.size(); ++i) CHECK(to_string(retries[i]) == retry_words[i]);
}
