#include "mysql_statement.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <fmt/format.h>

#include <rwsplit/error/usage_error.hpp>

namespace rwsplit::detail {

namespace {

constexpr std::size_t first_room = 256;       // most strings fit; a longer one costs a second copy, once
constexpr std::size_t kept_room = 64 * 1024;  // a buffer larger than this does not stay in the cache

// Refusals that only say that what was prepared no longer fits: nothing was executed, preparing again helps.
bool wants_new_preparation(unsigned number) noexcept {
  switch (number) {
    case 1243:               // the server does not know the statement
    case 1615:               // it asks for it
    case 2030:               // the C library has not prepared it,
    case 2056: return true;  // or has forgotten it in a reset
    case 3988:
      return true;          // MySQL: prepared for a column that has become text, cannot take the parameter's characters
    default: return false;  // a number of the server's, not an enumeration of ours
  }
}

MYSQL_TIME time_of(const CivilTime& civil, enum_mysql_timestamp_type type) noexcept {
  MYSQL_TIME time{};
  time.year = civil.year;
  time.month = civil.month;
  // On the wire a TIME has days and hours; `civil.hour` of a date is below 24.
  time.day = civil.day + civil.hour / 24;
  time.hour = civil.hour % 24;
  time.minute = civil.minute;
  time.second = civil.second;
  time.second_part = civil.microsecond;
  time.neg = civil.negative;
  time.time_type = type;
  return time;
}

CivilTime civil_of(const MYSQL_TIME& time) noexcept {
  return {.year = time.year,
          .month = time.month,
          .day = time.day,
          .hour = time.hour,
          .minute = time.minute,
          .second = time.second,
          .microsecond = static_cast<unsigned>(time.second_part),
          .negative = time.neg != 0};
}

void bind_bytes(MYSQL_BIND& bind, enum_field_types type, std::string_view bytes) noexcept {
  bind.buffer_type = type;
  // Never null, which would be NULL to one of the C libraries. It only reads through the pointer.
  bind.buffer = const_cast<char*>(bytes.empty() ? "" : bytes.data());
  bind.buffer_length = bytes.size();
  bind.length_value = bytes.size();
}

void bind_time(MYSQL_BIND& bind, enum_field_types type, MYSQL_TIME& time) noexcept {
  bind.buffer_type = type;
  bind.buffer = &time;
  bind.buffer_length = sizeof time;
}

// Whether the C library, once told of `b`, does what `a` says.
bool reads_the_same_way(const MYSQL_BIND& a, const MYSQL_BIND& b) noexcept {
  return a.buffer_type == b.buffer_type && a.is_unsigned == b.is_unsigned && a.buffer == b.buffer &&
         a.buffer_length == b.buffer_length;
}

}  // namespace

MysqlStatement::MysqlStatement(MysqlLink& link, std::string_view text) {
  link.start();
  handle_.reset(mysql_stmt_init(link.handle()));
  if (!handle_) throw std::bad_alloc{};
  if (mysql_stmt_prepare(handle(), text.data(), text.size()) != 0) {
    link.fail(handle(), Progress::nothing_sent, "preparing the statement");
  }
  link.finish();
  const auto count = mysql_stmt_param_count(handle());
  parameters_.resize(count);
  parameter_binds_.resize(count);
}

MYSQL_BIND MysqlStatement::bind_of(const Value& value, Parameter& parameter) {
  MYSQL_BIND bind{};
  switch (value.kind()) {
    case ValueKind::null: bind.buffer_type = MYSQL_TYPE_NULL; break;
    case ValueKind::integer:
    case ValueKind::unsigned_integer:
      bind.is_unsigned = value.kind() == ValueKind::unsigned_integer;
      parameter.integer = bind.is_unsigned ? static_cast<std::int64_t>(value.as_unsigned()) : value.as_integer();
      bind.buffer_type = MYSQL_TYPE_LONGLONG;
      bind.buffer = &parameter.integer;
      break;
    case ValueKind::real:
      parameter.real = value.as_real();
      bind.buffer_type = MYSQL_TYPE_DOUBLE;
      bind.buffer = &parameter.real;
      break;
    case ValueKind::decimal: bind_bytes(bind, MYSQL_TYPE_NEWDECIMAL, value.as_bytes()); break;
    case ValueKind::text: bind_bytes(bind, MYSQL_TYPE_STRING, value.as_bytes()); break;
    case ValueKind::blob: bind_bytes(bind, MYSQL_TYPE_BLOB, value.as_bytes()); break;
    case ValueKind::date:
      parameter.time = time_of(civil_from_value(value), MYSQL_TIMESTAMP_DATE);
      bind_time(bind, MYSQL_TYPE_DATE, parameter.time);
      break;
    case ValueKind::time:
      parameter.time = time_of(civil_from_value(value), MYSQL_TIMESTAMP_TIME);
      bind_time(bind, MYSQL_TYPE_TIME, parameter.time);
      break;
    case ValueKind::datetime:
      parameter.time = time_of(civil_from_value(value), MYSQL_TIMESTAMP_DATETIME);
      bind_time(bind, MYSQL_TYPE_DATETIME, parameter.time);
      break;
  }
  return bind;
}

void MysqlStatement::bind(std::span<const Value> values) {
  if (values.size() != parameters_.size()) {
    throw UsageError{fmt::format("the statement has {} placeholders, but {} parameters were given", parameters_.size(),
                                 values.size())};
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const MYSQL_BIND bind = bind_of(values[i], parameters_[i]);
    if (reads_the_same_way(bind, parameter_binds_[i])) continue;
    parameter_binds_[i] = bind;
    parameters_bound_ = false;
  }
}

bool MysqlStatement::execute(MysqlLink& link) {
  link.start();
  // Both C libraries refuse a reply whose number of columns is not that of the preparation (2057), and they do so after
  // the server has executed the statement. Without a number they take the columns from the reply, as they do for SHOW.
  handle()->field_count = 0;
  // Binding makes the C library send the types again and the server take them in: only when they are others.
  if (!parameters_bound_) {
    parameters_bound_ = parameter_binds_.empty() || mysql_stmt_bind_param(handle(), parameter_binds_.data()) == 0;
  }
  if (!parameters_bound_ || mysql_stmt_execute(handle()) != 0) {
    parameters_bound_ = false;  // the server may not have got as far as the types
    const unsigned number = mysql_stmt_errno(handle());
    if (!wants_new_preparation(number)) link.fail(handle(), Progress::statement_sent);
    link.cancel();
    return false;
  }
  return true;
}

// Connector/C keeps the buffers it was given, or zeroes them where it makes room for the columns anew. libmysqlclient
// makes room every time and leaves there whatever was in it.
bool MysqlStatement::still_bound() const noexcept {
  return RWSPLIT_MARIADB_CONNECTOR != 0 && handle()->bind_result_done &&
         handle()->bind->buffer == cell_binds_.front().buffer;
}

void MysqlStatement::bind_columns() {
  // What mysql_stmt_result_metadata() would wrap, without the wrapping.
  const std::span<const MYSQL_FIELD> fields{handle()->fields, handle()->field_count};
  if (!set_.describes(fields)) {
    set_ = ColumnSet{fields};
    cells_.assign(fields.size(), Cell{});
    cell_binds_.assign(fields.size(), MYSQL_BIND{});
    bound_ = false;
  }
  bound_ = bound_ && still_bound();
  if (bound_) return;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (cell_binds_[i].buffer == nullptr) bind_column(i, fields[i]);
  }
}

