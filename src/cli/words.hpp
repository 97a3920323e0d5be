#pragma once

#include <cstddef>
#include <string_view>

#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/doubt.hpp>
#include <rwsplit/sql/hint.hpp>
#include <rwsplit/sql/session_effect.hpp>
#include <rwsplit/sql/statement_facts.hpp>
#include <rwsplit/sql/statement_kind.hpp>

// The words of the output that programs read: one word for each enumerator, and they stay as they are.

namespace rwsplit::cli {

[[nodiscard]] constexpr std::string_view word(StatementKind kind) noexcept {
  switch (kind) {
    case StatementKind::unknown: return "unknown";
    case StatementKind::read: return "read";
    case StatementKind::locking_read: return "locking_read";
    case StatementKind::write: return "write";
    case StatementKind::ddl: return "ddl";
    case StatementKind::transaction_control: return "transaction_control";
    case StatementKind::session_state: return "session_state";
    case StatementKind::call: return "call";
    case StatementKind::administration: return "administration";
    case StatementKind::per_server: return "per_server";
  }
  return "unknown";
}

[[nodiscard]] constexpr std::string_view word(Doubt doubt) noexcept {
  switch (doubt) {
    case Doubt::none: return "none";
    case Doubt::function: return "function";
    case Doubt::first_word: return "first_word";
    case Doubt::clause: return "clause";
    case Doubt::executable_comment: return "executable_comment";
    case Doubt::several_statements: return "several_statements";
    case Doubt::open_quote: return "open_quote";
    case Doubt::open_comment: return "open_comment";
    case Doubt::odd_text: return "odd_text";
    case Doubt::parentheses: return "parentheses";
    case Doubt::readings_differ: return "readings_differ";
    case Doubt::refused_before: return "refused_before";
  }
  return "none";
}

[[nodiscard]] constexpr std::string_view word(HintTarget target) noexcept {
  switch (target) {
    case HintTarget::none: return "none";
    case HintTarget::master: return "master";
    case HintTarget::replica: return "replica";
    case HintTarget::engine: return "engine";
  }
  return "none";
}

[[nodiscard]] constexpr std::string_view word(HintConsistency consistency) noexcept {
  switch (consistency) {
    case HintConsistency::none: return "none";
    case HintConsistency::eventual: return "eventual";
    case HintConsistency::session: return "session";
    case HintConsistency::strong: return "strong";
  }
  return "none";
}

/// How many enumerators a type has that counts from 0; `to_string` calls what is none of them "unknown".
template <class Enum>
[[nodiscard]] constexpr std::size_t count_of() noexcept {
  std::size_t count = 0;
  while (to_string(static_cast<Enum>(count)) != "unknown") ++count;
  return count;
}

/// Calls `use` with the name of each element, in the order of the enumerators.
template <class Enum, class Bits, class Use>
void for_each_name(detail::EnumSet<Enum, Bits> set, Use use) {
  for (std::size_t i = 0; i < count_of<Enum>(); ++i) {
    if (set.has(static_cast<Enum>(i))) use(to_string(static_cast<Enum>(i)));
  }
}

}  // namespace rwsplit::cli
