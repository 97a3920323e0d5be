#include <string>
#include <string_view>
#include <type_traits>

#include <rwsplit/row/params.hpp>
#include <rwsplit/sql/sql_string.hpp>

#include "support/catch_shim.hpp"

namespace {

using rwsplit::runtime_sql;
using rwsplit::RuntimeSql;
using rwsplit::SqlString;
using rwsplit::Statement;
using rwsplit::StatementKind;

/// The shape in which sessions take a statement.
template <class... Args>
Statement run(SqlString<std::type_identity_t<Args>...> sql, const Args&...) {
  return sql.statement();
}

// Everything about a literal is known to the compiler.
constexpr SqlString<int> literal{"SELECT name FROM users WHERE id = ?"};
static_assert(literal.statement().info.is_plain_read());
static_assert(literal.statement().info.placeholders == 1);
static_assert(literal.statement().info.table_count == 1);
static_assert(literal.statement().info.tables[0].in(literal.statement().text) == "users");
static_assert(literal.statement().info.digest != 0);
static_assert(SqlString<>{"DELETE FROM users"}.statement().info.kind == StatementKind::write);
static_assert(SqlString<>{"SELECT 1 FROM users FOR UPDATE"}.statement().info.kind == StatementKind::locking_read);
static_assert(SqlString<>{"BEGIN"}.statement().info.has(rwsplit::StatementFact::begins_transaction));

// No run-time work is left for a literal.
constinit const SqlString<int, int> constant_initialized{"SELECT ?, ?"};

// Text of the running program is a statement only when it is spelled so. (The failing conversions are in
// compile_fail/.)
static_assert(std::is_convertible_v<RuntimeSql, SqlString<int>>);
static_assert(!std::is_convertible_v<std::string, RuntimeSql>);
static_assert(!std::is_convertible_v<std::string_view, RuntimeSql>);
static_assert(!std::is_convertible_v<int, SqlString<>>);
static_assert(std::is_trivially_copyable_v<SqlString<int>>);

TEST_CASE("sql string: a literal carries its text and facts", "[sql]") {
  const Statement statement = run("SELECT name FROM users WHERE id = ? AND age > ?", 1, 2);
  CHECK(statement.text == "SELECT name FROM users WHERE id = ? AND age > ?");
  CHECK(statement.info.is_plain_read());
  CHECK(statement.info.placeholders == 2);
  CHECK(constant_initialized.statement().info.placeholders == 2);
}

TEST_CASE("sql string: named constants are as good as literals", "[sql]") {
  static constexpr const char* pointer = "SELECT ?";
  static constexpr std::string_view view = "SELECT ?";
  static constexpr char array[] = "SELECT ?";
  CHECK(run(pointer, 1).text == "SELECT ?");
  CHECK(run(view, 1).text == "SELECT ?");
  CHECK(run(array, 1).text == "SELECT ?");
}

TEST_CASE("sql string: placeholders in quotes and comments do not count", "[sql]") {
  CHECK(run("SELECT '?', `?`, \"?\" /* ? */ -- ?").info.placeholders == 0);
  CHECK(run("SELECT '?', ? # ?", 1).info.placeholders == 1);
  CHECK(run("SELECT a FROM t WHERE a LIKE ? ESCAPE '\\'", 1).info.is_plain_read());
}

TEST_CASE("sql string: a parameter list is counted when it is sent", "[sql]") {
  const rwsplit::Params params;
  CHECK(run("SELECT ?, ?, ?", params).info.placeholders == 3);
  CHECK(run("SELECT 1", params).info.placeholders == 0);
}

TEST_CASE("sql string: the place of the call is kept", "[sql]") {
  const Statement statement = run("SELECT 1");
  const auto line = static_cast<unsigned>(__LINE__) - 1;
  CHECK(statement.where.line() == line);
  CHECK(std::string_view{statement.where.file()} == __FILE__);
}

TEST_CASE("sql string: run-time text is taken as it is when it is spelled so", "[sql]") {
  std::string text = "SELECT name FROM users WHERE 1 = 1";
  text += " AND age > ?";
  const RuntimeSql sql = runtime_sql(text);
  const auto line = static_cast<unsigned>(__LINE__) - 1;
  CHECK(sql.statement().where.line() == line);
  CHECK(std::string_view{sql.statement().where.file()} == __FILE__);
  const Statement statement = run(sql, 18);
  CHECK(statement.text.data() == text.data());
  CHECK_FALSE(statement.classified);
  CHECK(run("SELECT name FROM users WHERE 1 = 1 AND age > ?", 18).classified);
}

TEST_CASE("sql string: nothing is known of run-time text before a cluster has classified it", "[sql]") {
  for (const std::string_view text : {"SELECT ?, ?", "SELECT 'open", "DELETE FROM t", ""}) {
    CAPTURE(text);
    const Statement statement = run(runtime_sql(text), 1);
    CHECK_FALSE(statement.classified);
    CHECK(statement.info.kind == StatementKind::unknown);
    CHECK(statement.info.placeholders == 0);
    CHECK(statement.info.digest == 0);
  }
}

}  // namespace
