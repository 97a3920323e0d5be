#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include <rwsplit/row/value.hpp>

/// What the codecs share. Every function throws `ConversionError` with the bare reason.
namespace rwsplit::detail {

/// Limits are inclusive. Takes integers and decimals without a fraction (`SUM()` of integers is a DECIMAL).
[[nodiscard]] std::int64_t decode_signed(const Value& value, std::int64_t lowest, std::int64_t highest);
[[nodiscard]] std::uint64_t decode_unsigned(const Value& value, std::uint64_t highest);

/// Any number, rounded to the nearest one that the type has; a magnitude beyond the type is an error.
[[nodiscard]] double decode_double(const Value& value);
[[nodiscard]] float decode_float(const Value& value);

/// Text, decimal or blob. Lifetime: the value's bytes.
[[nodiscard]] std::string_view decode_text(const Value& value);
/// Blob or text. Lifetime: the value's bytes.
[[nodiscard]] std::string_view decode_bytes(const Value& value);

/// A date, or text `YYYY-MM-DD`.
[[nodiscard]] Value::Days decode_date(const Value& value);
/// A time, or text `[-]HH:MM:SS[.ffffff]`.
[[nodiscard]] Value::Microseconds decode_time(const Value& value);
/// A datetime, a date (midnight), or text of both with ` ` or `T` between them.
[[nodiscard]] Value::LocalTime decode_datetime(const Value& value);

/// The years that MySQL and ISO 8601 text can hold: 0000 to 9999. Both return their argument.
[[nodiscard]] Value::Days encodable_date(Value::Days date);
[[nodiscard]] Value::LocalTime encodable_datetime(Value::LocalTime datetime);
[[nodiscard]] Value::Days encodable_date(std::chrono::year_month_day date);

/// `count * multiplier / divisor` without overflow; both factors are positive.
/// Throws when the quotient has a fraction: a decoded value is never rounded.
[[nodiscard]] std::int64_t rescale_exactly(std::int64_t count, std::int64_t multiplier, std::int64_t divisor);
/// The fraction is dropped.
[[nodiscard]] std::int64_t rescale_toward_zero(std::int64_t count, std::int64_t multiplier, std::int64_t divisor);
/// The fraction is dropped toward the past, so that points in time before 1970 behave like those after it.
[[nodiscard]] std::int64_t rescale_down(std::int64_t count, std::int64_t multiplier, std::int64_t divisor);

[[noreturn]] void throw_out_of_range();

}  // namespace rwsplit::detail
