#pragma once

#include <string_view>

#include <rwsplit/sql/analysis.hpp>
#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit {

/// Tells what a statement's text says about where it may run.
///
/// It is sound before it is complete: `StatementKind::read` is given only to text that is a plain read for MySQL,
/// MariaDB and SQLite alike and under every `sql_mode`. What the text does not show stays unseen: a view that calls a
/// function, a database made current by `USE performance_schema`, a table that is a temporary one on this connection.
///
/// The text is taken to be in a character set that keeps ASCII bytes to themselves (utf8mb4, latin1; not sjis, gbk,
/// big5). Placeholders are bare `?`; SQLite's `?1`, `:name`, `@name` and `$name` make the statement unknown.
///
/// Thread safety: pure function. Linear in the length of the text, allocates nothing, total on any bytes.
[[nodiscard]] constexpr StatementInfo classify(std::string_view text, DialectSet dialects = all_dialects) noexcept {
  return detail::analyze(text, dialects).info;
}

}  // namespace rwsplit
