#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include <rwsplit/sql/classify.hpp>

#include "support/catch_shim.hpp"
#include "support/corpus_file.hpp"

// SQLite is asked what each statement of a corpus is: sqlite3_stmt_readonly, and what is left on the connection, since
// BEGIN, ATTACH and most PRAGMAs are "read-only" as well.

using namespace rwsplit;
using namespace rwsplit::testing;

namespace {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct EndStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Prepared = std::unique_ptr<sqlite3_stmt, EndStatement>;

Database memory_database() {
  sqlite3* database = nullptr;
  if (sqlite3_open(":memory:", &database) != SQLITE_OK) throw std::runtime_error{"no memory database"};
  return Database{database};
}

/// All rows as one text; nothing if the statement failed. `rest` is what follows the first statement.
std::optional<std::string> answer(sqlite3* database, std::string_view text, std::string_view* rest = nullptr,
                                  bool* read_only = nullptr) {
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  if (sqlite3_prepare_v2(database, text.data(), static_cast<int>(text.size()), &raw, &tail) != SQLITE_OK) return {};
  const Prepared statement{raw};
  if (rest != nullptr) *rest = text.substr(static_cast<std::size_t>(tail - text.data()));
  if (read_only != nullptr) *read_only = sqlite3_stmt_readonly(raw) != 0;
  std::string rows;
  int status = SQLITE_DONE;
  while (raw != nullptr && (status = sqlite3_step(raw)) == SQLITE_ROW) {
    for (int column = 0; column < sqlite3_column_count(raw); ++column) {
      const auto* const value = sqlite3_column_text(raw, column);
      for (int i = 0; value != nullptr && i < sqlite3_column_bytes(raw, column); ++i)
        rows += static_cast<char>(value[i]);
      rows += '\t';
    }
    rows += '\n';
  }
  if (status != SQLITE_DONE) return {};
  return rows;
}

void run(sqlite3* database, const char* text) {
  if (sqlite3_exec(database, text, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error{std::string{text} + ": " + sqlite3_errmsg(database)};
  }
}

Database with_schema() {
  auto database = memory_database();
  run(database.get(),
      "CREATE TABLE t1 (a INTEGER PRIMARY KEY, b INT, c TEXT); CREATE TABLE t2 (a INTEGER PRIMARY KEY, b INT, c TEXT);"
      "CREATE INDEX t1_b ON t1 (b); CREATE VIEW v1 AS SELECT a FROM t1;"
      "CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, data TEXT);"
      "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INT, total REAL, placed_at TEXT);"
      "CREATE VIRTUAL TABLE words USING fts5(body);"
      "INSERT INTO words VALUES ('alpha'); INSERT INTO t1 VALUES (1, 10, 'x'), (2, 20, 'y'), (3, 30, NULL);"
      "INSERT INTO t2 VALUES (1, 10, 'x'); INSERT INTO customers (name, data) VALUES ('Ann', '{\"a\":1}'), ('Bob', "
      "NULL);"
      "INSERT INTO orders VALUES (1, 1, 2.5, '2021-01-01'), (2, 1, 5, '2022-01-01')");
  return database;
}

/// Everything of a connection that a statement might change without touching the file.
std::string state_of(sqlite3* database) {
  static constexpr std::array<std::string_view, 19> questions{"PRAGMA database_list",
                                                              "PRAGMA foreign_keys",
                                                              "PRAGMA user_version",
                                                              "PRAGMA query_only",
                                                              "PRAGMA cache_size",
                                                              "PRAGMA synchronous",
                                                              "PRAGMA recursive_triggers",
                                                              "PRAGMA temp_store",
                                                              "PRAGMA application_id",
                                                              "PRAGMA writable_schema",
                                                              "PRAGMA journal_mode",
                                                              "SELECT 'a' LIKE 'A'",
                                                              "PRAGMA schema_version",
                                                              "PRAGMA data_version",
                                                              "PRAGMA busy_timeout",
                                                              "SELECT last_insert_rowid()",
                                                              "SELECT name FROM sqlite_temp_master",
                                                              "SELECT count(*) FROM t1",
                                                              "SELECT total_changes()"};
  std::string state = sqlite3_get_autocommit(database) != 0 ? "autocommit" : "transaction";
  for (const auto question : questions) state += "; " + answer(database, question).value_or("an error");
  return state;
}

enum class Verdict { not_run, read, not_read };

/// On a connection of its own, like a replica's, and on one that has a past.
Verdict judge(std::string_view text) {
  const auto fresh = with_schema();
  static_cast<void>(state_of(fresh.get()));  // asking the first time makes a temporary schema
  const auto before = state_of(fresh.get());
  std::string_view rest;
  bool read_only = true;
  const auto first = answer(fresh.get(), text, &rest, &read_only);
  if (!read_only) return Verdict::not_read;
  if (rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) return Verdict::not_read;
  const auto past = with_schema();
  run(past.get(),
      "PRAGMA foreign_keys = 1; CREATE TEMP TABLE planted (a); INSERT INTO t2 VALUES (50, 50, ''); DELETE FROM t2 "
      "WHERE a = 50");
  run(past.get(), "INSERT INTO t1 (a) VALUES (NULL); DELETE FROM t1 WHERE a > 3; UPDATE t1 SET b = b");
  run(past.get(), "DELETE FROM t1 WHERE 0; INSERT INTO t2 VALUES (60, 2, ''); DELETE FROM t2 WHERE a = 60");
  const auto second = answer(past.get(), text);
  if (!first && !second) return Verdict::not_run;
  if (!first || !second) return Verdict::not_read;
  if (state_of(fresh.get()) != before) return Verdict::not_read;
  if (first == second || first != answer(fresh.get(), text)) return Verdict::read;
  return Verdict::not_read;
}

std::string listed(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += "\n  " + line;
  return text;
}

}  // namespace

TEST_CASE("SQLite agrees with the classifier about every statement of the corpus", "[sqlite]") {
  std::size_t reads = 0;
  std::size_t not_run = 0;
  std::size_t others = 0;
  std::vector<std::string> unsound;
  std::vector<std::string> shy;
  for (const auto& [text, server, mode, contract, file, line] : statements_in(RWSPLIT_TEST_CORPUS "/sqlite.sql")) {
    const bool called_read = classify(text, DialectSet{Dialect::sqlite}).is_plain_read();
    switch (judge(text)) {
      case Verdict::not_run: ++not_run; break;
      case Verdict::not_read:
        ++others;
        if (called_read) unsound.push_back(text);
        break;
      case Verdict::read:
        if (!contract.empty()) {
          if (called_read) unsound.push_back(text);
          break;
        }
        ++reads;
        if (!called_read) shy.push_back(text);
        break;
    }
  }

  INFO("unsound:" << listed(unsound));
  INFO("shy:" << listed(shy));
  CAPTURE(reads, others, not_run);
  CHECK(unsound.empty());
  CHECK(shy.size() * 100 <= reads * 3);
  CHECK(reads > 100);
  CHECK(others > 70);
  CHECK(not_run * 10 < reads + others);
}
