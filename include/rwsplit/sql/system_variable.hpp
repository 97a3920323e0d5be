#pragma once

#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/system_variables.hpp>

namespace rwsplit::detail {

/// Puts `@@name` and `@@scope.name` together from their tokens, and says what reading them means.
class SystemVariable {
 public:
  constexpr void begin() noexcept { state_ = State::at_name; }
  [[nodiscard]] constexpr bool pending() const noexcept { return state_ != State::none; }

  constexpr void take_name(std::string_view name, Findings& findings) noexcept {
    if (state_ == State::named) end(findings);
    if (state_ == State::at_name) {
      name_ = name;
      state_ = State::named;
    } else if (state_ == State::at_part) {
      note(class_of_part(name), name, findings);
      state_ = State::none;
    }
  }

  constexpr void take_dot() noexcept { state_ = state_ == State::named ? State::at_part : State::none; }

  /// Anything that does not continue a name ends it.
  constexpr void end(Findings& findings) noexcept {
    if (state_ == State::named) note(system_variable_class(name_), name_, findings);
    if (state_ != State::none && state_ != State::named) findings.facts.add(StatementFact::per_server);
    state_ = State::none;
  }

 private:
  enum class State : std::uint8_t { none, at_name, named, at_part };

  [[nodiscard]] constexpr VariableClass class_of_part(std::string_view name) const noexcept {
    if (equals_folded(name_, "SESSION") || equals_folded(name_, "LOCAL")) return system_variable_class(name);
    const bool is_global = equals_folded(name_, "GLOBAL") || equals_folded(name_, "PERSIST");
    return is_global ? global_variable_class(name) : VariableClass::per_server;
  }

  static constexpr void note(VariableClass kind, std::string_view name, Findings& findings) noexcept {
    switch (kind) {
      case VariableClass::setting: return;
      case VariableClass::per_server: return findings.facts.add(StatementFact::per_server);
      case VariableClass::previous_statement: break;
    }
    const bool is_insert_id = equals_folded(name, "IDENTITY") || equals_folded(name, "LAST_INSERT_ID");
    findings.facts.add(is_insert_id ? StatementFact::reads_last_insert_id : StatementFact::reads_diagnostics);
  }

  State state_{State::none};
  std::string_view name_{};
};

}  // namespace rwsplit::detail
