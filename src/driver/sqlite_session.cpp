#include "sqlite_session.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace rwsplit::detail {

namespace {

using Clock = std::chrono::steady_clock;

int clamp_to_int(std::chrono::milliseconds value) noexcept {
  return static_cast<int>(std::clamp<std::int64_t>(value.count(), 0, std::numeric_limits<int>::max()));
}

SqliteFailure last_failure(sqlite3* database) {
  return {sqlite3_extended_errcode(database), text_or_empty(sqlite3_errmsg(database))};
}

/// Looking again is all that a file system offers to those who wait for it.
template <class Condition>
void look_until(std::chrono::milliseconds limit, Condition condition) {
  constexpr auto pause = std::chrono::milliseconds{1};
  const auto deadline = Clock::now() + limit;
  while (!condition() && Clock::now() < deadline) std::this_thread::sleep_for(pause);
}

/// A reader is opened at the same time as the writer that creates the file: it waits for that as for a server that is
/// still starting, instead of failing first.
void await_file(const SqliteSettings& settings) {
  std::error_code ignored;  // what cannot be looked at cannot be opened either, and that error is reported
  look_until(settings.open_timeout, [&] { return std::filesystem::exists(settings.path, ignored); });
}

/// Write-ahead logging is what lets readers read while the writer writes. Whoever makes the same new file at the same
/// time is in the way for a moment, and for this statement SQLite does not always wait by itself. Gives the mode that
/// the database is in now; empty: the statement failed.
std::string begin_write_ahead_log(sqlite3* database, std::chrono::milliseconds limit) {
  std::string mode;
  const auto take_mode = [](void* taken, int, char** values, char**) {
    *static_cast<std::string*>(taken) = values[0];
    return SQLITE_OK;
  };
  sqlite3_busy_timeout(database, 0);
  look_until(limit, [&] {
    const int result = sqlite3_exec(database, "PRAGMA journal_mode=WAL", take_mode, &mode, nullptr);
    return (result & 0xFF) != SQLITE_BUSY;
  });
  sqlite3_busy_timeout(database, clamp_to_int(limit));
  return mode;
}

// ---- callbacks ----

int note_insert_in_text(void* notes, int action, const char* table, const char*, const char*, const char* trigger) {
  // CREATE TABLE and its relatives insert into tables of SQLite's own.
  if (action == SQLITE_INSERT && trigger == nullptr && !std::string_view{table}.starts_with("sqlite_")) {
    static_cast<SqliteNotes*>(notes)->insert_in_text = true;
  }
  return SQLITE_OK;
}

void note_inserted_row(void* notes, int action, const char*, const char*, sqlite3_int64) {
  if (action == SQLITE_INSERT) static_cast<SqliteNotes*>(notes)->inserted_row = true;
}

int interrupt_at_deadline(void* notes) { return Clock::now() >= static_cast<SqliteNotes*>(notes)->deadline ? 1 : 0; }

}  // namespace

SqliteSession::SqliteSession(SqliteSettings settings) : settings_{std::move(settings)}, database_{open()} {}

void SqliteSession::reopen() {
  usable_ = false;  // until it is open again
  database_ = open();
  usable_ = true;
}

SqliteHandle SqliteSession::open() {
  if (settings_.read_only) await_file(settings_);
  // NOMUTEX: a connection belongs to one thread at a time, as the port says.
  const int access = settings_.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int result = sqlite3_open_v2(settings_.path.c_str(), &raw, access | SQLITE_OPEN_NOMUTEX, nullptr);
  SqliteHandle database{raw};
  if (result != SQLITE_OK) {
    throw_sqlite_open_failure(raw != nullptr ? last_failure(raw) : SqliteFailure{result, {}}, settings_);
  }
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, clamp_to_int(settings_.open_timeout));
  prepare_access(raw);
  ask(raw, "SELECT count(*) FROM sqlite_master");  // opening is lazy: only a read finds a file of another kind
  sqlite3_busy_timeout(raw, clamp_to_int(settings_.busy_timeout));
  set_callbacks(raw);
  return database;
}

void SqliteSession::prepare_access(sqlite3* database) const {
  if (settings_.read_only) {
    ask(database, "PRAGMA query_only=ON");
    return;
  }
  const std::string mode = begin_write_ahead_log(database, settings_.open_timeout);
  if (mode.empty()) throw_sqlite_open_failure(last_failure(database), settings_);
  if (mode != "wal") {  // only local file systems can do it
    throw_sqlite_open_failure({SQLITE_CANTOPEN, {}}, settings_, "its file system does not support write-ahead logging");
  }
  ask(database, "PRAGMA synchronous=NORMAL");
  ask(database, "PRAGMA foreign_keys=ON");
}

void SqliteSession::set_callbacks(sqlite3* database) noexcept {
  sqlite3_set_authorizer(database, &note_insert_in_text, &notes_);
  sqlite3_update_hook(database, &note_inserted_row, &notes_);
  constexpr int instructions_between_looks_at_the_clock = 10'000;
  if (settings_.read_timeout.count() > 0) {
    sqlite3_progress_handler(database, instructions_between_looks_at_the_clock, &interrupt_at_deadline, &notes_);
  }
}

std::string SqliteSession::ask(sqlite3* database, const char* text) const {
  sqlite3_stmt* raw = nullptr;
  int result = sqlite3_prepare_v2(database, text, -1, &raw, nullptr);
  const SqliteStatementHandle statement{raw};
  if (result == SQLITE_OK) result = sqlite3_step(raw);
  if (result == SQLITE_DONE) return {};
  if (result == SQLITE_ROW) return text_or_empty(reinterpret_cast<const char*>(sqlite3_column_text(raw, 0)));
  throw_sqlite_open_failure(last_failure(database), settings_);
}

void SqliteSession::start_clock() noexcept {
  if (settings_.read_timeout.count() > 0) notes_.deadline = Clock::now() + settings_.read_timeout;
}

void SqliteSession::fail(const SqliteAttempt& attempt) {
  const SqliteFailure failure = last_failure(handle());
  usable_ = usable_ && classify_sqlite_failure(failure).connection_usable;
  throw_sqlite_failure(failure, attempt, in_transaction(), settings_.engine);
}

}  // namespace rwsplit::detail
