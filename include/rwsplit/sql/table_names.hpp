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

  /// What looked like a table is a function that returns one.
  constexpr void drop() noexcept { state_ = State::idle; }

 private:
  enum class State : std::uint8_t { idle, expecting, named, behind_dot };

  constexpr void add(Findings& findings) const noexcept {
    if (findings.table_count == StatementInfo::max_tables) {
      findings.more_tables = true;
      return;
    }
    findings.tables[findings.table_count++] = name_;
  }

  State state_{State::idle};
  TextSpan name_{};
};

}  // namespace rwsplit::detail
