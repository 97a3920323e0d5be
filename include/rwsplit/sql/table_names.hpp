#pragma once

#include <cstdint>

#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::detail {

/// Collects the names that stand where a statement names tables: of `a.b.c` the last part, without quotes.
///
/// Names of common table expressions are collected too; telling them from tables is not worth a second pass.
class TableNames {
 public:
  /// The next name is a table.
  constexpr void expect() noexcept { state_ = State::expecting; }

  [[nodiscard]] constexpr bool expecting() const noexcept { return state_ == State::expecting; }
  [[nodiscard]] constexpr bool behind_dot() const noexcept { return state_ == State::behind_dot; }
  [[nodiscard]] constexpr bool busy() const noexcept { return state_ != State::idle; }
  /// The last name was a table, unless it turns out to be a function.
  [[nodiscard]] constexpr bool named() const noexcept { return state_ == State::named; }

  constexpr void take_name(TextSpan name, Findings& findings) noexcept {
    if (state_ != State::expecting && state_ != State::behind_dot) return take_other(findings);
    name_ = name;
    state_ = State::named;
  }

  constexpr void take_dot() noexcept { state_ = state_ == State::named ? State::behind_dot : State::idle; }

  /// Anything that does not continue a name ends it.
  constexpr void take_other(Findings& findings) noexcept {
    if (state_ == State::named) add(findings);
    state_ = State::idle;
  }

  /// What looked like a table is something else: a function that returns one, LATERAL.
  constexpr void drop() noexcept { state_ = State::idle; }

 private:
  enum class State : std::uint8_t { idle, expecting, named, behind_dot };

  constexpr void add(Findings& findings) const noexcept {
    if (findings.table_count == StatementInfo::max_tables) {
      findings.facts.add(StatementFact::more_tables);
      return;
    }
    findings.tables[findings.table_count++] = name_;
  }

  State state_{State::idle};
  TextSpan name_{};
};

}  // namespace rwsplit::detail
