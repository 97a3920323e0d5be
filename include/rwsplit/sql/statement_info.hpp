#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/doubt.hpp>
#include <rwsplit/sql/hint.hpp>
#include <rwsplit/sql/session_effect.hpp>
#include <rwsplit/sql/statement_facts.hpp>
#include <rwsplit/sql/statement_kind.hpp>
#include <rwsplit/sql/text_span.hpp>

namespace rwsplit {

/// What the text of a statement says about where it may run. A literal value: computed by the compiler for literals.
struct StatementInfo {
  /// Tables kept by name; a statement that names more has the fact `more_tables`.
  static constexpr std::size_t max_tables = 8;
  /// Functions kept by name; a statement that calls more has the fact `more_functions`.
  static constexpr std::size_t max_functions = 8;

  StatementKind kind{StatementKind::unknown};
  /// For `unknown`: why.
  Doubt doubt{Doubt::none};
  std::uint8_t table_count{0};
  std::uint8_t function_count{0};
  StatementFacts facts{};
  SessionEffects effects{};
  /// Number of bare `?` outside of quotes and comments.
  std::uint16_t placeholders{0};
  /// The dialects, of those asked for, under each of whose readings it is a plain read.
  DialectSet read_in{};
  /// The same if every function in `functions` that is not built in were a plain read.
  DialectSet read_if_functions_in{};
  /// For `unknown`: where the text stopped being understood, in bytes from its beginning.
  std::uint32_t stopped_at{0};
  /// The same for statements that differ only in literals, white space, comments and the case of words. Never made of a
  /// literal's value, so safe to log. A run-time and a compile-time classification agree on it.
  std::uint64_t digest{0};
  Hint hint{};
  /// Tables in the order they are named, without quotes and without the database in front. Names of common table
  /// expressions may be among them, and a table may be there twice.
  std::array<TextSpan, max_tables> tables{};
  /// Functions called, as written, with the database in front (`db.f`). Those that are not built in come before those
  /// that are when there are too many.
  std::array<TextSpan, max_functions> functions{};

  [[nodiscard]] constexpr bool is_plain_read() const noexcept { return kind == StatementKind::read; }
  [[nodiscard]] constexpr bool has(StatementFact fact) const noexcept { return facts.has(fact); }
  [[nodiscard]] constexpr bool has(SessionEffect effect) const noexcept { return effects.has(effect); }
  /// Whether its answer depends on what ran before it on the same connection.
  [[nodiscard]] constexpr bool reads_previous_statement() const noexcept {
    return has(StatementFact::reads_last_insert_id) || has(StatementFact::reads_row_count) ||
           has(StatementFact::reads_diagnostics);
  }
};

}  // namespace rwsplit
