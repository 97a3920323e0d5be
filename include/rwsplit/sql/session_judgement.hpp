#pragma once

#include <cstddef>

#include <rwsplit/sql/findings.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::detail {

/// The kinds of statements that concern their connection: transactions, settings, locks, text PREPARE and the like.
///
/// Pure; adds facts and effects to the info that it is given.
class SessionJudgement {
 public:
  constexpr SessionJudgement(const Findings& findings, StatementInfo& info) noexcept
      : findings_{findings}, info_{info} {}

  [[nodiscard]] constexpr StatementKind transaction_control() noexcept {
    const Keyword verb = findings_.verb();
    if (verb == K::begin_ || verb == K::start_) return beginning();
    if (verb == K::end_ && findings_.head_size > 1 && word(1) != K::transaction_) return StatementKind::unknown;
    if (one_of(verb, K::commit_, K::rollback_, K::end_)) note_end();
    return verb == K::xa_ ? distributed_transaction() : StatementKind::transaction_control;
  }

  [[nodiscard]] constexpr StatementKind assignment() noexcept {
    if (word(1) == K::statement_) return StatementKind::unknown;  // without its FOR
    if (findings_.behind_set_statement) {
      add(SessionEffect::anything);  // SET STATEMENT … FOR SET: what it sets was not looked at
      return StatementKind::unknown;
    }
    if (findings_.sets_global) return StatementKind::administration;
    if (one_of(word(1), K::password_, K::resource_, K::default_)) return StatementKind::administration;
    return findings_.sets_transaction ? StatementKind::transaction_control : StatementKind::session_state;
  }

  /// LOCK and UNLOCK TABLES; MySQL's LOCK INSTANCE FOR BACKUP.
  [[nodiscard]] constexpr StatementKind locking() noexcept {
    const bool locks = findings_.verb() == K::lock_;
    if (locks) add(StatementFact::takes_locks);
    if (word(1) == K::instance_) return backup_lock(locks);
    add(locks ? SessionEffect::table_lock : SessionEffect::table_lock_released);
    return StatementKind::session_state;
  }

  /// UNLOCK TABLES does not end it, as it ends table locks: it keeps its connection for good.
  [[nodiscard]] constexpr StatementKind backup_lock(bool locks) noexcept {
    if (locks) add(SessionEffect::anything);
    return StatementKind::administration;
  }

  /// HANDLER name OPEN, CLOSE, READ; the name may be `database.table`.
  [[nodiscard]] constexpr StatementKind handler() noexcept {
    if (has(K::open_)) add(SessionEffect::handler);
    if (has(K::close_)) add(SessionEffect::handler_closed);
    return StatementKind::session_state;
  }

  [[nodiscard]] constexpr StatementKind backup() noexcept {
    add(StatementFact::takes_locks);
    return backup_lock(word(1) != K::stage_ || word(2) != K::end_);
  }

  [[nodiscard]] constexpr StatementKind flush() noexcept {
    if (!has(K::lock_) && !has(K::export_)) return StatementKind::administration;
    add(StatementFact::takes_locks);
    add(SessionEffect::table_lock);
    return StatementKind::administration;
  }

  /// EXECUTE IMMEDIATE has its text in a string.
  [[nodiscard]] constexpr StatementKind execution() noexcept {
    add(SessionEffect::anything);
    return word(1) == K::immediate_ ? StatementKind::unknown : StatementKind::session_state;
  }

  [[nodiscard]] constexpr StatementKind diagnostics() noexcept {
    add(StatementFact::reads_diagnostics);
    return StatementKind::session_state;
  }

  [[nodiscard]] constexpr StatementKind leaves(SessionEffect effect) noexcept {
    add(effect);
    return StatementKind::session_state;
  }

 private:
  using K = Keyword;

  [[nodiscard]] constexpr bool has(Keyword keyword) const noexcept { return findings_.has(keyword); }
  [[nodiscard]] constexpr Keyword word(std::size_t index) const noexcept { return findings_.keyword_at(index); }
  constexpr void add(StatementFact fact) noexcept { info_.facts.add(fact); }
  constexpr void add(SessionEffect effect) noexcept { info_.effects.add(effect); }

  [[nodiscard]] constexpr StatementKind beginning() noexcept {
    const bool starts = findings_.verb() == K::start_;
    if (starts && word(1) != K::transaction_) return StatementKind::administration;
    // BEGIN NOT ATOMIC, and BEGIN under sql_mode=ORACLE, open a block of statements.
    const bool begins = starts || findings_.head_size == 1 ||
                        one_of(word(1), K::work_, K::transaction_, K::deferred_, K::immediate_, K::exclusive_);
    if (!begins) return StatementKind::unknown;
    add(StatementFact::begins_transaction);
    if (starts && has(K::read_) && has(K::only_)) add(StatementFact::read_only_transaction);
    return StatementKind::transaction_control;
  }

  constexpr void note_end() noexcept {
    if (has(K::to_)) return;  // ROLLBACK TO a savepoint
    add(StatementFact::ends_transaction);
    for (std::size_t i = 1; i < findings_.head_size; ++i) {
      if (word(i) != K::chain_ || word(i - 1) == K::no_) continue;
      add(StatementFact::begins_transaction);
      add(StatementFact::chains_transaction);
    }
  }

  [[nodiscard]] constexpr StatementKind distributed_transaction() noexcept {
    if (word(1) == K::recover_) return StatementKind::per_server;
    if (!one_of(word(1), K::commit_, K::rollback_)) add(SessionEffect::xa_transaction);
    return StatementKind::transaction_control;
  }

  const Findings& findings_;
  StatementInfo& info_;
};

}  // namespace rwsplit::detail
