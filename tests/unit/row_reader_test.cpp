#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/row/first_row.hpp>
#include <rwsplit/row/row_reader.hpp>

#include "support/catch_shim.hpp"

namespace {

struct Odd {
  std::int64_t number{};
};

}  // namespace

template <>
struct rwsplit::Codec<Odd> {
  static Odd decode(const Value& value) {
    if (value.as_integer() % 2 == 0) throw std::domain_error{"even"};
    return {value.as_integer()};
  }
};

namespace {

using rwsplit::ConversionError;
using rwsplit::ResultSet;
using rwsplit::Value;
using rwsplit::detail::FirstRow;
using rwsplit::detail::RowReader;

using Reader = RowReader<std::vector<int>, int>;

std::shared_ptr<const ResultSet::Columns> columns(ResultSet::Columns list) {
  return std::make_shared<const ResultSet::Columns>(std::move(list));
}

const auto one_number = columns({{"n", "BIGINT"}});

void give(rwsplit::RowSink& sink, const Value& value) { sink.row(std::array{value}); }

}  // namespace

TEST_CASE("rows are decoded as they arrive", "[row]") {
  Reader reader;
  reader.begin(one_number);
  give(reader, Value::integer(3));
  std::string text{"4"};
  give(reader, Value::decimal(text));
  text = "9";  // the driver's room, which it uses again
  CHECK(std::move(reader).take(true) == std::vector{3, 4});
}

TEST_CASE("a row that cannot be decoded is told of when the reply was read", "[row]") {
  Reader reader;
  reader.begin(one_number);
  give(reader, Value::integer(3));
  CHECK_NOTHROW(give(reader, Value::null()));
  CHECK_NOTHROW(give(reader, Value::integer(5)));
  CHECK_THROWS_AS(std::move(reader).take(true), ConversionError);
}

TEST_CASE("so is a wrong number of columns, and whatever a user's codec throws", "[row]") {
  Reader wrong;
  CHECK_NOTHROW(wrong.begin(columns({{"a", "INT"}, {"b", "INT"}})));
  CHECK_NOTHROW(wrong.row(std::array{Value::integer(1), Value::integer(2)}));
  CHECK_THROWS_AS(std::move(wrong).take(true), ConversionError);

  RowReader<std::vector<Odd>, Odd> odd;
  odd.begin(one_number);
  CHECK_NOTHROW(give(odd, Value::integer(2)));
  CHECK_THROWS_AS(std::move(odd).take(true), std::domain_error);
}

TEST_CASE("a statement that returns no rows is no query", "[row]") {
  Reader reader;
  CHECK_THROWS_AS(std::move(reader).take(false), ConversionError);
}

TEST_CASE("another attempt begins anew", "[row]") {
  Reader reader;
  reader.begin(one_number);
  give(reader, Value::integer(3));
  give(reader, Value::null());
  reader.begin(one_number);
  give(reader, Value::integer(7));
  CHECK(std::move(reader).take(true) == std::vector{7});

  RowReader<FirstRow<int>, int> first;
  first.begin(one_number);
  give(first, Value::integer(3));
  first.begin(one_number);
  CHECK(std::move(first).take(true).empty());
}

TEST_CASE("where one row is wanted the others are only counted", "[row]") {
  RowReader<FirstRow<std::optional<int>>, std::optional<int>> reader;
  reader.begin(one_number);
  give(reader, Value::null());
  give(reader, Value::integer(2));
  auto rows = std::move(reader).take(true);
  CHECK(rows.size() == 2);
  CHECK(rows.front() == std::nullopt);
}
