#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <rwsplit/row/result_set.hpp>
#include <rwsplit/row/value.hpp>

#include "sqlite_api.hpp"
#include "sqlite_errors.hpp"
#include "sqlite_session.hpp"

namespace rwsplit::detail {

/// One statement that SQLite has prepared.
class SqliteStatement {
 public:
  /// Throws: `UsageError` unless the text holds exactly one statement, else as `Connection::execute`; nothing was
  /// executed.
  SqliteStatement(SqliteSession& session, std::string_view text);

  [[nodiscard]] sqlite3_stmt* handle() const noexcept { return handle_.get(); }
  /// It inserts rows by itself, not only through a trigger.
  [[nodiscard]] bool inserts() const noexcept { return inserts_; }
  [[nodiscard]] SqliteEffect effect() const noexcept;

  /// Copies text and bytes, because a cursor may live longer than the caller's parameters.
  /// Throws: `UsageError` when their number is not that of the placeholders, `ConversionError`.
  void bind(SqliteSession& session, std::span<const Value> parameters);

  /// Looks at the columns. After the first step, because that is when SQLite prepares again after a change of the
  /// schema.
  void describe_columns(bool has_row);
  [[nodiscard]] const std::shared_ptr<const ResultSet::Columns>& columns() const noexcept { return columns_; }

  /// Makes the statement ready for its next run, and ends its read transaction.
  void release() noexcept;

 private:
  SqliteStatementHandle handle_;
  bool inserts_{false};
  /// How often SQLite had prepared it again, after a change of the schema, when `columns_` was made.
  int prepared_again_{0};
  std::shared_ptr<const ResultSet::Columns> columns_;
};

/// A statement that runs: from its parameters to the last row. Lifetime: ends before the statement.
class SqliteRun {
 public:
  /// Runs nothing yet. Throws: as `SqliteStatement::bind`.
  SqliteRun(SqliteSession& session, SqliteStatement& statement, std::span<const Value> parameters);
  SqliteRun(const SqliteRun&) = delete;
  SqliteRun& operator=(const SqliteRun&) = delete;
  ~SqliteRun() { finish(); }

  /// Moves to the first or next row; false after the last.
  [[nodiscard]] bool step();

  /// After the first step.
  [[nodiscard]] const std::shared_ptr<const ResultSet::Columns>& columns() const noexcept {
    return statement_.columns();
  }

  /// A value of the current row. Lifetime: until `step()`.
  [[nodiscard]] Value at(std::size_t column) const noexcept;

 private:
  [[nodiscard]] std::string_view bytes(const void* begin, int column) const noexcept;
  void finish() noexcept;

  SqliteSession& session_;
  SqliteStatement& statement_;
  std::size_t rows_{0};
  bool finished_{false};
};

}  // namespace rwsplit::detail
