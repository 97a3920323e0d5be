#include "mysql_columns.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <system_error>

#include "mysql_calendar.hpp"

namespace rwsplit::detail {

namespace {

// The number that MySQL gives the character set "binary": such a string is bytes.
constexpr unsigned binary_charset = 63;

struct TypeRow {
  enum_field_types type;
  ColumnFormat format;
  std::string_view name;
  std::string_view other_name;  // when unsigned; for strings, when binary
};

constexpr std::array type_rows{
    TypeRow{MYSQL_TYPE_TINY, ColumnFormat::integer, "TINYINT", "TINYINT UNSIGNED"},
    TypeRow{MYSQL_TYPE_SHORT, ColumnFormat::integer, "SMALLINT", "SMALLINT UNSIGNED"},
    TypeRow{MYSQL_TYPE_INT24, ColumnFormat::integer, "MEDIUMINT", "MEDIUMINT UNSIGNED"},
    TypeRow{MYSQL_TYPE_LONG, ColumnFormat::integer, "INT", "INT UNSIGNED"},
    TypeRow{MYSQL_TYPE_LONGLONG, ColumnFormat::integer, "BIGINT", "BIGINT UNSIGNED"},
    TypeRow{MYSQL_TYPE_YEAR, ColumnFormat::integer, "YEAR", "YEAR"},
    TypeRow{MYSQL_TYPE_FLOAT, ColumnFormat::single, "FLOAT", "FLOAT UNSIGNED"},
    TypeRow{MYSQL_TYPE_DOUBLE, ColumnFormat::real, "DOUBLE", "DOUBLE UNSIGNED"},
    TypeRow{MYSQL_TYPE_DECIMAL, ColumnFormat::decimal, "DECIMAL", "DECIMAL UNSIGNED"},
    TypeRow{MYSQL_TYPE_NEWDECIMAL, ColumnFormat::decimal, "DECIMAL", "DECIMAL UNSIGNED"},
    TypeRow{MYSQL_TYPE_DATE, ColumnFormat::date, "DATE", "DATE"},
    TypeRow{MYSQL_TYPE_NEWDATE, ColumnFormat::date, "DATE", "DATE"},
    TypeRow{MYSQL_TYPE_TIME, ColumnFormat::time, "TIME", "TIME"},
    TypeRow{MYSQL_TYPE_DATETIME, ColumnFormat::datetime, "DATETIME", "DATETIME"},
    TypeRow{MYSQL_TYPE_TIMESTAMP, ColumnFormat::datetime, "TIMESTAMP", "TIMESTAMP"},
    TypeRow{MYSQL_TYPE_BIT, ColumnFormat::bits, "BIT", "BIT"},
    TypeRow{MYSQL_TYPE_NULL, ColumnFormat::text, "NULL", "NULL"},
    // MySQL calls its JSON binary, MariaDB has none of its own.
    TypeRow{MYSQL_TYPE_JSON, ColumnFormat::text, "JSON", "JSON"},
    TypeRow{MYSQL_TYPE_GEOMETRY, ColumnFormat::blob, "GEOMETRY", "GEOMETRY"},
    TypeRow{MYSQL_TYPE_TINY_BLOB, ColumnFormat::text, "TINYTEXT", "TINYBLOB"},
    TypeRow{MYSQL_TYPE_BLOB, ColumnFormat::text, "TEXT", "BLOB"},
    TypeRow{MYSQL_TYPE_MEDIUM_BLOB, ColumnFormat::text, "MEDIUMTEXT", "MEDIUMBLOB"},
    TypeRow{MYSQL_TYPE_LONG_BLOB, ColumnFormat::text, "LONGTEXT", "LONGBLOB"},
    TypeRow{MYSQL_TYPE_VARCHAR, ColumnFormat::text, "VARCHAR", "VARBINARY"},
    TypeRow{MYSQL_TYPE_VAR_STRING, ColumnFormat::text, "VARCHAR", "VARBINARY"},
    TypeRow{MYSQL_TYPE_ENUM, ColumnFormat::text, "ENUM", "ENUM"},
    TypeRow{MYSQL_TYPE_SET, ColumnFormat::text, "SET", "SET"},
    TypeRow{MYSQL_TYPE_STRING, ColumnFormat::text, "CHAR", "BINARY"},
};

// A type newer than this library (VECTOR, say) is handled as the bytes that it is.
constexpr TypeRow unknown_type{MYSQL_TYPE_STRING, ColumnFormat::blob, "UNKNOWN", "UNKNOWN"};

const TypeRow& row_of(enum_field_types type) noexcept {
  for (const auto& row : type_rows) {
    if (row.type == type) return row;
  }
  return unknown_type;
}

bool is_unsigned(const MYSQL_FIELD& field) noexcept { return (field.flags & UNSIGNED_FLAG) != 0; }

bool is_string_type(const TypeRow& row) noexcept {
  return row.format == ColumnFormat::text && row.name != row.other_name;
}

bool is_binary_string(const MYSQL_FIELD& field) noexcept {
  return field.charsetnr == binary_charset && is_string_type(row_of(field.type));
}

std::string_view name_of(const MYSQL_FIELD& field) noexcept {
  const auto& row = row_of(field.type);
  if ((field.flags & ENUM_FLAG) != 0) return "ENUM";
  if ((field.flags & SET_FLAG) != 0) return "SET";
  if (is_string_type(row)) return is_binary_string(field) ? row.other_name : row.name;
  return is_unsigned(field) ? row.other_name : row.name;
}

std::string_view label_of(const MYSQL_FIELD& field) noexcept { return {field.name, field.name_length}; }

template <class Number>
bool read_number(std::string_view text, Number& number) noexcept {
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc{} && result.ptr == end;
}

template <class Number, class Make>
Value number_or_text(std::string_view text, Make make) noexcept {
  Number number{};
  return read_number(text, number) ? make(number) : Value::text(text);
}

}  // namespace

ColumnFormat format_of(const MYSQL_FIELD& field) noexcept {
  const auto& row = row_of(field.type);
  if (field.type == MYSQL_TYPE_YEAR) return ColumnFormat::integer;  // calls itself unsigned
  if (row.format == ColumnFormat::integer && is_unsigned(field)) return ColumnFormat::unsigned_integer;
  return is_binary_string(field) ? ColumnFormat::blob : row.format;
}

ColumnSet::ColumnSet(std::span<const MYSQL_FIELD> fields) {
  auto list = std::make_shared<ResultSet::Columns>();
  list->reserve(fields.size());
  shapes.reserve(fields.size());
  for (const auto& field : fields) {
    list->push_back(Column{.name = std::string{label_of(field)}, .type = name_of(field)});
    shapes.push_back({.type = field.type,
                      .flags = field.flags,
                      .charset = field.charsetnr,
                      .decimals = field.decimals,
                      .format = format_of(field)});
  }
  columns = std::move(list);
}

bool ColumnSet::describes(std::span<const MYSQL_FIELD> fields) const noexcept {
  // What the server says is compared and not what follows from it, which would cost more than the rest of a point read.
  const auto same = [](const MYSQL_FIELD& field, const Shape& shape) {
    return field.type == shape.type && field.flags == shape.flags && field.charsetnr == shape.charset &&
           field.decimals == shape.decimals;
  };
  if (fields.size() != shapes.size()) return false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!same(fields[i], shapes[i]) || label_of(fields[i]) != (*columns)[i].name) return false;
  }
  return true;
}

Value value_from_text(ColumnFormat format, std::string_view text) noexcept {
  switch (format) {
    case ColumnFormat::integer: return number_or_text<std::int64_t>(text, Value::integer);
    case ColumnFormat::unsigned_integer: return number_or_text<std::uint64_t>(text, Value::unsigned_integer);
    case ColumnFormat::single:
      return number_or_text<float>(text, [](float number) { return Value::real(static_cast<double>(number)); });
    case ColumnFormat::real: return number_or_text<double>(text, Value::real);
    case ColumnFormat::decimal: return Value::decimal(text);
    case ColumnFormat::date: return date_from_text(text);
    case ColumnFormat::time: return time_from_text(text);
    case ColumnFormat::datetime: return datetime_from_text(text);
    case ColumnFormat::bits: return Value::unsigned_integer(unsigned_from_bits(text));
    case ColumnFormat::text: return Value::text(text);
    case ColumnFormat::blob: return Value::blob(text);
  }
  return Value::text(text);
}

}  // namespace rwsplit::detail
