#pragma once

#include <memory>
#include <span>
#include <string_view>

#include <rwsplit/driver/connection_status.hpp>
#include <rwsplit/driver/cursor.hpp>
#include <rwsplit/driver/reply.hpp>
#include <rwsplit/driver/reply_summary.hpp>
#include <rwsplit/driver/server_identity.hpp>
#include <rwsplit/driver/transaction_mode.hpp>
#include <rwsplit/row/row_sink.hpp>
#include <rwsplit/row/value.hpp>

namespace rwsplit {

/// Port: one connection to one server, one statement at a time.
///
/// A virtual call per round trip costs nothing and keeps C types out of every header; a test can inject its own.
/// Thread safety: one thread at a time, not necessarily always the same one.
/// Blocking: every call that says so waits for the network, bounded by the connection's read timeout.
/// Throws: `ServerError` for what the server answered, `ConnectionError` for a broken connection.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  /// Runs one statement, reads its whole reply, and gives `rows` those of the first result that has columns. Without
  /// parameters it goes as text; with parameters it is prepared once per connection, bound and executed. Blocking: one
  /// round trip (two when it must be prepared first).
  [[nodiscard]] virtual ReplySummary run(std::string_view text, std::span<const Value> parameters, RowSink& rows) = 0;

  /// The same, and keeps the rows.
  [[nodiscard]] Reply execute(std::string_view text, std::span<const Value> parameters);

  /// Runs one statement and leaves its rows on the way; nothing else may run here until the cursor is gone.
  [[nodiscard]] virtual std::unique_ptr<Cursor> open_cursor(std::string_view text,
                                                            std::span<const Value> parameters) = 0;

  virtual void begin(TransactionMode mode) = 0;
  virtual void commit() = 0;
  virtual void rollback() = 0;

  /// Blocking: one round trip.
  virtual void ping() = 0;

  /// Gives the session back the state it had after connecting: variables, temporary tables, locks, database, read-only
  /// belt, character set. Blocking: one or two round trips.
  virtual void reset() = 0;

  /// Whether the peer is still there, as far as the socket knows: a poll, no round trip.
  [[nodiscard]] virtual bool alive() noexcept = 0;

  [[nodiscard]] virtual ConnectionStatus status() const noexcept = 0;
  /// The position (GTID) of what the last complete reply says was written, as the server spells it; empty if nothing
  /// was, or the server does not say, see `ConnectionStatus::tracks`. Lifetime: until the next call.
  [[nodiscard]] virtual std::string_view position() const noexcept { return {}; }
  /// Lifetime: the connection.
  [[nodiscard]] virtual const ServerIdentity& server() const noexcept = 0;
};

}  // namespace rwsplit
