#pragma once

#include <chrono>

#include "sqlite_api.hpp"
#include "sqlite_errors.hpp"
#include "sqlite_settings.hpp"

namespace rwsplit::detail {

/// What SQLite's callbacks and the running statement tell each other.
struct SqliteNotes {
  /// Set by the authorizer while a statement is prepared: its own text, not only a trigger, inserts rows.
  bool insert_in_text{false};
  /// Set by the update hook while a statement runs.
  bool inserted_row{false};
  /// Read by the progress handler.
  std::chrono::steady_clock::time_point deadline{};
};

/// The C handle of one connection, with what is known about it: one place keeps the status true and makes the errors.
/// SQLite holds a pointer into it, so it does not move.
///
/// Thread safety: as `Connection`.
class SqliteSession {
 public:
  /// Blocking: for a file that is still to be made, or for a lock. Throws: `ConnectionError`.
  explicit SqliteSession(SqliteSettings settings);
  SqliteSession(const SqliteSession&) = delete;
  SqliteSession& operator=(const SqliteSession&) = delete;

  [[nodiscard]] sqlite3* handle() const noexcept { return database_.get(); }
  [[nodiscard]] const SqliteSettings& settings() const noexcept { return settings_; }
  [[nodiscard]] SqliteNotes& notes() noexcept { return notes_; }
  [[nodiscard]] bool usable() const noexcept { return usable_; }
  [[nodiscard]] bool in_transaction() const noexcept { return sqlite3_get_autocommit(database_.get()) == 0; }

  /// Opens anew, as the constructor; if that fails the session is unusable. Statements end before.
  void reopen();

  /// The read timeout counts from here.
  void start_clock() noexcept;

  /// Turns SQLite's last error into an exception, and takes over what it says about the connection.
  [[noreturn]] void fail(const SqliteAttempt& attempt);

 private:
  [[nodiscard]] SqliteHandle open();
  void prepare_access(sqlite3* database) const;
  void set_callbacks(sqlite3* database) noexcept;
  /// Runs one statement of the driver's own and gives the first column of its first row.
  std::string ask(sqlite3* database, const char* text) const;

  SqliteSettings settings_;
  SqliteNotes notes_;
  SqliteHandle database_;
  bool usable_{true};
};

}  // namespace rwsplit::detail
