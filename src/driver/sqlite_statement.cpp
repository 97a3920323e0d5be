#include "sqlite_statement.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/usage_error.hpp>

#include "sqlite_text.hpp"

namespace rwsplit::detail {

namespace {

// ---- preparing ----

/// The first statement of `text`, which is left with what follows. Null if there is only white space and comments.
SqliteStatementHandle prepare_next(SqliteSession& session, std::string_view& text) {
  sqlite3_stmt* raw = nullptr;
  const char* end = nullptr;
  const auto size = static_cast<int>(std::min<std::size_t>(text.size(), std::numeric_limits<int>::max()));
  const bool was_in_transaction = session.in_transaction();
  const int result = sqlite3_prepare_v3(session.handle(), text.data(), size, SQLITE_PREPARE_PERSISTENT, &raw, &end);
  SqliteStatementHandle handle{raw};
  if (result != SQLITE_OK) session.fail({.what = "statement", .was_in_transaction = was_in_transaction});
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return handle;
}

void require_nothing_left(SqliteSession& session, std::string_view rest) {
  while (!rest.empty()) {
    const std::size_t before = rest.size();
    if (prepare_next(session, rest) != nullptr) {
      throw UsageError{
          "the text holds several statements; run one at a time, in a transaction if they belong together"};
    }
    if (rest.size() == before) return;
  }
}

// ---- parameters; each returns SQLite's result ----

int bind_unsigned(sqlite3_stmt* statement, int index, std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw ConversionError{fmt::format("parameter {}: SQLite has no integers above 9223372036854775807", index)};
  }
  return sqlite3_bind_int64(statement, index, static_cast<sqlite3_int64>(value));
}

int bind_real(sqlite3_stmt* statement, int index, double value) {
  if (std::isnan(value)) throw ConversionError{fmt::format("parameter {}: SQLite would store NaN as NULL", index)};
  return sqlite3_bind_double(statement, index, value);
}

// An empty text or blob may have no address, which SQLite would take for NULL.
int bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
  const char* const bytes = text.empty() ? "" : text.data();
  return sqlite3_bind_text64(statement, index, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

int bind_blob(sqlite3_stmt* statement, int index, std::string_view bytes) {
  if (bytes.empty()) return sqlite3_bind_zeroblob(statement, index, 0);
  return sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

int bind_value(sqlite3_stmt* statement, int index, const Value& value) {
  switch (value.kind()) {
    case ValueKind::null: return sqlite3_bind_null(statement, index);
    case ValueKind::integer: return sqlite3_bind_int64(statement, index, value.as_integer());
    case ValueKind::unsigned_integer: return bind_unsigned(statement, index, value.as_unsigned());
    case ValueKind::real: return bind_real(statement, index, value.as_real());
    case ValueKind::decimal:
    case ValueKind::text: return bind_text(statement, index, value.as_bytes());
    case ValueKind::blob: return bind_blob(statement, index, value.as_bytes());
    case ValueKind::date: return bind_text(statement, index, sqlite_date(value.as_date()));
    case ValueKind::time: return bind_text(statement, index, sqlite_time(value.as_time()));
    case ValueKind::datetime: return bind_text(statement, index, sqlite_datetime(value.as_datetime()));
  }
  return SQLITE_MISUSE;
}

// ---- columns ----

std::string_view storage_class(int type) noexcept {
  switch (type) {
    case SQLITE_INTEGER: return "INTEGER";
    case SQLITE_FLOAT: return "REAL";
    case SQLITE_TEXT: return "TEXT";
    case SQLITE_BLOB: return "BLOB";
    default: return "ANY";  // NULL, or no row to look at; a number of SQLite's, not an enumeration of ours
  }
}

}  // namespace

SqliteStatement::SqliteStatement(SqliteSession& session, std::string_view text) {
  session.notes().insert_in_text = false;
  handle_ = prepare_next(session, text);
  if (handle_ == nullptr) throw UsageError{"the text holds no statement"};
  inserts_ = session.notes().insert_in_text;
  require_nothing_left(session, text);
}

SqliteEffect SqliteStatement::effect() const noexcept {
  if (sqlite3_stmt_readonly(handle()) == 0) return SqliteEffect::writes;
  return sqlite3_column_count(handle()) > 0 ? SqliteEffect::reads : SqliteEffect::controls;
}

void SqliteStatement::bind(SqliteSession& session, std::span<const Value> parameters) {
  const int expected = sqlite3_bind_parameter_count(handle());
  if (parameters.size() != static_cast<std::size_t>(expected)) {
    throw UsageError{
        fmt::format("the statement has {} placeholders, but {} values were given", expected, parameters.size())};
  }
  for (int i = 0; i < expected; ++i) {
    if (bind_value(handle(), i + 1, parameters[static_cast<std::size_t>(i)]) == SQLITE_OK) continue;
    session.fail({.what = "binding a parameter", .was_in_transaction = session.in_transaction()});
  }
}

void SqliteStatement::describe_columns(bool has_row) {
  const int prepared_again = sqlite3_stmt_status(handle(), SQLITE_STMTSTATUS_REPREPARE, 0);
  if (columns_ != nullptr && prepared_again_ == prepared_again) return;
  ResultSet::Columns columns;
  for (int i = 0; i < sqlite3_column_count(handle()); ++i) {
    const char* const declared = sqlite3_column_decltype(handle(), i);
    columns.push_back({.name = text_or_empty(sqlite3_column_name(handle(), i)),
                       .type = declared != nullptr ? sqlite_type_name(declared)
                                                   : storage_class(has_row ? sqlite3_column_type(handle(), i) : 0)});
  }
  columns_ = std::make_shared<const ResultSet::Columns>(std::move(columns));
  prepared_again_ = prepared_again;
}

void SqliteStatement::release() noexcept {
  sqlite3_reset(handle());  // repeats the result of the last step, which was dealt with
  sqlite3_clear_bindings(handle());
}

SqliteRun::SqliteRun(SqliteSession& session, SqliteStatement& statement, std::span<const Value> parameters)
    : session_{session}, statement_{statement} {
  try {
    statement_.bind(session_, parameters);
  } catch (...) {
    finish();  // a constructor that throws has no destructor
    throw;
  }
}

bool SqliteRun::step() {
  if (finished_) return false;
  const bool was_in_transaction = session_.in_transaction();
  session_.start_clock();
  const int result = sqlite3_step(statement_.handle());
  if (result != SQLITE_ROW && result != SQLITE_DONE) {
    session_.fail({.what = "statement",
                   .effect = statement_.effect(),
                   .was_in_transaction = was_in_transaction,
                   .rows_delivered = rows_ > 0});
  }
  if (rows_ == 0) statement_.describe_columns(result == SQLITE_ROW);
  if (result == SQLITE_ROW) {
    ++rows_;
    return true;
  }
  finish();  // ends the read transaction now, not when the caller is through with the rows
  return false;
}

Value SqliteRun::at(std::size_t column) const noexcept {
  sqlite3_stmt* const statement = statement_.handle();
  const int index = static_cast<int>(column);
  switch (sqlite3_column_type(statement, index)) {
    case SQLITE_INTEGER: return Value::integer(sqlite3_column_int64(statement, index));
    case SQLITE_FLOAT: return Value::real(sqlite3_column_double(statement, index));
    case SQLITE_TEXT: return Value::text(bytes(sqlite3_column_text(statement, index), index));
    case SQLITE_BLOB: return Value::blob(bytes(sqlite3_column_blob(statement, index), index));
    default: return Value::null();  // a number of SQLite's, not an enumeration of ours
  }
}

std::string_view SqliteRun::bytes(const void* begin, int column) const noexcept {
  return {static_cast<const char*>(begin), static_cast<std::size_t>(sqlite3_column_bytes(statement_.handle(), column))};
}

void SqliteRun::finish() noexcept {
  finished_ = true;
  statement_.release();
}

}  // namespace rwsplit::detail
