#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <numeric>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/row/row_reader.hpp>
#include <rwsplit/row/rows.hpp>

#include "support/catch_shim.hpp"
#include "support/deliver.hpp"

using namespace std::chrono_literals;

namespace {

using rwsplit::Column;
using rwsplit::ResultSet;
using rwsplit::Rows;
using rwsplit::Value;
using rwsplit::detail::RowType;

ResultSet result(ResultSet::Columns columns, const std::vector<Value>& values) {
  ResultSet rows{std::make_shared<const ResultSet::Columns>(std::move(columns))};
  for (const Value& value : values) rows.push(value);
  return rows;
}

/// As a session reads them.
template <class... Row>
Rows<Row...> rows_of(const ResultSet& rows) {
  rwsplit::detail::RowReader<std::vector<RowType<Row...>>, Row...> reader;
  const bool has_rows = rwsplit::testing::deliver({.rows = rows}, reader).has_rows;
  return Rows<Row...>{std::move(reader).take(has_rows)};
}

ResultSet users() {
  return result({{"id", "BIGINT"}, {"name", "VARCHAR"}, {"age", "INT"}},
                {Value::integer(1), Value::text("alice"), Value::integer(30),  //
                 Value::integer(2), Value::text("bob"), Value::null()});
}

struct User {
  std::int64_t id{};
  std::string name;
  std::optional<int> age;
};

// Members of every sort, with initializers, inside another class.
struct Outer {
  struct Inner {
    int a = 1;
    std::string b{"default"};
    std::optional<std::string> c = std::nullopt;
    std::chrono::year_month_day d{};
    std::chrono::sys_time<std::chrono::microseconds> e{};
    std::optional<std::chrono::sys_days> f{};
    std::vector<std::byte> g;
    double h = 2.5;
    bool i = false;
  };
};

struct Sixteen {
  int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
};

struct One {
  std::string only;
};

// Constant members and no default constructor: rows are made in one step.
struct Fixed {
  const int id;
  const std::string name;
};

// A struct with a codec is a scalar.
struct Money {
  std::int64_t cents{};
  bool operator==(const Money&) const = default;
};

struct Account {
  std::string owner;
  Money balance;
};

// A type that knows what to make of NULL.
struct Label {
  std::string text;
};

template <class Function>
std::string message_of(Function function) {
  try {
    function();
  } catch (const rwsplit::ConversionError& error) {
    return error.what();
  }
  return "no ConversionError";
}

}  // namespace

template <>
struct rwsplit::Codec<Money> {
  static Money decode(const Value& value) {
    const auto cents = Codec<std::int64_t>::decode(value);
    if (cents < 0) throw ConversionError{"money is not negative"};
    return {cents};
  }
  static std::int64_t encode(const Money& value) { return value.cents; }
};

template <>
struct rwsplit::Codec<Label> {
  static constexpr bool accepts_null = true;
  static Label decode(const Value& value) {
    return {value.is_null() ? std::string{"none"} : Codec<std::string>::decode(value)};
  }
};

TEST_CASE("what a row is, from what was asked for", "[row]") {
  STATIC_REQUIRE(std::is_same_v<RowType<int>, int>);
  STATIC_REQUIRE(std::is_same_v<RowType<std::optional<std::string>>, std::optional<std::string>>);
  STATIC_REQUIRE(std::is_same_v<RowType<User>, User>);
  STATIC_REQUIRE(std::is_same_v<RowType<Money>, Money>);
  STATIC_REQUIRE(std::is_same_v<RowType<int, std::string>, std::tuple<int, std::string>>);
  STATIC_REQUIRE(std::is_same_v<RowType<std::tuple<int, std::string>>, std::tuple<int, std::string>>);
  STATIC_REQUIRE(std::is_same_v<RowType<std::tuple<int>>, std::tuple<int>>);
}

