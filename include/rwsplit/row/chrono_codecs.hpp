#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <ratio>
#include <utility>

#include <rwsplit/row/codec.hpp>
#include <rwsplit/row/decode.hpp>

// Databases keep microseconds. Decoding is exact: a value with a fraction that the C++ type cannot hold is a
// `ConversionError`. Encoding drops what is finer than a microsecond, because the clocks of this world count
// nanoseconds: durations toward zero, points in time toward the past.

namespace rwsplit {

namespace detail {

template <class Rep>
[[nodiscard]] Rep narrow_count(std::int64_t count) {
  if (!std::in_range<Rep>(count)) throw_out_of_range();
  return static_cast<Rep>(count);
}

template <class Rep>
[[nodiscard]] std::int64_t wide_count(Rep count) {
  if (!std::in_range<std::int64_t>(count)) throw_out_of_range();
  return static_cast<std::int64_t>(count);
}

/// Between `Duration` and microseconds.
template <class Duration>
struct Microscale {
  using Ratio = std::ratio_divide<typename Duration::period, std::micro>;
  using Rep = typename Duration::rep;

  [[nodiscard]] static Duration exactly(std::chrono::microseconds value) {
    return Duration{narrow_count<Rep>(rescale_exactly(value.count(), Ratio::den, Ratio::num))};
  }
  [[nodiscard]] static std::chrono::microseconds toward_zero(Duration value) {
    return std::chrono::microseconds{rescale_toward_zero(wide_count(value.count()), Ratio::num, Ratio::den)};
  }
  [[nodiscard]] static std::chrono::microseconds down(Duration value) {
    return std::chrono::microseconds{rescale_down(wide_count(value.count()), Ratio::num, Ratio::den)};
  }
};

}  // namespace detail

/// TIME, which is a signed duration; SQLite: text `HH:MM:SS[.ffffff]`.
template <std::integral Rep, class Period>
struct Codec<std::chrono::duration<Rep, Period>> {
  using Duration = std::chrono::duration<Rep, Period>;
  [[nodiscard]] static Duration decode(const Value& value) {
    return detail::Microscale<Duration>::exactly(detail::decode_time(value));
  }
  [[nodiscard]] static Value encode(const Duration& value) {
    return Value::time(detail::Microscale<Duration>::toward_zero(value));
  }
};

/// DATETIME or TIMESTAMP as it is written, without a zone; SQLite: text `YYYY-MM-DD HH:MM:SS[.ffffff]`.
template <std::integral Rep, class Period>
struct Codec<std::chrono::local_time<std::chrono::duration<Rep, Period>>> {
  using Duration = std::chrono::duration<Rep, Period>;
  using Point = std::chrono::local_time<Duration>;
  [[nodiscard]] static Point decode(const Value& value) {
    return Point{detail::Microscale<Duration>::exactly(detail::decode_datetime(value).time_since_epoch())};
  }
  [[nodiscard]] static Value encode(const Point& value) {
    const Value::LocalTime rounded{detail::Microscale<Duration>::down(value.time_since_epoch())};
    return Value::datetime(detail::encodable_datetime(rounded));
  }
};

/// DATETIME or TIMESTAMP whose text is UTC: right for a session with `time_zone = '+00:00'`, or for a column that holds
/// UTC by convention. Nothing is converted; use `local_time` when the text is in another zone.
template <std::integral Rep, class Period>
struct Codec<std::chrono::sys_time<std::chrono::duration<Rep, Period>>> {
  using Duration = std::chrono::duration<Rep, Period>;
  using Point = std::chrono::sys_time<Duration>;
  using Local = std::chrono::local_time<Duration>;
  [[nodiscard]] static Point decode(const Value& value) {
    return Point{Codec<Local>::decode(value).time_since_epoch()};
  }
  [[nodiscard]] static Value encode(const Point& value) {
    return Codec<Local>::encode(Local{value.time_since_epoch()});
  }
};

/// DATE; SQLite: text `YYYY-MM-DD`. Zero and impossible dates (`0000-00-00`) are a `ConversionError`.
template <>
struct Codec<std::chrono::sys_days> {
  [[nodiscard]] static std::chrono::sys_days decode(const Value& value) { return detail::decode_date(value); }
  [[nodiscard]] static Value encode(const std::chrono::sys_days& value) {
    return Value::date(detail::encodable_date(value));
  }
};

/// As `sys_days`, for code that thinks in local days.
template <>
struct Codec<std::chrono::local_days> {
  [[nodiscard]] static std::chrono::local_days decode(const Value& value) {
    return std::chrono::local_days{detail::decode_date(value).time_since_epoch()};
  }
  [[nodiscard]] static Value encode(const std::chrono::local_days& value) {
    return Value::date(detail::encodable_date(std::chrono::sys_days{value.time_since_epoch()}));
  }
};

/// As `sys_days`; encoding a date that is not in the calendar is a `ConversionError`.
template <>
struct Codec<std::chrono::year_month_day> {
  [[nodiscard]] static std::chrono::year_month_day decode(const Value& value) { return detail::decode_date(value); }
  [[nodiscard]] static Value encode(const std::chrono::year_month_day& value) {
    return Value::date(detail::encodable_date(value));
  }
};

}  // namespace rwsplit
