#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/scanned_token.hpp>

namespace rwsplit::detail {

/// Follows the assignments of a SET statement and notes what each of them leaves on the connection.
class SetItems {
 public:
  /// The tokens behind SET; `text` is the token's name without quotes, or the token itself.
  constexpr void take(const ScannedToken& item, std::string_view text, std::size_t depth, Findings& findings) noexcept {
    if (state_ == State::done) return;
    if (item.token.is(',') && depth == 0) return begin_item(findings);
    if (state_ == State::at_value) return;
    if (item.token.is('=') || item.token.kind == TokenKind::assignment) return end_target(findings);
    if (state_ == State::at_target) take_target(item, text, findings);
  }

 private:
  enum class State : std::uint8_t { at_target, at_value, done };
  enum class Scope : std::uint8_t { none, session, global };

  constexpr void begin_item(Findings& findings) noexcept {
    if (state_ == State::at_target) end_target(findings);
    state_ = State::at_target;
    scope_ = Scope::none;
    is_bare_variable_ = false;
    name_ = {};
  }

  constexpr void take_target(const ScannedToken& item, std::string_view text, Findings& findings) noexcept {
    if (item.token.kind == TokenKind::user_variable) {
      findings.effects.add(SessionEffect::user_variable);
      findings.facts.add(StatementFact::assigns_user_variables);
      state_ = State::at_value;
      return;
    }
    if (item.token.kind == TokenKind::system_variable) is_bare_variable_ = true;
    if (!item.token.is_name()) return;
    if (name_.empty() && take_scope_or_clause(item.keyword, findings)) return;
    name_ = text;
    // SET SESSION AUTHORIZATION makes another account of the session.
    if (scope_ == Scope::session && equals_folded(text, "AUTHORIZATION")) {
      findings.effects.add(SessionEffect::anything);
      state_ = State::done;
    }
  }

  /// False for the name of a variable.
  constexpr bool take_scope_or_clause(Keyword word, Findings& findings) noexcept {
    if (one_of(word, Keyword::global_, Keyword::persist_, Keyword::persist_only_)) {
      scope_ = Scope::global;
      return true;
    }
    if (one_of(word, Keyword::session_, Keyword::local_)) {
      scope_ = Scope::session;
      return true;
    }
    if (one_of(word, Keyword::names_, Keyword::character_, Keyword::charset_)) {
      findings.effects.add(SessionEffect::setting);
      state_ = State::at_value;
      return true;
    }
    if (!one_of(word, Keyword::transaction_, Keyword::role_, Keyword::password_, Keyword::default_, Keyword::resource_,
                Keyword::statement_)) {
      return false;
    }
    if (word == Keyword::transaction_) note_transaction(scope_ == Scope::none, findings);
    if (word == Keyword::role_) findings.effects.add(SessionEffect::role);
    state_ = State::done;
    return true;
  }

  constexpr void end_target(Findings& findings) noexcept {
    state_ = State::at_value;
    if (name_.empty()) return;
    if (scope_ == Scope::global) {
      findings.sets_global = true;
    } else if (equals_folded(name_, "AUTOCOMMIT")) {
      findings.effects.add(SessionEffect::autocommit);
      findings.sets_transaction = true;
    } else if (is_bare_variable_ && scope_ == Scope::none && is_of_transactions()) {
      note_transaction(true, findings);
    } else if (equals_folded(name_, "LAST_INSERT_ID") || equals_folded(name_, "IDENTITY")) {
      findings.effects.add(SessionEffect::last_insert_id);
    } else {
      findings.effects.add(SessionEffect::setting);
    }
  }

  /// Set as `@@name`, without a scope, they are for the next transaction only.
  [[nodiscard]] constexpr bool is_of_transactions() const noexcept {
    return equals_folded(name_, "TRANSACTION_ISOLATION") || equals_folded(name_, "TRANSACTION_READ_ONLY") ||
           equals_folded(name_, "TX_ISOLATION") || equals_folded(name_, "TX_READ_ONLY");
  }

  constexpr void note_transaction(bool is_next, Findings& findings) noexcept {
    findings.sets_transaction = true;
    if (scope_ == Scope::global) {
      findings.sets_global = true;
    } else {
      findings.effects.add(is_next ? SessionEffect::next_transaction : SessionEffect::setting);
    }
  }

  State state_{State::at_target};
  Scope scope_{Scope::none};
  bool is_bare_variable_{false};
  std::string_view name_{};
};

}  // namespace rwsplit::detail