TEST_CASE("how many members a struct has", "[row]") {
  using rwsplit::detail::member_count;
  struct None {};
  struct Seventeen {
    int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q;
  };
  STATIC_REQUIRE(member_count<None>() == 0);
  STATIC_REQUIRE(member_count<One>() == 1);
  STATIC_REQUIRE(member_count<User>() == 3);
  STATIC_REQUIRE(member_count<Outer::Inner>() == 9);
  STATIC_REQUIRE(member_count<Sixteen>() == 16);
  STATIC_REQUIRE(member_count<Seventeen>() == 17);
  STATIC_REQUIRE(
      std::is_same_v<rwsplit::detail::MemberTypes<User>, std::tuple<std::int64_t, std::string, std::optional<int>>>);
  STATIC_REQUIRE(std::is_same_v<rwsplit::detail::MemberTypes<Fixed>, std::tuple<int, std::string>>);
}

namespace {

// A struct of `Count` members: the number that was probed is the number that is there.
template <std::size_t Count>
struct Ints;
#define INTS(count, ...) \
  template <>            \
  struct Ints<count> {   \
    int __VA_ARGS__;     \
  }
INTS(1, a);
INTS(2, a, b);
INTS(3, a, b, c);
INTS(4, a, b, c, d);
INTS(5, a, b, c, d, e);
INTS(6, a, b, c, d, e, f);
INTS(7, a, b, c, d, e, f, g);
INTS(8, a, b, c, d, e, f, g, h);
INTS(9, a, b, c, d, e, f, g, h, i);
INTS(10, a, b, c, d, e, f, g, h, i, j);
INTS(11, a, b, c, d, e, f, g, h, i, j, k);
INTS(12, a, b, c, d, e, f, g, h, i, j, k, l);
INTS(13, a, b, c, d, e, f, g, h, i, j, k, l, m);
INTS(14, a, b, c, d, e, f, g, h, i, j, k, l, m, n);
INTS(15, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
INTS(16, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
#undef INTS

template <std::size_t Count>
void check_struct_of() {
  CAPTURE(Count);
  std::vector<Value> values;
  for (std::size_t i = 0; i < Count; ++i) values.push_back(Value::integer(static_cast<std::int64_t>(i)));
  const auto rows = rows_of<Ints<Count>>(result(ResultSet::Columns(Count), values));
  REQUIRE(rows.size() == 1);

  std::vector<int> members;
  std::apply([&members](const auto&... each) { (members.push_back(each), ...); },
             rwsplit::detail::tie_members(rows.front()));
  std::vector<int> expected(Count);
  std::iota(expected.begin(), expected.end(), 0);
  CHECK(members == expected);
}

template <std::size_t... Index>
void check_structs(std::index_sequence<Index...>) {
  (check_struct_of<Index + 1>(), ...);
}

}  // namespace

TEST_CASE("structs of 1 to 16 members are filled in order", "[row]") { check_structs(std::make_index_sequence<16>{}); }

TEST_CASE("rows of a struct", "[row]") {
  const auto rows = rows_of<User>(users());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].id == 1);
  CHECK(rows[0].name == "alice");
  CHECK(rows[0].age == 30);
  CHECK(rows[1].name == "bob");
  CHECK(rows[1].age == std::nullopt);
}

TEST_CASE("rows of several columns, taken apart in the loop", "[row]") {
  std::string seen;
  for (const auto& [id, name, age] : rows_of<int, std::string, std::optional<int>>(users())) {
    seen += std::to_string(id) + name + (age ? std::to_string(*age) : "-") + " ";
  }
  CHECK(seen == "1alice30 2bob- ");
}

TEST_CASE("rows of a tuple", "[row]") {
  const auto rows = rows_of<std::tuple<int, std::string, std::optional<int>>>(users());
  CHECK(rows[1] == std::tuple<int, std::string, std::optional<int>>{2, "bob", std::nullopt});
}

TEST_CASE("rows of a scalar", "[row]") {
  const ResultSet names = result({{"name", "VARCHAR"}}, {Value::text("a"), Value::text("b")});
  const auto rows = rows_of<std::string>(names);
  CHECK(rows_of<std::string>(names).to_vector() == std::vector<std::string>{"a", "b"});
  CHECK(rows.front() == "a");
  CHECK(rows.back() == "b");
}

