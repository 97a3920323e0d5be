#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/sql/read_functions.hpp>

#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

TEST_CASE("sql read functions: names that can be on a list, and what is wrong with the others", "[sql]") {
  for (const std::string_view name : {"f", "Total_Price", "app.f", "my-app.f", "f$1", "größe", "app.größe"}) {
    CAPTURE(name);
    CHECK_FALSE(ReadFunctions::problem_with(name));
  }
  struct Row {
    std::string_view name;
    std::string_view problem;
  };
  for (const Row& row :
       {Row{"", "empty"}, Row{" ", "blanks"}, Row{"my f", "blanks"}, Row{"f\t", "blanks"}, Row{"f()", "parentheses"},
        Row{"`f`", "quotes"}, Row{"'f'", "quotes"}, Row{"\"f\"", "quotes"}, Row{"f,g", "blanks"}, Row{"f;", "blanks"},
        Row{std::string_view{"f\0g", 3}, "blanks"}, Row{".f", "missing"}, Row{"app.", "missing"}, Row{".", "missing"},
        Row{"a.b.c", "one dot"}, Row{"a..c", "one dot"}}) {
    CAPTURE(row.name);
    const auto problem = ReadFunctions::problem_with(row.name);
    REQUIRE(problem);
    CHECK(problem->find(row.problem) != std::string::npos);
    CHECK_FALSE(ReadFunctions{{std::string{row.name}}}.contains(row.name));
  }
}

TEST_CASE("sql read functions: an empty list vouches for nothing", "[sql]") {
  CHECK(ReadFunctions{}.empty());
  CHECK_FALSE(ReadFunctions{}.contains("f"));
  CHECK_FALSE(ReadFunctions{}.contains(""));
  CHECK(ReadFunctions{{"no good"}}.empty());
}

TEST_CASE("sql read functions: a bare name vouches for the function in any database, in any case and quoting",
          "[sql]") {
  const ReadFunctions functions{{"Total_Price", "size$of"}};
  CHECK_FALSE(functions.empty());
  for (const std::string_view call : {"Total_Price", "total_price", "TOTAL_PRICE", "`total_price`", "\"total_price\"",
                                      "[total_price]", "app.total_price", "`app`.`TOTAL_PRICE`", "app . total_price",
                                      "app.\n`total_price`", "\"other\".total_price", "SIZE$OF"}) {
    CAPTURE(call);
    CHECK(functions.contains(call));
  }
  for (const std::string_view call :
       {"", "total", "total_prices", " total_price", "total_price.", ".total_price", "a.b.total_price", "total_price.f",
        "`total_price", "total_price`", "`total_price``", "``total_price`", "`total``price`", "app./**/total_price",
        "total_price()", "total_price total_price", "'total_price'", "[total_price", "`app`total_price"}) {
    CAPTURE(call);
    CHECK_FALSE(functions.contains(call));
  }
}

TEST_CASE("sql read functions: a name with a database vouches only for calls that say the database", "[sql]") {
  const ReadFunctions functions{{"app.total"}};
  CHECK(functions.contains("app.total"));
  CHECK(functions.contains("app.TOTAL"));
  CHECK(functions.contains("`app`.`total`"));
  // Which database that is, the connection knows.
  CHECK_FALSE(functions.contains("total"));
  CHECK_FALSE(functions.contains("other.total"));
  // Two databases, where the file system tells their names apart.
  CHECK_FALSE(functions.contains("APP.total"));
  CHECK_FALSE(functions.contains("app.other"));
  CHECK(ReadFunctions{{"app.total", "total"}}.contains("other.total"));
}

TEST_CASE("sql read functions: a long list keeps its names apart", "[sql]") {
  std::vector<std::string> names;
  for (int i = 0; i < 2000; ++i) names.push_back((i % 2 == 0 ? "db.f" : "f") + std::to_string(i));
  const ReadFunctions functions{names};
  for (int i = 0; i < 2000; ++i) {
    CAPTURE(i);
    CHECK(functions.contains("F" + std::to_string(i)) == (i % 2 == 1));
    CHECK(functions.contains("db.F" + std::to_string(i)));
    CHECK_FALSE(functions.contains("db.g" + std::to_string(i)));
  }
}

}  // namespace
}  // namespace rwsplit
