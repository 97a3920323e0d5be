#pragma once

#include <cstdint>

#include <rwsplit/detail/source_location.hpp>

namespace rwsplit {

class Transaction;

/// A point inside a transaction to go back to: rolls back to it when it ends, unless `release()` kept the work.
///
/// Thread safety and lifetime: the transaction's; savepoints end in reverse order of their making.
class [[nodiscard]] Savepoint {
 public:
  explicit Savepoint(Transaction& transaction, SourceLocation where = SourceLocation::current());
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  /// Blocking: one round trip if the work was not kept. If even that fails, the transaction can no longer be committed.
  ~Savepoint();

  /// Keeps the work done since; it becomes part of the transaction. Throws: as a statement.
  void release();
  /// Undoes the work done since and ends the savepoint. Throws: as a statement.
  void rollback();

 private:
  Transaction& transaction_;
  SourceLocation where_;
  std::uint64_t number_;
  bool open_{true};
};

}  // namespace rwsplit
