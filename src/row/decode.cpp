#include <rwsplit/row/decode.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <rwsplit/error/conversion_error.hpp>

#include "row/temporal_text.hpp"

namespace rwsplit::detail {
namespace {

[[noreturn]] void throw_wrong_kind() { throw ConversionError{"there is no such conversion"}; }

constexpr const char* not_a_decimal = "not a decimal number";

// A decimal such as "-12.00" without its sign and fraction; throws if that loses anything.
struct WholeNumber {
  bool negative;
  std::uint64_t magnitude;
};

WholeNumber whole_number(std::string_view decimal) {
  const bool negative = decimal.starts_with('-');
  if (negative || decimal.starts_with('+')) decimal.remove_prefix(1);

  std::uint64_t magnitude = 0;
  const char* const end = decimal.data() + decimal.size();
  const auto [rest, error] = std::from_chars(decimal.data(), end, magnitude);
  if (error == std::errc::result_out_of_range) throw_out_of_range();

  std::string_view fraction{rest, static_cast<std::size_t>(end - rest)};
  if (fraction.starts_with('.')) fraction.remove_prefix(1);
  if (fraction.find_first_not_of("0123456789") != std::string_view::npos ||
      (error != std::errc{} && fraction.empty())) {
    throw ConversionError{not_a_decimal};
  }
  if (fraction.find_first_not_of('0') != std::string_view::npos) throw ConversionError{"it has a fraction"};
  return {negative, magnitude};
}

std::int64_t signed_number(const Value& value) {
  switch (value.kind()) {
    case ValueKind::integer: return value.as_integer();
    case ValueKind::unsigned_integer: {
      if (!std::in_range<std::int64_t>(value.as_unsigned())) throw_out_of_range();
      return static_cast<std::int64_t>(value.as_unsigned());
    }
    case ValueKind::decimal: {
      const auto [negative, magnitude] = whole_number(value.as_bytes());
      constexpr std::uint64_t lowest_magnitude = std::uint64_t{1} << 63;
      if (negative && magnitude == lowest_magnitude) return std::numeric_limits<std::int64_t>::min();
      if (!std::in_range<std::int64_t>(magnitude)) throw_out_of_range();
      const auto number = static_cast<std::int64_t>(magnitude);
      return negative ? -number : number;
    }
    case ValueKind::null:
    case ValueKind::real:
    case ValueKind::text:
    case ValueKind::blob:
    case ValueKind::date:
    case ValueKind::time:
    case ValueKind::datetime: break;
  }
  throw_wrong_kind();
}

double real_from_decimal(std::string_view decimal) {
  // from_chars would also take "inf" and "nan", and no plus sign.
  if (decimal.find_first_not_of("+-.0123456789eE") != std::string_view::npos) throw ConversionError{not_a_decimal};
  if (decimal.starts_with('+') && !decimal.starts_with("+-")) decimal.remove_prefix(1);
  double number = 0;
  const char* const end = decimal.data() + decimal.size();
  const auto [rest, error] = std::from_chars(decimal.data(), end, number);
  if (error == std::errc::result_out_of_range) throw_out_of_range();
  if (error != std::errc{} || rest != end) throw ConversionError{not_a_decimal};
  return number;
}

template <class T>
T required(const std::optional<T>& parsed, const char* reason) {
  if (!parsed) throw ConversionError{reason};
  return *parsed;
}

}  // namespace

void throw_out_of_range() { throw ConversionError{"out of range"}; }

std::int64_t decode_signed(const Value& value, std::int64_t lowest, std::int64_t highest) {
  const std::int64_t number = signed_number(value);
  if (number < lowest || number > highest) throw_out_of_range();
  return number;
}

std::uint64_t decode_unsigned(const Value& value, std::uint64_t highest) {
  std::uint64_t number = 0;
  if (value.kind() == ValueKind::unsigned_integer) {
    number = value.as_unsigned();
  } else if (value.kind() == ValueKind::decimal) {
    const auto [negative, magnitude] = whole_number(value.as_bytes());
    if (negative && magnitude != 0) throw_out_of_range();
    number = magnitude;
  } else {
    const std::int64_t signed_value = signed_number(value);
    if (signed_value < 0) throw_out_of_range();
    number = static_cast<std::uint64_t>(signed_value);
  }
  if (number > highest) throw_out_of_range();
  return number;
}

double decode_double(const Value& value) {
  switch (value.kind()) {
    case ValueKind::real: return value.as_real();
    case ValueKind::integer: return static_cast<double>(value.as_integer());
    case ValueKind::unsigned_integer: return static_cast<double>(value.as_unsigned());
    case ValueKind::decimal: return real_from_decimal(value.as_bytes());
    case ValueKind::null:
    case ValueKind::text:
    case ValueKind::blob:
    case ValueKind::date:
    case ValueKind::time:
    case ValueKind::datetime: break;
  }
  throw_wrong_kind();
}

float decode_float(const Value& value) {
  const double number = decode_double(value);
  constexpr double highest = std::numeric_limits<float>::max();
  if (std::isfinite(number) && (number > highest || number < -highest)) throw_out_of_range();
  return static_cast<float>(number);
}

std::string_view decode_text(const Value& value) {
  if (!value.has_bytes()) throw_wrong_kind();
  return value.as_bytes();
}

std::string_view decode_bytes(const Value& value) {
  if (value.kind() != ValueKind::blob && value.kind() != ValueKind::text) throw_wrong_kind();
  return value.as_bytes();
}

Value::Days decode_date(const Value& value) {
  if (value.kind() == ValueKind::date) return value.as_date();
  if (value.kind() == ValueKind::text) return required(parse_date(value.as_bytes()), "not a date YYYY-MM-DD");
  throw_wrong_kind();
}

Value::Microseconds decode_time(const Value& value) {
  if (value.kind() == ValueKind::time) return value.as_time();
  if (value.kind() == ValueKind::text) return required(parse_time(value.as_bytes()), "not a time HH:MM:SS[.ffffff]");
  throw_wrong_kind();
}

Value::LocalTime decode_datetime(const Value& value) {
  if (value.kind() == ValueKind::datetime) return value.as_datetime();
  if (value.kind() == ValueKind::date) return Value::LocalTime{value.as_date().time_since_epoch()};
  if (value.kind() == ValueKind::text) {
    return required(parse_datetime(value.as_bytes()), "not a point in time YYYY-MM-DD HH:MM:SS[.ffffff]");
  }
  throw_wrong_kind();
}

Value::Days encodable_date(Value::Days date) {
  using std::chrono::year;
  constexpr Value::Days first = year{0} / 1 / 1;
  constexpr Value::Days last = year{9999} / 12 / 31;
  if (date < first || date > last) throw ConversionError{"a date parameter lies outside the years 0000 to 9999"};
  return date;
}

Value::LocalTime encodable_datetime(Value::LocalTime datetime) {
  const auto day = std::chrono::floor<std::chrono::days>(datetime);
  static_cast<void>(encodable_date(Value::Days{day.time_since_epoch()}));
  return datetime;
}

Value::Days encodable_date(std::chrono::year_month_day date) {
  if (!date.ok()) throw ConversionError{"a date parameter is not in the calendar"};
  return encodable_date(Value::Days{date});
}

namespace {

struct Quotient {
  std::int64_t whole;
  std::int64_t remainder;  // has the sign of the dividend
};

Quotient rescale(std::int64_t count, std::int64_t multiplier, std::int64_t divisor) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(count, multiplier, &product)) throw_out_of_range();
  return {product / divisor, product % divisor};
}

}  // namespace

std::int64_t rescale_exactly(std::int64_t count, std::int64_t multiplier, std::int64_t divisor) {
  const Quotient quotient = rescale(count, multiplier, divisor);
  if (quotient.remainder != 0) throw ConversionError{"it is more precise than that"};
  return quotient.whole;
}

std::int64_t rescale_toward_zero(std::int64_t count, std::int64_t multiplier, std::int64_t divisor) {
  return rescale(count, multiplier, divisor).whole;
}

std::int64_t rescale_down(std::int64_t count, std::int64_t multiplier, std::int64_t divisor) {
  const Quotient quotient = rescale(count, multiplier, divisor);
  return quotient.remainder < 0 ? quotient.whole - 1 : quotient.whole;
}

}  // namespace rwsplit::detail
