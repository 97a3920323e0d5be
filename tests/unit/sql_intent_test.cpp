#include <string>
#include <string_view>
#include <type_traits>

#include <rwsplit/row/params.hpp>
#include <rwsplit/sql/sql_string.hpp>

#include "support/catch_shim.hpp"

namespace {

using rwsplit::Dialect;
using rwsplit::read_sql;
using rwsplit::ReadSql;
using rwsplit::runtime_sql;
using rwsplit::SqlString;
using rwsplit::Statement;
using rwsplit::StatementKind;
using rwsplit::write_sql;
using rwsplit::WriteSql;

/// The shape in which sessions take a statement.
template <class... Args>
Statement run(SqlString<std::type_identity_t<Args>...> sql, const Args&...) {
  return sql.statement();
}

// A function that can be given nothing but reads, and one for writes. (What does not compile is in compile_fail/.)
Statement run_read(ReadSql sql) { return run(runtime_sql(sql), 1); }
Statement run_write(const WriteSql& sql) { return run(runtime_sql(sql), 1); }

// The intent is the only way in and out: no text becomes a stated read by accident, and none is both.
static_assert(!std::is_convertible_v<const char*, ReadSql>);
static_assert(!std::is_convertible_v<std::string_view, WriteSql>);
static_assert(!std::is_convertible_v<WriteSql, ReadSql>);
static_assert(!std::is_convertible_v<ReadSql, WriteSql>);
static_assert(!std::is_default_constructible_v<ReadSql>);
static_assert(!std::is_default_constructible_v<WriteSql>);
static_assert(!std::is_convertible_v<ReadSql, std::string_view>);
static_assert(std::is_trivially_copyable_v<ReadSql>);

constexpr ReadSql by_id = read_sql("SELECT name FROM users WHERE id = ?");
static_assert(by_id.info().is_plain_read());
static_assert(by_id.text() == "SELECT name FROM users WHERE id = ?");
constinit const SqlString<int> constant_initialized{by_id};

// Every kind of statement that is more than a read can be stated as one.
static_assert(write_sql("DELETE FROM users").info().kind == StatementKind::write);
static_assert(write_sql("CREATE TABLE t (a INT)").info().kind == StatementKind::ddl);
static_assert(write_sql("SELECT 1 FROM users FOR UPDATE").info().kind == StatementKind::locking_read);
static_assert(write_sql("CALL work(?)").info().kind == StatementKind::call);
static_assert(!write_sql("SELECT charge(?)").info().is_plain_read());

// One dialect's text is a read for those who know it; the facts stay those for all.
constexpr ReadSql only_mariadb = read_sql<Dialect::mariadb>("SELECT json_compact(a) FROM t");
static_assert(only_mariadb.info().read_in == rwsplit::DialectSet{Dialect::mariadb});
static_assert(!only_mariadb.info().is_plain_read());
static_assert(read_sql<Dialect::mysql, Dialect::mariadb>("SELECT std(a) FROM t").info().read_in.has(Dialect::mysql));
// A read for one dialect can be stated a write only where that dialect is not meant, and then is none for anybody.
static_assert(write_sql<Dialect::mysql>("SELECT json_compact(a) FROM t").info().read_in.empty());

TEST_CASE("intent: a stated read runs where any text does", "[sql][intent]") {
  const Statement statement = run(read_sql("SELECT name FROM users WHERE id = ? AND age > ?"), 1, 2);
  const auto line = static_cast<unsigned>(__LINE__) - 1;
  CHECK(statement.text == "SELECT name FROM users WHERE id = ? AND age > ?");
  CHECK(statement.info.is_plain_read());
  CHECK(statement.info.placeholders == 2);
  CHECK(statement.classified);
  CHECK(statement.where.line() == line);
  CHECK(std::string_view{statement.where.file()} == __FILE__);
}

TEST_CASE("intent: a stated write runs where any text does", "[sql][intent]") {
  const Statement statement = run(write_sql("UPDATE users SET age = ? WHERE id = ?"), 1, 2);
  CHECK(statement.info.kind == StatementKind::write);
  CHECK(statement.info.placeholders == 2);
  CHECK(statement.classified);
}

TEST_CASE("intent: constants of any storage keep it", "[sql][intent]") {
  constexpr ReadSql local = read_sql("SELECT a FROM t");
  static constexpr std::string_view view = "SELECT ?";
  static constexpr const char* pointer = "DELETE FROM t";
  CHECK(run(local).info.is_plain_read());
  CHECK(run(by_id, 7).text.data() == by_id.text().data());
  CHECK(run(read_sql(view), 1).text == view);
  CHECK(run(write_sql(pointer)).info.kind == StatementKind::write);
  CHECK(constant_initialized.statement().info.is_plain_read());
}

TEST_CASE("intent: a parameter list is counted when it is sent", "[sql][intent]") {
  const rwsplit::Params params;
  CHECK(run(read_sql("SELECT ?, ?, ?"), params).info.placeholders == 3);
}

TEST_CASE("intent: what was handed on is not classified again", "[sql][intent]") {
  const Statement read = run_read(by_id);
  CHECK(read.classified);
  CHECK(read.info.is_plain_read());
  CHECK(read.info.digest == by_id.info().digest);
  CHECK(read.text.data() == by_id.text().data());

  const Statement write = run_write(write_sql("DELETE FROM t WHERE a = ?"));
  CHECK(write.classified);
  CHECK(write.info.kind == StatementKind::write);

  const ReadSql sql = read_sql("SELECT 1");
  const Statement here = runtime_sql(sql).statement();
  const auto line = static_cast<unsigned>(__LINE__) - 1;
  CHECK(here.where.line() == line);
  CHECK(std::string_view{here.where.file()} == __FILE__);
}

TEST_CASE("intent: nothing makes a read of a stated write later", "[sql][intent]") {
  constexpr WriteSql charge = write_sql("SELECT charge(?)");
  CHECK(charge.info().read_in.empty());
  CHECK(charge.info().read_if_functions_in.empty());
  CHECK(run(charge, 1).info.kind != StatementKind::read);
}

}  // namespace