void MysqlStatement::bind_column(std::size_t column, const MYSQL_FIELD& field) {
  Cell& cell = cells_[column];
  MYSQL_BIND& bind = cell_binds_[column];
  bind = MYSQL_BIND{};
  bind.is_null = &cell.is_null;
  bind.length = &cell.length;
  bind.error = &cell.is_cut;
  const auto place = [&bind](enum_field_types type, void* buffer) {
    bind.buffer_type = type;
    bind.buffer = buffer;
  };
  switch (set_.shapes[column].format) {
    case ColumnFormat::unsigned_integer: bind.is_unsigned = 1; [[fallthrough]];
    case ColumnFormat::integer: return place(MYSQL_TYPE_LONGLONG, &cell.integer);
    case ColumnFormat::single: return place(MYSQL_TYPE_FLOAT, &cell.single);
    case ColumnFormat::real: return place(MYSQL_TYPE_DOUBLE, &cell.real);
    case ColumnFormat::date: return place(MYSQL_TYPE_DATE, &cell.time);
    case ColumnFormat::time: return place(MYSQL_TYPE_TIME, &cell.time);
    case ColumnFormat::datetime: return place(MYSQL_TYPE_DATETIME, &cell.time);
    case ColumnFormat::decimal:
    case ColumnFormat::bits:
    case ColumnFormat::text:
    case ColumnFormat::blob: break;
  }
  if (cell.bytes.empty()) cell.bytes.resize(std::clamp<std::size_t>(field.length, 16, first_room));
  // Bytes as they are: as a string type one of the C libraries would pad or convert them.
  place(MYSQL_TYPE_BLOB, cell.bytes.data());
  bind.buffer_length = cell.bytes.size();
}

