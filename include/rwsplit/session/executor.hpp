#pragma once

#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <rwsplit/error/error.hpp>
#include <rwsplit/row/first_row.hpp>
#include <rwsplit/row/model.hpp>
#include <rwsplit/row/no_rows.hpp>
#include <rwsplit/row/packed_params.hpp>
#include <rwsplit/row/row_reader.hpp>
#include <rwsplit/row/rows.hpp>
#include <rwsplit/session/exec_result.hpp>
#include <rwsplit/session/execution.hpp>
#include <rwsplit/session/row_stream.hpp>
#include <rwsplit/sql/read_sql_string.hpp>
#include <rwsplit/sql/sql_string.hpp>

namespace rwsplit {

namespace detail {

[[noreturn]] void throw_row_count(std::size_t rows, const char* expected, SourceLocation where);

/// The text of a query; where only reading is allowed, any constant but a plain read does not compile.
template <bool reads_only, class... Args>
using QueryText = std::conditional_t<reads_only, ReadSqlString<Args...>, SqlString<Args...>>;

}  // namespace detail

/// The typed verbs that `RoutingSession`, `BoundSession` and `Transaction` share.
///
/// `Row...` is one scalar, struct or tuple, or several columns; the cardinality is in the verb. Text is a checked
/// constant or `runtime_sql`; parameters are bound by the server, never put into the text. A row type may say more
/// about its queries, see `model`: a tag for routers, or that they are plain reads. Thread safety: one thread at a
/// time. Blocking: on a free connection (bounded by `PoolOptions::acquire_timeout`) and on the reply (bounded by the
/// read timeout). Throws: `ServerError`, `ConnectionError`, `OutcomeUnknown`, `PoolTimeout`, `Unavailable`,
/// `ReadOnlyViolation`, `ConversionError`, `UsageError`.
class Executor {
 public:
  /// All rows, decoded; the connection is free again.
  template <class... Row, class... Args>
  [[nodiscard]] Rows<Row...> query(
      detail::QueryText<detail::is_read_only_model<Row...>, std::type_identity_t<Args>...> sql,
      const Args&... arguments) {
    return Rows<Row...>{read<std::vector<detail::RowType<Row...>>, Row...>(sql.statement(), arguments...)};
  }

  /// Exactly one row. Throws also: `ConversionError` for none or several.
  template <class... Row, class... Args>
  [[nodiscard]] detail::RowType<Row...> query_one(
      detail::QueryText<detail::is_read_only_model<Row...>, std::type_identity_t<Args>...> sql,
      const Args&... arguments) {
    auto rows = read<detail::FirstRow<detail::RowType<Row...>>, Row...>(sql.statement(), arguments...);
    if (rows.size() != 1) detail::throw_row_count(rows.size(), "one", sql.statement().where);
    return std::move(rows.front());
  }

  /// One row or none. Throws also: `ConversionError` for several.
  template <class... Row, class... Args>
  [[nodiscard]] std::optional<detail::RowType<Row...>> query_optional(
      detail::QueryText<detail::is_read_only_model<Row...>, std::type_identity_t<Args>...> sql,
      const Args&... arguments) {
    auto rows = read<detail::FirstRow<detail::RowType<Row...>>, Row...>(sql.statement(), arguments...);
    if (rows.size() > 1) detail::throw_row_count(rows.size(), "at most one", sql.statement().where);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }

  /// Runs a statement whose rows, if any, are of no interest.
  template <class... Args>
  ExecResult execute(SqlString<std::type_identity_t<Args>...> sql, const Args&... arguments) {
    const detail::PackedParams packed{arguments...};
    detail::NoRows rows;
    const detail::Execution execution = run(sql.statement(), packed.values(), detail::no_model, rows);
    return {.affected_rows = execution.reply.affected_rows,
            .last_insert_id = execution.reply.last_insert_id,
            .warnings = execution.reply.warnings,
            .engine = execution.engine,
            .reason = execution.reason};
  }

  /// Row by row, for results that do not fit into memory; see `RowStream`.
  template <class... Row, class... Args>
  [[nodiscard]] RowStream<Row...> stream(
      detail::QueryText<detail::is_read_only_model<Row...>, std::type_identity_t<Args>...> sql,
      const Args&... arguments) {
    const detail::PackedParams packed{arguments...};
    return RowStream<Row...>{open(sql.statement(), packed.values(), detail::model_of<Row...>())};
  }

 protected:
  Executor() = default;
  Executor(const Executor&) = default;
  Executor& operator=(const Executor&) = default;
  ~Executor() = default;

 private:
  template <class Keep, class... Row, class... Args>
  [[nodiscard]] Keep read(const Statement& statement, const Args&... arguments) {
    const detail::PackedParams packed{arguments...};
    detail::RowReader<Keep, Row...> reader;
    const detail::Execution execution = run(statement, packed.values(), detail::model_of<Row...>(), reader);
    try {
      return std::move(reader).take(execution.reply.has_rows);
    } catch (Error& error) {
      error.add_context(execution.engine, statement.where);
      throw;
    }
  }

  [[nodiscard]] virtual detail::Execution run(const Statement& statement, std::span<const Value> parameters,
                                              const Model& model, RowSink& rows) = 0;
  [[nodiscard]] virtual std::unique_ptr<detail::OpenRows> open(const Statement& statement,
                                                               std::span<const Value> parameters,
                                                               const Model& model) = 0;
};

}  // namespace rwsplit
