#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <rwsplit/driver/connection.hpp>

#include "sqlite_session.hpp"
#include "sqlite_statement.hpp"
#include "statement_cache.hpp"

namespace rwsplit::detail {

/// A connection to an SQLite database file. Prepared statements are remembered by their text until a reset.
class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(SqliteSettings settings);

  [[nodiscard]] ReplySummary run(std::string_view text, std::span<const Value> parameters, RowSink& rows) override;
  [[nodiscard]] std::unique_ptr<Cursor> open_cursor(std::string_view text, std::span<const Value> parameters) override;
  void begin(TransactionMode mode) override;
  void commit() override;
  void rollback() override;
  void ping() override;
  /// Opens anew: nothing of the old session, temporary tables and pragmas included, can be left behind.
  void reset() override;
  /// There is no peer that could go away.
  [[nodiscard]] bool alive() noexcept override { return session_.usable(); }
  [[nodiscard]] ConnectionStatus status() const noexcept override;
  [[nodiscard]] const ServerIdentity& server() const noexcept override { return identity_; }

 private:
  void command(std::string_view text);
  void begin_snapshot();
  void require_ready() const;
  [[nodiscard]] SqliteStatement& prepared(std::string_view text);
  void count_changes(ReplySummary& reply, const SqliteStatement& statement, int changes_before);

  // Statements end before their database: members are destroyed from the last to the first.
  ServerIdentity identity_;
  SqliteSession session_;
  StatementCache<SqliteStatement> statements_;
  /// Room for the row that is read.
  std::vector<Value> row_;
  bool cursor_open_{false};
};

}  // namespace rwsplit::detail
