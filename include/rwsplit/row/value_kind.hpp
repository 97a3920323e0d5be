#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// What a `Value` holds.
enum class ValueKind : std::uint8_t {
  null,              ///< SQL NULL
  integer,           ///< signed 64-bit
  unsigned_integer,  ///< unsigned 64-bit; also BIT
  real,              ///< double
  decimal,           ///< exact number as text
  text,              ///< characters; also JSON, ENUM, SET
  blob,              ///< bytes
  date,              ///< days since 1970-01-01
  time,              ///< signed duration in microseconds
  datetime,          ///< microseconds since 1970-01-01 00:00:00, without a zone
};

[[nodiscard]] constexpr std::string_view to_string(ValueKind kind) noexcept {
  switch (kind) {
    case ValueKind::null: return "NULL";
    case ValueKind::integer: return "integer";
    case ValueKind::unsigned_integer: return "unsigned integer";
    case ValueKind::real: return "real";
    case ValueKind::decimal: return "decimal";
    case ValueKind::text: return "text";
    case ValueKind::blob: return "blob";
    case ValueKind::date: return "date";
    case ValueKind::time: return "time";
    case ValueKind::datetime: return "datetime";
  }
  return "unknown";
}

}  // namespace rwsplit
