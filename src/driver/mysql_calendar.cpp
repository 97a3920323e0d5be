#include "mysql_calendar.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include <rwsplit/error/conversion_error.hpp>

namespace rwsplit::detail {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Takes fields off the front of a text; after the first mistake nothing matches any more.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : rest_{text} {}

  unsigned number(std::size_t least_digits, std::size_t most_digits) noexcept {
    std::size_t count = 0;
    while (count < rest_.size() && count < most_digits && rest_[count] >= '0' && rest_[count] <= '9') ++count;
    unsigned value = 0;
    if (count < least_digits || std::from_chars(rest_.data(), rest_.data() + count, value).ec != std::errc{})
      good_ = false;
    digits_ = count;
    rest_.remove_prefix(count);
    return value;
  }

  bool skip(char c) noexcept {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char c) noexcept {
    if (!skip(c)) good_ = false;
  }

  // `.5` is half a second: what is missing of six digits are zeros.
  unsigned fraction() noexcept {
    if (!skip('.')) return 0;
    unsigned value = number(1, 6);
    for (std::size_t i = digits_; i < 6; ++i) value *= 10;
    return value;
  }

  [[nodiscard]] bool finished() const noexcept { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  std::size_t digits_{0};
  bool good_{true};
};

void scan_date(Scanner& scan, CivilTime& civil) noexcept {
  civil.year = scan.number(4, 4);
  scan.expect('-');
  civil.month = scan.number(2, 2);
  scan.expect('-');
  civil.day = scan.number(2, 2);
}

void scan_time(Scanner& scan, CivilTime& civil) noexcept {
  civil.hour = scan.number(2, 4);
  scan.expect(':');
  civil.minute = scan.number(2, 2);
  scan.expect(':');
  civil.second = scan.number(2, 2);
  civil.microsecond = scan.fraction();
}

std::optional<Value::Days> calendar_day(const CivilTime& civil) noexcept {
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(civil.year)},
                                         std::chrono::month{civil.month}, std::chrono::day{civil.day}};
  if (!date.ok()) return std::nullopt;
  return Value::Days{date};
}

bool is_time_of_day(const CivilTime& civil) noexcept {
  return civil.hour < 24 && civil.minute < 60 && civil.second < 60 && civil.microsecond < 1'000'000;
}

microseconds clock_time(const CivilTime& civil) noexcept {
  return hours{civil.hour} + minutes{civil.minute} + seconds{civil.second} + microseconds{civil.microsecond};
}

std::optional<Value::LocalTime> calendar_time(const CivilTime& civil) noexcept {
  const auto day = calendar_day(civil);
  if (!day || !is_time_of_day(civil)) return std::nullopt;
  return Value::LocalTime{day->time_since_epoch() + clock_time(civil)};
}

void set_date(CivilTime& civil, Value::Days day) {
  const std::chrono::year_month_day date{day};
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999)
    throw ConversionError{"a date parameter has a year outside 0 to 9999, which no server accepts"};
  civil.year = static_cast<unsigned>(year);
  civil.month = static_cast<unsigned>(date.month());
  civil.day = static_cast<unsigned>(date.day());
}

// `time` is not negative.
void set_time(CivilTime& civil, microseconds time) noexcept {
  civil.hour = static_cast<unsigned>(time / hours{1});
  civil.minute = static_cast<unsigned>(time % hours{1} / minutes{1});
  civil.second = static_cast<unsigned>(time % minutes{1} / seconds{1});
  civil.microsecond = static_cast<unsigned>((time % seconds{1}).count());
}

}  // namespace

Value date_from_text(std::string_view text) noexcept {
  CivilTime civil;
  Scanner scan{text};
  scan_date(scan, civil);
  const auto day = calendar_day(civil);
  return scan.finished() && day ? Value::date(*day) : Value::text(text);
}

Value time_from_text(std::string_view text) noexcept {
  CivilTime civil;
  Scanner scan{text};
  civil.negative = scan.skip('-');
  scan_time(scan, civil);
  return scan.finished() ? time_value(civil) : Value::text(text);
}

Value datetime_from_text(std::string_view text) noexcept {
  CivilTime civil;
  Scanner scan{text};
  scan_date(scan, civil);
  scan.expect(' ');
  scan_time(scan, civil);
  const auto time = calendar_time(civil);
  return scan.finished() && time ? Value::datetime(*time) : Value::text(text);
}

Value date_value(const CivilTime& civil, CivilText& room) noexcept {
  if (const auto day = calendar_day(civil)) return Value::date(*day);
  const auto end = fmt::format_to_n(room.data(), room.size(), "{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
  return Value::text({room.data(), end.size});
}

Value time_value(const CivilTime& civil) noexcept {
  return Value::time(civil.negative ? -clock_time(civil) : clock_time(civil));
}

Value datetime_value(const CivilTime& civil, unsigned decimals, CivilText& room) noexcept {
  if (const auto time = calendar_time(civil)) return Value::datetime(*time);
  auto length = fmt::format_to_n(room.data(), room.size(), "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}", civil.year,
                                 civil.month, civil.day, civil.hour, civil.minute, civil.second, civil.microsecond)
                    .size;
  // The point goes with the digits; MySQL says 31 for "not fixed".
  if (decimals < 6) length -= decimals == 0 ? 7 : 6 - decimals;
  return Value::text({room.data(), length});
}

CivilTime civil_from_value(const Value& value) {
  CivilTime civil;
  if (value.kind() == ValueKind::date) {
    set_date(civil, value.as_date());
  } else if (value.kind() == ValueKind::time) {
    civil.negative = value.as_time() < microseconds{0};
    set_time(civil, civil.negative ? -value.as_time() : value.as_time());
  } else {
    const auto since_epoch = value.as_datetime().time_since_epoch();
    const auto day = std::chrono::floor<days>(since_epoch);
    set_date(civil, Value::Days{day});
    set_time(civil, since_epoch - day);
  }
  return civil;
}

std::uint64_t unsigned_from_bits(std::string_view bytes) noexcept {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = (value << 8U) | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace rwsplit::detail
