#pragma once

#include <memory>
#include <optional>
#include <span>
#include <type_traits>

#include <rwsplit/error/error.hpp>
#include <rwsplit/row/packed_params.hpp>
#include <rwsplit/row/rows.hpp>
#include <rwsplit/session/exec_result.hpp>
#include <rwsplit/session/execution.hpp>
#include <rwsplit/session/row_stream.hpp>
#include <rwsplit/sql/sql_string.hpp>

namespace rwsplit {

namespace detail {

[[noreturn]] void throw_row_count(std::size_t rows, const char* expected, SourceLocation where);

}  // namespace detail

/// The typed verbs that `RoutingSession`, `BoundSession` and `Transaction` share.
///
/// `Row...` is one scalar, struct or tuple, or several columns; the cardinality is in the verb. Text is a checked
/// constant or `runtime_sql`; parameters are bound by the server, never put into the text.
/// Thread safety: one thread at a time. Blocking: on a free connection (bounded by `PoolOptions::acquire_timeout`) and
/// on the reply (bounded by the read timeout). Throws: `ServerError`, `ConnectionError`, `OutcomeUnknown`,
/// `PoolTimeout`, `Unavailable`, `ReadOnlyViolation`, `ConversionError`, `UsageError`.
class Executor {
 public:
  /// All rows, decoded; the connection is free again.
  template <class... Row, class... Args>
  [[nodiscard]] Rows<Row...> query(SqlString<std::type_identity_t<Args>...> sql, const Args&... arguments) {
    const detail::PackedParams packed{arguments...};
    const detail::Execution execution = run(sql.statement(), packed.values());
    try {
      return Rows<Row...>{execution.reply.rows};
    } catch (Error& error) {
      error.add_context(execution.engine, sql.statement().where);
      throw;
    }
  }

  /// Exactly one row. Throws also: `ConversionError` for none or several.
  template <class... Row, class... Args>
  [[nodiscard]] detail::RowType<Row...> query_one(SqlString<std::type_identity_t<Args>...> sql,
                                                  const Args&... arguments) {
    auto rows = query<Row...>(sql, arguments...).to_vector();
    if (rows.size() != 1) detail::throw_row_count(rows.size(), "one", sql.statement().where);
    return std::move(rows.front());
  }

  /// One row or none. Throws also: `ConversionError` for several.
  template <class... Row, class... Args>
  [[nodiscard]] std::optional<detail::RowType<Row...>> query_optional(SqlString<std::type_identity_t<Args>...> sql,
                                                                      const Args&... arguments) {
    auto rows = query<Row...>(sql, arguments...).to_vector();
    if (rows.size() > 1) detail::throw_row_count(rows.size(), "at most one", sql.statement().where);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }

  /// Runs a statement whose rows, if any, are of no interest.
  template <class... Args>
  ExecResult execute(SqlString<std::type_identity_t<Args>...> sql, const Args&... arguments) {
    const detail::PackedParams packed{arguments...};
    const detail::Execution execution = run(sql.statement(), packed.values());
    return {.affected_rows = execution.reply.affected_rows,
            .last_insert_id = execution.reply.last_insert_id,
            .warnings = execution.reply.warnings,
            .engine = execution.engine,
            .reason = execution.reason};
  }

  /// Row by row, for results that do not fit into memory; see `RowStream`.
  template <class... Row, class... Args>
  [[nodiscard]] RowStream<Row...> stream(SqlString<std::type_identity_t<Args>...> sql, const Args&... arguments) {
    const detail::PackedParams packed{arguments...};
    return RowStream<Row...>{open(sql.statement(), packed.values())};
  }

 protected:
  Executor() = default;
  Executor(const Executor&) = default;
  Executor& operator=(const Executor&) = default;
  ~Executor() = default;

 private:
  [[nodiscard]] virtual detail::Execution run(const Statement& statement, std::span<const Value> parameters) = 0;
  [[nodiscard]] virtual std::unique_ptr<detail::OpenRows> open(const Statement& statement,
                                                               std::span<const Value> parameters) = 0;
};

}  // namespace rwsplit
