#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <rwsplit/row/result_set.hpp>
#include <rwsplit/row/value.hpp>

#include "support/catch_shim.hpp"

using namespace std::chrono_literals;

namespace {

using rwsplit::ResultSet;
using rwsplit::Value;
using rwsplit::ValueKind;

std::shared_ptr<const ResultSet::Columns> two_columns() {
  return std::make_shared<const ResultSet::Columns>(ResultSet::Columns{{"id", "BIGINT"}, {"name", "VARCHAR"}});
}

}  // namespace

TEST_CASE("a result set without columns is what a statement without rows gives", "[row]") {
  const ResultSet none;
  CHECK(none.empty());
  CHECK(none.row_count() == 0);
  CHECK(none.column_count() == 0);
  CHECK(none.columns().empty());
}

TEST_CASE("a result set may have columns and no row", "[row]") {
  const ResultSet rows{two_columns()};
  CHECK(rows.empty());
  CHECK(rows.column_count() == 2);
  CHECK(rows.columns()[1].name == "name");
  CHECK(rows.columns()[1].type == "VARCHAR");
}

TEST_CASE("a result set copies what is pushed", "[row]") {
  ResultSet rows{two_columns()};
  {
    std::string gone = "alice";
    rows.push(Value::integer(1));
    rows.push(Value::text(gone));
    gone.assign(gone.size(), '#');
  }
  REQUIRE(rows.row_count() == 1);
  CHECK_FALSE(rows.empty());
  CHECK(rows.at(0, 0).as_integer() == 1);
  CHECK(rows.at(0, 1).as_bytes() == "alice");
}

TEST_CASE("a row counts when it is complete", "[row]") {
  ResultSet rows{two_columns()};
  rows.push(Value::integer(1));
  CHECK(rows.row_count() == 0);
  rows.push(Value::null());
  CHECK(rows.row_count() == 1);
}

TEST_CASE("a result set keeps every kind of value", "[row]") {
  const std::vector<Value> values{
      Value::null(),
      Value::integer(INT64_MIN),
      Value::unsigned_integer(UINT64_MAX),
      Value::real(-0.5),
      Value::decimal("12.50"),
      Value::text("text"),
      Value::blob(std::string_view{"\0\xff", 2}),
      Value::date(std::chrono::sys_days{std::chrono::year{2024} / 2 / 29}),
      Value::time(-838h - 59min - 59s),
      Value::datetime(Value::LocalTime{-1us}),
  };
  ResultSet::Columns columns(values.size());
  ResultSet rows{std::make_shared<const ResultSet::Columns>(std::move(columns))};
  for (const Value& value : values) rows.push(value);

  REQUIRE(rows.row_count() == 1);
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(rows.at(0, i).kind() == values[i].kind());
  CHECK(rows.at(0, 1).as_integer() == INT64_MIN);
  CHECK(rows.at(0, 2).as_unsigned() == UINT64_MAX);
  CHECK(rows.at(0, 3).as_real() == -0.5);
  CHECK(rows.at(0, 4).as_bytes() == "12.50");
  CHECK(rows.at(0, 5).as_bytes() == "text");
  CHECK(rows.at(0, 6).as_bytes() == std::string_view{"\0\xff", 2});
  CHECK(rows.at(0, 7).as_date() == values[7].as_date());
  CHECK(rows.at(0, 8).as_time() == -838h - 59min - 59s);
  CHECK(rows.at(0, 9).as_datetime() == Value::LocalTime{-1us});
}

TEST_CASE("texts stay apart while the buffer grows, also empty ones", "[row]") {
  ResultSet rows{two_columns()};
  constexpr std::size_t count = 1000;
  for (std::size_t i = 0; i < count; ++i) {
    rows.push(Value::text(std::string(i % 7, static_cast<char>('a' + i % 26))));
    rows.push(Value::blob(std::to_string(i)));
  }
  REQUIRE(rows.row_count() == count);
  for (std::size_t i = 0; i < count; ++i) {
    CHECK(rows.at(i, 0).as_bytes() == std::string(i % 7, static_cast<char>('a' + i % 26)));
    CHECK(rows.at(i, 1).as_bytes() == std::to_string(i));
  }
}

TEST_CASE("whole rows and single values fill a result set alike", "[row]") {
  ResultSet rows{two_columns()};
  ResultSet by_value{two_columns()};
  constexpr std::size_t count = 1000;
  for (std::size_t i = 0; i < count; ++i) {
    std::string gone(i % 90, static_cast<char>('a' + i % 26));  // short and long ones, and none
    const std::array row{Value::unsigned_integer(i), i % 5 == 0 ? Value::null() : Value::text(gone)};
    rows.push_row(row);
    for (const Value& value : row) by_value.push(value);
    gone.assign(gone.size(), '#');
  }
  REQUIRE(rows.row_count() == count);
  REQUIRE(by_value.row_count() == count);
  for (std::size_t i = 0; i < count; ++i) {
    CHECK(rows.at(i, 0).as_unsigned() == i);
    CHECK(rows.at(i, 1).is_null() == (i % 5 == 0));
    CHECK(rows.at(i, 1).kind() == by_value.at(i, 1).kind());
    if (rows.at(i, 1).is_null()) continue;
    CHECK(rows.at(i, 1).as_bytes() == std::string(i % 90, static_cast<char>('a' + i % 26)));
    CHECK(by_value.at(i, 1).as_bytes() == rows.at(i, 1).as_bytes());
  }
}

TEST_CASE("copies and moved result sets own their bytes", "[row]") {
  auto original = std::make_unique<ResultSet>(two_columns());
  original->push(Value::text("a"));  // short enough for a string to keep it inside itself
  original->push(Value::text("b"));
  const ResultSet copy = *original;
  const ResultSet moved = std::move(*original);
  original.reset();
  CHECK(copy.at(0, 0).as_bytes() == "a");
  CHECK(copy.at(0, 1).as_bytes() == "b");
  CHECK(moved.at(0, 0).as_bytes() == "a");
  CHECK(moved.at(0, 1).as_bytes() == "b");
  CHECK(moved.columns()[0].name == "id");
}

TEST_CASE("the words for kinds of values", "[row]") {
  CHECK(to_string(ValueKind::null) == "NULL");
  CHECK(to_string(ValueKind::integer) == "integer");
  CHECK(to_string(ValueKind::unsigned_integer) == "unsigned integer");
  CHECK(to_string(ValueKind::real) == "real");
  CHECK(to_string(ValueKind::decimal) == "decimal");
  CHECK(to_string(ValueKind::text) == "text");
  CHECK(to_string(ValueKind::blob) == "blob");
  CHECK(to_string(ValueKind::date) == "date");
  CHECK(to_string(ValueKind::time) == "time");
  CHECK(to_string(ValueKind::datetime) == "datetime");
}
