#include "sqlite_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

namespace rwsplit::detail {

namespace {

constexpr std::array<std::string_view, 24> well_known{
    "INTEGER", "INT",       "TINYINT", "SMALLINT", "MEDIUMINT", "BIGINT",    "TEXT",    "CHAR",
    "VARCHAR", "CLOB",      "REAL",    "DOUBLE",   "FLOAT",     "NUMERIC",   "DECIMAL", "BOOLEAN",
    "BLOB",    "VARBINARY", "DATE",    "TIME",     "DATETIME",  "TIMESTAMP", "JSON",    "ANY"};

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool same(char a, char b) noexcept { return upper(a) == upper(b); }

bool contains(std::string_view text, std::string_view part) noexcept {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::string_view affinity(std::string_view declared) noexcept {
  if (contains(declared, "INT")) return "INTEGER";
  if (contains(declared, "CHAR") || contains(declared, "CLOB") || contains(declared, "TEXT")) return "TEXT";
  if (declared.empty() || contains(declared, "BLOB")) return "BLOB";
  if (contains(declared, "REAL") || contains(declared, "FLOA") || contains(declared, "DOUB")) return "REAL";
  return "NUMERIC";
}

}  // namespace

std::string_view sqlite_type_name(std::string_view declared) noexcept {
  std::string_view word = declared.substr(0, declared.find('('));
  while (word.ends_with(' ')) word.remove_suffix(1);
  for (const std::string_view name : well_known) {
    if (std::equal(name.begin(), name.end(), word.begin(), word.end(), same)) return name;
  }
  return affinity(declared);
}

std::string sqlite_date(Value::Days value) {
  const std::chrono::year_month_day date{value};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string sqlite_time(Value::Microseconds value) {
  const std::chrono::hh_mm_ss parts{value};
  return fmt::format("{}{:02}:{:02}:{:02}.{:06}", parts.is_negative() ? "-" : "", parts.hours().count(),
                     parts.minutes().count(), parts.seconds().count(), parts.subseconds().count());
}

std::string sqlite_datetime(Value::LocalTime value) {
  const auto day = std::chrono::floor<std::chrono::days>(value);
  return sqlite_date(Value::Days{day.time_since_epoch()}) + ' ' + sqlite_time(value - day);
}

Cond sqlite_text_condition(std::string_view message) noexcept {
  if (message.starts_with("no such table")) return Cond::no_such_table;
  if (message.starts_with("no such column") || contains(message, " has no column named ")) return Cond::no_such_column;
  if (message.ends_with("syntax error") || message.starts_with("unrecognized token") ||
      message.starts_with("incomplete input")) {
    return Cond::syntax_error;
  }
  return Cond::other;
}

}  // namespace rwsplit::detail
