#pragma once

#include <cstdint>

#include <rwsplit/driver/transaction_mode.hpp>
#include <rwsplit/session/executor.hpp>
#include <rwsplit/session/savepoint.hpp>

namespace rwsplit {

class RoutingSession;

/// A transaction on one connection: rolls back when it ends, unless `commit()` came first.
///
/// Read-write ones run on the master. Read-only ones are routed as a read is: to one replica, or to the master if the
/// session has written or no replica can be reached; all their reads see one snapshot where the isolation level gives
/// them one (MySQL and MariaDB: `REPEATABLE READ`, their default; SQLite: always). While it lives, every statement of
/// its session runs inside it, also through guards and overrides. `commit()` and `rollback()` end that: the session
/// then goes on without it. If the server or a broken connection ended it, the session refuses statements until
/// `rollback()` or the destructor, so that the rest of the work cannot run outside of a transaction unnoticed.
///
/// Thread safety: the session's thread. Lifetime: may end after its session, whose end (`ScopedSession::remove`) rolls
/// it back.
class [[nodiscard]] Transaction final : public Executor {
 public:
  /// Throws: `UsageError` if one is open already (see `Savepoint`); `ReadOnlyViolation` for a read-write one where a
  /// replica is forced; otherwise as a statement.
  explicit Transaction(RoutingSession& session, TransactionMode mode = TransactionMode::read_write,
                       SourceLocation where = SourceLocation::current());
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  /// Blocking: one round trip if it is still open, bounded by the read timeout. A failure closes the connection, which
  /// rolls back as well.
  ~Transaction();

  /// Throws: `OutcomeUnknown` when the answer to the commit never came; with the outcome `rolled_back`
  /// `ConnectionError`, when the connection was lost before, and `ServerError`, when the server refuses; `UsageError`
  /// when there is nothing to commit any more; what the flush of queued writes throws.
  void commit();
  /// Throws: `UsageError` after `commit()`, or when DDL has committed it. A lost connection is no error here: it rolls
  /// back too.
  void rollback();

  /// True until it was committed, rolled back, or ended by the server.
  [[nodiscard]] bool is_open() const noexcept { return state_ == State::open; }

 private:
  friend class RoutingSession;
  friend class Savepoint;

  enum class State : std::uint8_t {
    open,
    committed,
    rolled_back,
    lost,      ///< the server or a broken connection rolled it back
    implicit,  ///< a statement of the kind that commits by itself (DDL) ended it
    orphaned,  ///< the session has ended, and with it the transaction
  };

  [[nodiscard]] detail::Execution run(const Statement& statement, std::span<const Value> parameters, const Model& model,
                                      RowSink& rows) override;
  [[nodiscard]] std::unique_ptr<detail::OpenRows> open(const Statement& statement, std::span<const Value> parameters,
                                                       const Model& model) override;
  void require_open(const char* action) const;
  void commit_unless_ended();
  [[nodiscard]] bool is_known_to_session() const noexcept;

  RoutingSession& session_;
  State state_{State::open};
  SourceLocation where_;
  std::uint64_t savepoints_{0};
};

}  // namespace rwsplit