TEST_CASE("rows of bool, which a vector packs into bits", "[row]") {
  const auto rows = rows_of<bool>(result({{"flag", "TINYINT"}}, {Value::integer(1), Value::integer(0)}));
  CHECK(rows[0]);
  CHECK_FALSE(rows.at(1));
  int set = 0;
  for (const auto flag : rows) set += flag ? 1 : 0;
  CHECK(set == 1);
}

TEST_CASE("rows of a nested struct with initializers, of one member, and of constants", "[row]") {
  const std::string bytes{"\0\1", 2};
  const auto day = std::chrono::sys_days{std::chrono::year{2024} / 2 / 29};
  const auto inner = rows_of<Outer::Inner>(
      result(ResultSet::Columns(9), {Value::integer(7), Value::text("b"), Value::text("c"), Value::date(day),
                                     Value::datetime(Value::LocalTime{day.time_since_epoch() + 1us}), Value::null(),
                                     Value::blob(bytes), Value::real(0.5), Value::integer(1)}));
  const Outer::Inner& row = inner.front();
  CHECK(row.a == 7);
  CHECK(row.b == "b");
  CHECK(row.c == "c");
  CHECK(row.d == std::chrono::year{2024} / 2 / 29);
  CHECK(row.e == day + 1us);
  CHECK_FALSE(row.f.has_value());
  CHECK(row.g == std::vector<std::byte>{std::byte{0}, std::byte{1}});
  CHECK(row.h == 0.5);
  CHECK(row.i);

  CHECK(rows_of<One>(result({{"only", "TEXT"}}, {Value::text("x")})).front().only == "x");
  const auto fixed = rows_of<Fixed>(result({{"id", "INT"}, {"name", "TEXT"}}, {Value::integer(3), Value::text("x")}));
  CHECK(fixed.front().id == 3);
  CHECK(fixed.front().name == "x");
}

TEST_CASE("a user's codec works alone, as a member, in a tuple and as an optional", "[row]") {
  CHECK(rows_of<Money>(result({{"m", "BIGINT"}}, {Value::integer(5)})).front() == Money{5});
  CHECK(rows_of<std::optional<Money>>(result({{"m", "BIGINT"}}, {Value::null()})).front() == std::nullopt);
  const ResultSet accounts =
      result({{"owner", "TEXT"}, {"balance", "BIGINT"}}, {Value::text("alice"), Value::integer(150)});
  CHECK(rows_of<Account>(accounts).front().balance == Money{150});
  CHECK(std::get<1>(rows_of<std::string, Money>(accounts).front()) == Money{150});
}

TEST_CASE("a user's codec may take NULL itself", "[row]") {
  const auto rows = rows_of<Label>(result({{"label", "TEXT"}}, {Value::null(), Value::text("x")}));
  CHECK(rows[0].text == "none");
  CHECK(rows[1].text == "x");
}

TEST_CASE("an empty result has no rows but is checked all the same", "[row]") {
  const auto none = rows_of<int>(result({{"id", "INT"}}, {}));
  CHECK(none.empty());
  CHECK(none.begin() == none.end());
  CHECK(Rows<int>{}.empty());
  CHECK_THROWS_AS((rows_of<int, int>(result({{"id", "INT"}}, {}))), rwsplit::ConversionError);
}

TEST_CASE("rows are a random-access range, and movable", "[row]") {
  STATIC_REQUIRE(std::ranges::random_access_range<const Rows<User>>);
  STATIC_REQUIRE(std::ranges::sized_range<const Rows<User>>);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Rows<User>>);

  auto rows = rows_of<User>(users());
  Rows<User> moved = std::move(rows);
  CHECK(std::distance(moved.begin(), moved.end()) == 2);
  CHECK(std::ranges::find(moved, "bob", &User::name)->id == 2);
  std::vector<User> vector = std::move(moved).to_vector();
  CHECK(vector.size() == 2);
}

