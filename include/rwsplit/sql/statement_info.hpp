#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/statement_facts.hpp>
#include <rwsplit/sql/statement_kind.hpp>

namespace rwsplit {

/// A stretch of a statement's text.
struct TextSpan {
  std::uint32_t offset{0};
  std::uint32_t length{0};

  [[nodiscard]] constexpr std::string_view in(std::string_view text) const noexcept {
    return text.substr(offset, length);
  }
  friend constexpr bool operator==(TextSpan, TextSpan) noexcept = default;
};

/// What the text of a statement says about where it may run. A literal value: computed by the compiler for literals.
struct StatementInfo {
  /// Tables kept by name; a statement that names more has the fact `more_tables`.
  static constexpr std::size_t max_tables = 8;

  StatementKind kind{StatementKind::unknown};
  StatementFacts facts{};
  std::uint8_t table_count{0};
  /// Number of bare `?` outside of quotes and comments; what is in an executable comment counts as text.
  std::uint16_t placeholders{0};
  /// For `unknown`: where the text stopped being understood, in bytes from its beginning.
  std::uint32_t stopped_at{0};
  /// The same for statements that differ only in literals, white space, comments and the case of words. Never made of a
  /// literal's value, so safe to log. A run-time and a compile-time classification agree on it.
  std::uint64_t digest{0};
  /// Tables in the order they are named, without quotes and without the database in front. Names of common table
  /// expressions may be among them, and a table may be there twice.
  std::array<TextSpan, max_tables> tables{};

  [[nodiscard]] constexpr bool is_plain_read() const noexcept { return kind == StatementKind::read; }
  [[nodiscard]] constexpr bool has(StatementFact fact) const noexcept { return facts.has(fact); }
};

}  // namespace rwsplit
