#include "sqlite_connection.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

#include <rwsplit/error/usage_error.hpp>
#include <rwsplit/row/no_rows.hpp>

namespace rwsplit::detail {

namespace {

class SqliteCursor final : public Cursor {
 public:
  /// `open` is true as long as the cursor lives.
  SqliteCursor(SqliteSession& session, SqliteStatement& statement, std::span<const Value> parameters, bool& open)
      : open_{open}, run_{session, statement, parameters}, has_row_{run_.step()} {
    open_ = true;
  }
  ~SqliteCursor() override { open_ = false; }

  [[nodiscard]] const ResultSet::Columns& columns() const noexcept override { return *run_.columns(); }

  [[nodiscard]] bool next() override {
    if (std::exchange(first_, false)) return has_row_;
    return has_row_ = has_row_ && run_.step();
  }

  [[nodiscard]] Value at(std::size_t column) const noexcept override { return run_.at(column); }

 private:
  bool& open_;
  SqliteRun run_;
  bool has_row_;
  /// The first step was made when the cursor was opened, so that a statement that cannot run is refused there.
  bool first_{true};
};

}  // namespace

SqliteConnection::SqliteConnection(SqliteSettings settings)
    : identity_{.flavor = Flavor::sqlite, .version = sqlite3_libversion()},
      session_{std::move(settings)},
      statements_{session_.settings().statement_cache} {}

ReplySummary SqliteConnection::run(std::string_view text, std::span<const Value> parameters, RowSink& rows) {
  SqliteStatement& statement = prepared(text);
  const int changes_before = sqlite3_total_changes(session_.handle());
  session_.notes().inserted_row = false;
  SqliteRun run{session_, statement, parameters};
  bool has_row = run.step();
  ReplySummary reply{.has_rows = !run.columns()->empty()};
  if (reply.has_rows) rows.begin(run.columns());
  row_.resize(run.columns()->size());
  for (; has_row; has_row = run.step()) {
    for (std::size_t column = 0; column < row_.size(); ++column) row_[column] = run.at(column);
    rows.row(row_);
  }
  count_changes(reply, statement, changes_before);
  return reply;
}

std::unique_ptr<Cursor> SqliteConnection::open_cursor(std::string_view text, std::span<const Value> parameters) {
  return std::make_unique<SqliteCursor>(session_, prepared(text), parameters, cursor_open_);
}

void SqliteConnection::begin(TransactionMode mode) {
  switch (mode) {
    // IMMEDIATE: the wait for the writer's lock is here, where nothing has been read yet that could be outdated.
    case TransactionMode::read_write: return command("BEGIN IMMEDIATE");
    case TransactionMode::read_only: return begin_snapshot();
  }
}

void SqliteConnection::commit() { command("COMMIT"); }

void SqliteConnection::rollback() {
  if (session_.in_transaction()) command("ROLLBACK");  // SQLite may have rolled back by itself
}

void SqliteConnection::ping() { command("SELECT 1"); }

void SqliteConnection::reset() {
  require_ready();
  statements_.clear();
  session_.reopen();
}

ConnectionStatus SqliteConnection::status() const noexcept {
  return {.in_transaction = session_.in_transaction(), .autocommit = true, .usable = session_.usable()};
}

void SqliteConnection::command(std::string_view text) {
  NoRows rows;
  static_cast<void>(run(text, {}, rows));
}

void SqliteConnection::begin_snapshot() {
  command("BEGIN");
  try {
    command("SELECT 1 FROM sqlite_master LIMIT 1");  // the first read takes the snapshot
  } catch (...) {
    rollback();
    throw;
  }
}

void SqliteConnection::require_ready() const {
  if (cursor_open_) throw UsageError{"a cursor is open on this connection; end it before the next statement"};
}

SqliteStatement& SqliteConnection::prepared(std::string_view text) {
  require_ready();
  if (SqliteStatement* known = statements_.find(text)) return *known;
  return statements_.insert(text, SqliteStatement{session_, text});
}

void SqliteConnection::count_changes(ReplySummary& reply, const SqliteStatement& statement, int changes_before) {
  sqlite3* const database = session_.handle();
  // SQLite's counter keeps its value over statements that change nothing.
  if (sqlite3_total_changes(database) == changes_before) return;
  reply.affected_rows = static_cast<std::uint64_t>(sqlite3_changes(database));
  // So does the row id. It is this statement's only if it inserts by its own text (a trigger's inserts do not count)
  // and a row was really inserted (an upsert may have updated one instead).
  if (!statement.inserts() || !session_.notes().inserted_row) return;
  reply.last_insert_id = static_cast<std::uint64_t>(sqlite3_last_insert_rowid(database));
}

}  // namespace rwsplit::detail
