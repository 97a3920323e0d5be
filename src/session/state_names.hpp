#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/row/value.hpp>
#include <rwsplit/sql/session_effect.hpp>

namespace rwsplit::detail {

/// The names of what a statement with this effect makes on its connection, or takes off it; nothing if the text has any
/// form but the plain one. `SELECT RELEASE_LOCK('a') FROM t`, for instance, may release it never or twice.
///
/// Only for the effects on user-level locks, temporary tables, handlers and prepared statements. Lock names are given
/// in upper case, as servers do not tell the cases apart.
[[nodiscard]] std::optional<std::vector<std::string>> names_of(SessionEffect effect, std::string_view text,
                                                               std::span<const Value> parameters);

/// `SELECT RELEASE_ALL_LOCKS()` and nothing else.
[[nodiscard]] bool releases_all_locks(std::string_view text) noexcept;

/// ALTER, RENAME: afterwards a temporary table may have another name.
[[nodiscard]] bool may_rename_tables(std::string_view text) noexcept;

/// XA COMMIT, XA ROLLBACK.
[[nodiscard]] bool ends_xa_transaction(std::string_view text) noexcept;

}  // namespace rwsplit::detail
