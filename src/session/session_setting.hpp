#pragma once

#include <optional>
#include <string>

#include <rwsplit/sql/statement.hpp>

namespace rwsplit::detail {

/// Whether a statement makes settings of constants alone, so that it means the same on every connection of a session:
/// SET NAMES, SET time_zone = '…', USE, SET ROLE. Not: what takes its value from the connection it runs on (functions,
/// variables, sub-queries), what is meant for the next statement (insert_id, gtid_next), and what would change how a
/// replica may be used (transaction_read_only, SERIALIZABLE).
[[nodiscard]] bool can_be_repeated(const Statement& statement) noexcept;

/// The character set that a statement gives the connection, if it is one whose characters may hold bytes that are
/// quotes or backslashes in ASCII; `?` if the text does not show which it is. Only for statements with
/// `SessionEffect::setting`.
[[nodiscard]] std::optional<std::string> unsafe_character_set(std::string_view text);

}  // namespace rwsplit::detail
