#pragma once

#include <cstdint>
#include <optional>

#include <rwsplit/driver/reply_summary.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::detail {

/// What a session remembers of its statements for those that ask about them, when they run on another connection.
///
/// Thread safety: none, it belongs to one session.
class Aftermath {
 public:
  /// Whether it may make keys that no reply tells: CALL, EXECUTE, a block of statements, and what has RETURNING, whose
  /// reply ends without a key.
  [[nodiscard]] static constexpr bool may_insert_unseen(const StatementInfo& info) noexcept {
    const bool returns_rows = info.has(StatementFact::returns_rows);
    return info.kind == StatementKind::call || (info.kind == StatementKind::write && returns_rows) ||
           (info.kind == StatementKind::unknown && !returns_rows) || info.has(StatementFact::several_statements) ||
           info.has(SessionEffect::anything);
  }

  /// Before the reply, which may be an error after keys were made.
  constexpr void note_sent(const StatementInfo& info) noexcept {
    const bool sets_it = info.has(SessionEffect::last_insert_id) && info.kind != StatementKind::write;
    if (sets_it || may_insert_unseen(info)) last_insert_id_known_ = false;
  }
  /// Empty where the rows are still on the way: nothing is known about warnings.
  constexpr void learn(const std::optional<ReplySummary>& reply) noexcept {
    diagnostics_lost_ = !reply;
    if (!reply || reply->last_insert_id == 0) return;
    last_insert_id_ = reply->last_insert_id;
    last_insert_id_known_ = true;
  }
  /// A statement failed, and its connection is gone or back in the pool.
  constexpr void learn_failure() noexcept { diagnostics_lost_ = true; }

  /// What LAST_INSERT_ID() is for this session; 0 before the first automatic key.
  [[nodiscard]] constexpr std::uint64_t last_insert_id() const noexcept { return last_insert_id_; }
  /// False after what may have made keys that no reply tells, see `may_insert_unseen`.
  [[nodiscard]] constexpr bool knows_last_insert_id() const noexcept { return last_insert_id_known_; }
  /// The statement before has left its warnings or its error where nobody can ask any more.
  [[nodiscard]] constexpr bool diagnostics_lost() const noexcept { return diagnostics_lost_; }

 private:
  std::uint64_t last_insert_id_{0};
  bool last_insert_id_known_{true};
  bool diagnostics_lost_{false};
};

}  // namespace rwsplit::detail
