#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/row/value.hpp>

#include "mysql_calendar.hpp"
#include "mysql_columns.hpp"
#include "mysql_link.hpp"
#include "mysql_rows.hpp"

namespace rwsplit::detail {

/// One statement that the server has prepared, with the buffers that its parameters and rows go through.
class MysqlStatement {
 public:
  /// Blocking: one round trip. Throws: as `Connection::execute`; nothing was executed.
  MysqlStatement(MysqlLink& link, std::string_view text);
  MysqlStatement(MysqlStatement&&) = default;
  MysqlStatement& operator=(MysqlStatement&&) = default;

  [[nodiscard]] MYSQL_STMT* handle() const noexcept { return handle_.get(); }

  /// Converts the parameters; sends nothing. Lifetime: text and bytes are read by `execute()`.
  /// Throws: `UsageError` when their number is not that of the placeholders, `ConversionError`.
  void bind(std::span<const Value> parameters);

  /// False when the call failed because the server (or the C library) no longer knows the statement: nothing was
  /// executed, it may be prepared again. Throws: as `Connection::execute`.
  [[nodiscard]] bool execute(MysqlLink& link);

  /// Whether the reply now on its way has columns.
  [[nodiscard]] bool has_rows() const noexcept { return mysql_stmt_field_count(handle_.get()) != 0; }

  /// Looks at the columns of the reply and gives them buffers.
  void bind_columns();
  [[nodiscard]] const ColumnSet& columns() const noexcept { return set_; }

  /// Reads the next row into `row`; false after the last.
  [[nodiscard]] bool fetch(MysqlLink& link, Progress progress, std::span<Value> row);

  /// Makes the statement ready for its next execution: gives back large buffers, which else add up in the cache.
  void release() noexcept;

 private:
  struct Parameter {
    MYSQL_TIME time;
    std::int64_t integer;
    double real;
  };
  struct Cell {
    MYSQL_TIME time;
    std::int64_t integer;
    double real;
    float single;
    std::string bytes;  // its size is the room it offers
    unsigned long length;
    MysqlBool is_null;
    MysqlBool is_cut;
    CivilText civil_text;
  };

  [[nodiscard]] static MYSQL_BIND bind_of(const Value& value, Parameter& parameter);
  void bind_column(std::size_t column, const MYSQL_FIELD& field);
  [[nodiscard]] bool still_bound() const noexcept;
  void fetch_long_values(MysqlLink& link);
  void fetch_long_bytes(MysqlLink& link, std::size_t column);
  [[nodiscard]] Value value_of(std::size_t column);

  StatementHandle handle_;
  std::vector<Parameter> parameters_;
  std::vector<MYSQL_BIND> parameter_binds_;
  bool parameters_bound_{false};  // the C library knows `parameter_binds_` as they are now
  ColumnSet set_;
  std::vector<Cell> cells_;
  std::vector<MYSQL_BIND> cell_binds_;
  bool bound_{false};  // the C library knows the buffers as they are now
  bool has_large_room_{false};
};

/// Rows of a prepared statement. Lifetime: ends before the statement.
class MysqlStatementRows final : public MysqlRows {
 public:
  /// Right after a successful execution with columns.
  MysqlStatementRows(MysqlLink& link, std::vector<Value>& room, MysqlStatement& statement);
  ~MysqlStatementRows() override;

  [[nodiscard]] const std::shared_ptr<const ResultSet::Columns>& columns() const noexcept override {
    return statement_.columns().columns;
  }
  [[nodiscard]] bool next(Progress progress) override;
  void finish() override;

 private:
  MysqlLink& link_;
  MysqlStatement& statement_;
  bool complete_{false};
};

}  // namespace rwsplit::detail
