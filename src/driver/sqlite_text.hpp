#pragma once

#include <string>
#include <string_view>

#include <rwsplit/error/condition.hpp>
#include <rwsplit/row/value.hpp>

// What SQLite says and takes as text. Pure; needs no SQLite header.
namespace rwsplit::detail {

/// The type of a column as a name that lives for ever, from its declaration in CREATE TABLE, which may be any text.
/// A name that is not well known becomes that of its affinity ("Determination Of Column Affinity" in SQLite's manual).
[[nodiscard]] std::string_view sqlite_type_name(std::string_view declared) noexcept;

/// Dates and times have no type of their own in SQLite; these forms are the ones its date functions read and that sort
/// in the order of time: `YYYY-MM-DD`, `[-]HH:MM:SS.ffffff`, `YYYY-MM-DD HH:MM:SS.ffffff`.
[[nodiscard]] std::string sqlite_date(Value::Days value);
[[nodiscard]] std::string sqlite_time(Value::Microseconds value);
[[nodiscard]] std::string sqlite_datetime(Value::LocalTime value);

/// SQLite has one number for everything that is wrong with a statement's text; only its message tells more.
[[nodiscard]] Cond sqlite_text_condition(std::string_view message) noexcept;

}  // namespace rwsplit::detail
