#pragma once

#include <string_view>

#include <rwsplit/sql/analysis.hpp>
#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit {

/// Tells what a statement's text says about where it may run, for servers of some dialects.
///
/// It is sound before it is complete. `StatementKind::read` means: every server of each of `dialects`, of the releases
/// that `Dialect` names and under every `sql_mode`, takes the text for one statement that reads, locks nothing, leaves
/// nothing on its connection and asks nothing of it or of the server itself; or refuses it as a whole. `read_in` has
/// the dialects for which that holds, whichever others were asked for: it is the same for `{d}` and for a larger set
/// that holds `d`, and `kind` is `read` if and only if `read_in` is `dialects`. A dialect all of whose readings end in
/// a syntax error that the lexer sees is not in `read_in`, and does not change what the others say.
///
/// Where dialects differ, facts and effects are those of all of them, and `kind` is the one that tells most. Where the
/// modes or releases of one dialect differ, or where something is not understood, `kind` is `unknown`; `doubt` and
/// `stopped_at` say why and where.
///
/// What the text does not show stays unseen: a view that calls a function, a table that is a temporary one on this
/// connection, names without a schema after `USE performance_schema`, SQLite functions that the application replaced.
/// The text is taken to be in a character set that keeps ASCII bytes to themselves (utf8mb4, latin1; not sjis, gbk,
/// big5). Placeholders are bare `?`; SQLite's `?1`, `:name`, `@name` and `$name` are no plain read.
///
/// Thread safety: pure function. Linear in the length of the text, allocates nothing, total on any bytes.
[[nodiscard]] constexpr StatementInfo classify(std::string_view text, DialectSet dialects = all_dialects) noexcept {
  return detail::analyze(text, dialects).info;
}

}  // namespace rwsplit
