#include <rwsplit/session/session_pins.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "session/state_names.hpp"

namespace rwsplit::detail {

namespace {

using E = SessionEffect;

/// What has names, and what ends it.
constexpr std::array named_effects{
    std::pair{E::user_lock, E::user_lock_released},
    std::pair{E::temporary_table, E::temporary_table_dropped},
    std::pair{E::handler, E::handler_closed},
    std::pair{E::prepared_statement, E::prepared_statement_dropped},
};

constexpr std::array nameless_effects{
    E::setting,    E::current_schema, E::role,           E::autocommit,     E::next_transaction,  E::user_variable,
    E::table_lock, E::found_rows,     E::last_insert_id, E::xa_transaction, E::attached_database, E::anything,
};

/// Whether it is certain in what order, and how often, the parts of the text have run.
constexpr bool runs_once(const StatementInfo& info) noexcept {
  return info.kind != StatementKind::unknown && !info.has(StatementFact::several_statements) &&
         !info.has(StatementFact::executable_comment);
}

}  // namespace

void SessionPins::learn(const Statement& statement, std::span<const Value> parameters, SessionEffects effects,
                        bool was_in_transaction, ConnectionStatus status) {
  const StatementInfo& info = statement.info;
  learn_end_of_one_shot(info, was_in_transaction, status.in_transaction);
  if (info.has(StatementFact::reads_row_count)) forget(E::found_rows);
  if (!empty() && runs_once(info)) learn_ends(statement, parameters);
  for (const SessionEffect effect : nameless_effects) {
    if (effects.has(effect)) unnamed_.add(effect);
  }
  for (const auto& [effect, ending] : named_effects) {
    if (effects.has(effect)) runs_once(info) ? add(effect, statement.text, parameters) : unnamed_.add(effect);
  }
  // The text may say one thing and a procedure do another: the reply knows.
  status.autocommit ? unnamed_.remove(E::autocommit) : unnamed_.add(E::autocommit);
  if (unnamed_.has(E::xa_transaction) && ends_xa_transaction(statement.text)) forget(E::xa_transaction);
}

// It is spent by a transaction, or by a statement outside of one that reads or writes rows. `SELECT 1` may not count.
void SessionPins::learn_end_of_one_shot(const StatementInfo& info, bool was_in_transaction,
                                        bool in_transaction) noexcept {
  const bool touches_rows = (info.kind == StatementKind::read || info.kind == StatementKind::locking_read ||
                             info.kind == StatementKind::write) &&
                            info.table_count > 0 && !info.has(StatementFact::system_schema);
  if (!in_transaction && (was_in_transaction || touches_rows)) forget(E::next_transaction);
}

void SessionPins::learn_ends(const Statement& statement, std::span<const Value> parameters) {
  const StatementInfo& info = statement.info;
  if (info.has(E::table_lock_released)) forget(E::table_lock);
  if (info.has(E::user_locks_released) && !info.has(E::user_lock) && releases_all_locks(statement.text)) {
    remove_all(E::user_lock);
  }
  for (const auto& [effect, ending] : named_effects) {
    if (info.has(ending) && !info.has(effect)) end(effect, ending, statement, parameters);
  }
  const bool may_mean_another =
      info.has(E::current_schema) || (info.kind == StatementKind::ddl && may_rename_tables(statement.text));
  if (has_named(E::temporary_table) && may_mean_another) forget_names(E::temporary_table);
}

void SessionPins::add(SessionEffect effect, std::string_view text, std::span<const Value> parameters) {
  auto names = names_of(effect, text, parameters);
  if (!names) return unnamed_.add(effect);
  for (std::string& name : *names) {
    const auto known = std::find_if(named_.begin(), named_.end(),
                                    [&](const Named& one) { return one.effect == effect && one.name == name; });
    if (known == named_.end()) {
      named_.push_back({effect, std::move(name), 1});
    } else if (effect == E::user_lock) {
      ++known->times;  // a lock is to be released as often as it was taken
    }
  }
}

void SessionPins::end(SessionEffect effect, SessionEffect ending, const Statement& statement,
                      std::span<const Value> parameters) {
  const auto names = names_of(ending, statement.text, parameters);
  if (!names) return;
  for (const std::string& name : *names) {
    const auto ended = std::find_if(named_.begin(), named_.end(),
                                    [&](const Named& one) { return one.effect == effect && one.name == name; });
    if (ended != named_.end() && --ended->times == 0) named_.erase(ended);
  }
}

void SessionPins::remove_all(SessionEffect effect) noexcept {
  forget(effect);
  named_.erase(std::remove_if(named_.begin(), named_.end(), [&](const Named& one) { return one.effect == effect; }),
               named_.end());
}

void SessionPins::forget_names(SessionEffect effect) noexcept {
  remove_all(effect);
  unnamed_.add(effect);
}

bool SessionPins::has_named(SessionEffect effect) const noexcept {
  return std::any_of(named_.begin(), named_.end(), [&](const Named& one) { return one.effect == effect; });
}

SessionEffects SessionPins::reasons() const noexcept {
  SessionEffects reasons = unnamed_;
  for (const Named& one : named_) reasons.add(one.effect);
  return reasons;
}

}  // namespace rwsplit::detail