TEST_CASE("at() says which row does not exist", "[row]") {
  const auto rows = rows_of<User>(users());
  CHECK(rows.at(1).name == "bob");
  CHECK_THROWS_AS(rows.at(2), rwsplit::UsageError);
  const auto text = [](const Rows<int>& few, std::size_t index) -> std::string {
    try {
      static_cast<void>(few.at(index));
    } catch (const rwsplit::UsageError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(text(Rows<int>{}, 0) == "row 0 does not exist: the result has 0 rows");
  CHECK(text(rows_of<int>(result({{"id", "INT"}}, {Value::integer(1)})), 1) ==
        "row 1 does not exist: the result has 1 row");
}

TEST_CASE("a wrong column count names both counts and the columns", "[row]") {
  CHECK(message_of([] { rows_of<int>(users()); }) ==
        R"(the row type int has 1 column, but the statement returned 3 columns: "id", "name", "age")");
  CHECK(message_of([] {
          rows_of<User>(result({{"id", "INT"}}, {}));
        }).find("but the statement returned 1 column: \"id\"") != std::string::npos);
  CHECK(message_of([] { rows_of<User>(result({{"id", "INT"}}, {})); }).find("User has 3 columns") != std::string::npos);
  CHECK(message_of([] { rows_of<int>(ResultSet{}); }) ==
        "the row type int has 1 column, but the statement returned 0 columns");
}

TEST_CASE("a value that does not fit is named by column, types and kind, never by its value", "[row]") {
  const auto single = [](std::string_view type, const Value& value) { return result({{"age", type}}, {value}); };
  CHECK(message_of([&] { rows_of<int>(single("INT", Value::null())); }) ==
        R"(column "age" (INT): NULL cannot be read as int; use std::optional)");
  CHECK(message_of([&] { rows_of<signed char>(single("INT", Value::integer(4711))); }) ==
        R"(column "age" (INT): a value of kind integer cannot be read as signed char: out of range)");
  CHECK(message_of([&] { rows_of<int>(single("VARCHAR", Value::text("secret"))); }) ==
        R"(column "age" (VARCHAR): a value of kind text cannot be read as int: there is no such conversion)");
  CHECK(message_of([&] { rows_of<std::string>(single("BIGINT", Value::integer(4711))); }) ==
        R"(column "age" (BIGINT): a value of kind integer cannot be read as std::string: there is no such conversion)");
  CHECK(message_of([&] { rows_of<int>(single("DECIMAL", Value::decimal("47.11"))); }) ==
        R"(column "age" (DECIMAL): a value of kind decimal cannot be read as int: it has a fraction)");
  CHECK(message_of([&] {
          rows_of<Money>(single("", Value::integer(-4711)));
        }).find(R"(column "age": a value of kind integer cannot be read as )") == 0);
  CHECK(message_of([&] { rows_of<Money>(single("", Value::integer(-4711))); }).find("Money: money is not negative") !=
        std::string::npos);
  CHECK(message_of([&] { rows_of<std::optional<int>>(single("INT", Value::text("secret"))); }).find("optional<int>") !=
        std::string::npos);
}

TEST_CASE("the second of several columns is the one that is named", "[row]") {
  CHECK(message_of([] { rows_of<int, int, int>(users()); }).find(R"(column "name" (VARCHAR))") == 0);
  CHECK(message_of([] { rows_of<int, std::string, int>(users()); }).find(R"(column "age" (INT): NULL)") == 0);
}

TEST_CASE("a long column name is cut", "[row]") {
  const ResultSet rows = result({{std::string(100, 'x'), "INT"}}, {Value::null()});
  CHECK(message_of([&] { rows_of<int>(rows); }).find("\"" + std::string(64, 'x') + "...\" (INT)") != std::string::npos);
}

TEST_CASE("one row decodes from anything with columns and values, such as a cursor", "[row]") {
  struct Cursor {
    ResultSet::Columns names{{"id", "INT"}, {"name", "TEXT"}};
    [[nodiscard]] const ResultSet::Columns& columns() const noexcept { return names; }
    [[nodiscard]] Value at(std::size_t column) const noexcept {
      return column == 0 ? Value::integer(9) : Value::text("nine");
    }
  };
  const Cursor cursor;
  rwsplit::detail::check_columns<int, std::string>(cursor.columns());
  CHECK(rwsplit::detail::decode_row<int, std::string>(rwsplit::detail::RowSource{cursor}) ==
        std::tuple<int, std::string>{9, "nine"});
}
