#pragma once

#include <optional>
#include <string_view>

#include <rwsplit/row/value.hpp>

/// Dates and times as databases write them. Nothing else is accepted: no blanks around, no zone, no impossible date.
namespace rwsplit::detail {

/// `YYYY-MM-DD`
[[nodiscard]] std::optional<Value::Days> parse_date(std::string_view text) noexcept;

/// `[-]HH:MM:SS[.f]` with two or three digits of hours (a MySQL TIME goes to 838) and one to six of fraction.
[[nodiscard]] std::optional<Value::Microseconds> parse_time(std::string_view text) noexcept;

/// `YYYY-MM-DD`, or a date and a time of that day with ` ` or `T` between them.
[[nodiscard]] std::optional<Value::LocalTime> parse_datetime(std::string_view text) noexcept;

}  // namespace rwsplit::detail