bool MysqlStatement::fetch(MysqlLink& link, Progress progress, std::span<Value> row) {
  if (!bound_ && mysql_stmt_bind_result(handle(), cell_binds_.data()) != 0) link.fail(handle(), progress);
  bound_ = true;
  const int result = mysql_stmt_fetch(handle());
  if (result == MYSQL_NO_DATA) return false;
  if (result == MYSQL_DATA_TRUNCATED) {
    fetch_long_values(link);
  } else if (result != 0) {
    link.fail(handle(), progress);
  }
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = value_of(i);
  return true;
}

void MysqlStatement::fetch_long_values(MysqlLink& link) {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Cell& cell = cells_[i];
    const bool has_bytes = cell_binds_[i].buffer_type == MYSQL_TYPE_BLOB;
    if (cell.is_null == 0 && has_bytes && cell.length > cell.bytes.size()) fetch_long_bytes(link, i);
  }
}

// A value that did not fit: a larger buffer, for this row by hand and for the next ones by binding it.
void MysqlStatement::fetch_long_bytes(MysqlLink& link, std::size_t column) {
  Cell& cell = cells_[column];
  MYSQL_BIND& bind = cell_binds_[column];
  cell.bytes = std::string{};  // the old bytes need not be copied
  cell.bytes.resize(cell.length);
  has_large_room_ = has_large_room_ || cell.bytes.size() > kept_room;
  bind.buffer = cell.bytes.data();
  bind.buffer_length = cell.bytes.size();
  bound_ = false;
  if (mysql_stmt_fetch_column(handle(), &bind, static_cast<unsigned>(column), 0) != 0) {
    link.fail(handle(), Progress::statement_sent);
  }
}

Value MysqlStatement::value_of(std::size_t column) {
  Cell& cell = cells_[column];
  if (cell.is_null != 0) return Value::null();
  const std::string_view bytes{cell.bytes.data(), std::min<std::size_t>(cell.length, cell.bytes.size())};
  switch (set_.shapes[column].format) {
    case ColumnFormat::integer: return Value::integer(cell.integer);
    case ColumnFormat::unsigned_integer: return Value::unsigned_integer(static_cast<std::uint64_t>(cell.integer));
    case ColumnFormat::single: return Value::real(static_cast<double>(cell.single));
    case ColumnFormat::real: return Value::real(cell.real);
    case ColumnFormat::decimal: return Value::decimal(bytes);
    case ColumnFormat::date: return date_value(civil_of(cell.time), cell.civil_text);
    case ColumnFormat::time: return time_value(civil_of(cell.time));
    case ColumnFormat::datetime:
      return datetime_value(civil_of(cell.time), set_.shapes[column].decimals, cell.civil_text);
    case ColumnFormat::bits: return Value::unsigned_integer(unsigned_from_bits(bytes));
    case ColumnFormat::text: return Value::text(bytes);
    case ColumnFormat::blob: return Value::blob(bytes);
  }
  return Value::null();
}

void MysqlStatement::release() noexcept {
  if (!std::exchange(has_large_room_, false)) return;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].bytes.size() <= kept_room) continue;
    std::string{}.swap(cells_[i].bytes);
    cell_binds_[i].buffer = nullptr;  // to be given a new one
    bound_ = false;
  }
}

MysqlStatementRows::MysqlStatementRows(MysqlLink& link, std::vector<Value>& room, MysqlStatement& statement)
    : MysqlRows{room}, link_{link}, statement_{statement} {
  try {
    statement_.bind_columns();
    row_.resize(statement_.columns().shapes.size());
  } catch (...) {
    link_.abandon();  // the destructor will not run
    throw;
  }
}

MysqlStatementRows::~MysqlStatementRows() {
  if (!complete_) link_.abandon();
  mysql_stmt_free_result(statement_.handle());
  statement_.release();
}

bool MysqlStatementRows::next(Progress progress) {
  if (complete_) return false;
  complete_ = true;  // also when it throws: an error ends the reply, or the connection
  complete_ = !statement_.fetch(link_, progress, row_);
  return !complete_;
}

void MysqlStatementRows::finish() {
  MYSQL_STMT* const handle = statement_.handle();
  mysql_stmt_free_result(handle);
  int more = 0;
  while ((more = mysql_stmt_next_result(handle)) == 0) mysql_stmt_free_result(handle);
  if (more > 0) link_.fail(handle, Progress::statement_sent);
  link_.finish();
}

}  // namespace rwsplit::detail
