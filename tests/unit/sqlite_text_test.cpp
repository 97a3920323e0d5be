#include <initializer_list>

#include "driver/sqlite_text.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit::detail {
namespace {

using namespace std::chrono_literals;

TEST_CASE("sqlite text: a declared type becomes a name that lives for ever", "[sqlite]") {
  struct Row {
    const char* declared;
    const char* expected;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"INTEGER", "INTEGER"},
           {"integer", "INTEGER"},
           {"BigInt", "BIGINT"},
           {"VARCHAR(200)", "VARCHAR"},
           {"DECIMAL (10, 2)", "DECIMAL"},
           {"datetime", "DATETIME"},
           {"JSON", "JSON"},
           {"UNSIGNED BIG INT", "INTEGER"},
           {"NATIVE CHARACTER(70)", "TEXT"},
           {"LONGTEXT", "TEXT"},
           {"NCLOB", "TEXT"},
           {"MEDIUMBLOB", "BLOB"},
           {"", "BLOB"},
           {"DOUBLE PRECISION", "REAL"},
           {"FLOATING", "REAL"},
           {"REALLY", "REAL"},
           {"MONEY", "NUMERIC"},
       }) {
    CAPTURE(row.declared);
    CHECK(sqlite_type_name(row.declared) == row.expected);
  }
}

TEST_CASE("sqlite text: dates and times", "[sqlite]") {
  using std::chrono::year;
  const Value::Days day = year{2024} / 2 / 29;
  CHECK(sqlite_date(day) == "2024-02-29");
  CHECK(sqlite_date(year{7} / 1 / 2) == "0007-01-02");
  CHECK(sqlite_time(Value::Microseconds{0}) == "00:00:00.000000");
  CHECK(sqlite_time(1h + 2min + 3s + 45us) == "01:02:03.000045");
  CHECK(sqlite_time(-(838h + 59min + 59s + 999'999us)) == "-838:59:59.999999");
  const Value::LocalTime midnight{day.time_since_epoch()};
  CHECK(sqlite_datetime(midnight) == "2024-02-29 00:00:00.000000");
  CHECK(sqlite_datetime(midnight + 23h + 59min + 59s + 1us) == "2024-02-29 23:59:59.000001");
  const Value::LocalTime before_epoch = Value::LocalTime{} - 1us;
  CHECK(sqlite_datetime(before_epoch) == "1969-12-31 23:59:59.999999");
}

TEST_CASE("sqlite text: what a message says about the statement's text", "[sqlite]") {
  CHECK(sqlite_text_condition("no such table: main.post") == Cond::no_such_table);
  CHECK(sqlite_text_condition("no such column: nme") == Cond::no_such_column);
  CHECK(sqlite_text_condition("table post has no column named nme") == Cond::no_such_column);
  CHECK(sqlite_text_condition("near \"SELEC\": syntax error") == Cond::syntax_error);
  CHECK(sqlite_text_condition("unrecognized token: \"'\"") == Cond::syntax_error);
  CHECK(sqlite_text_condition("incomplete input") == Cond::syntax_error);
  CHECK(sqlite_text_condition("misuse of aggregate: sum()") == Cond::other);
  CHECK(sqlite_text_condition("") == Cond::other);
}

}  // namespace
}  // namespace rwsplit::detail
