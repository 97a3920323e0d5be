#include "mysql_connection.hpp"

#include <utility>

#include <rwsplit/row/result_set.hpp>

namespace rwsplit::detail {

namespace {

class MysqlCursor final : public Cursor {
 public:
  explicit MysqlCursor(std::unique_ptr<MysqlRows> rows) : rows_{std::move(rows)} {}

  [[nodiscard]] const ResultSet::Columns& columns() const noexcept override { return *rows_->columns(); }

  [[nodiscard]] bool next() override {
    if (finished_) return false;
    if (rows_->next(delivered_ ? Progress::rows_delivered : Progress::statement_sent)) return delivered_ = true;
    finished_ = true;
    rows_->finish();
    return false;
  }

  [[nodiscard]] Value at(std::size_t column) const noexcept override { return rows_->row()[column]; }

 private:
  std::unique_ptr<MysqlRows> rows_;
  bool delivered_{false};
  bool finished_{false};
};

// What a statement that returns no rows leaves for a cursor.
class EmptyCursor final : public Cursor {
 public:
  [[nodiscard]] const ResultSet::Columns& columns() const noexcept override { return columns_; }
  [[nodiscard]] bool next() override { return false; }
  [[nodiscard]] Value at(std::size_t) const noexcept override { return {}; }

 private:
  ResultSet::Columns columns_;
};

// Reads every row, and hands on those of the first result that has columns.
void read_all(MysqlRows& rows, RowSink& sink, ReplySummary& reply) {
  const bool first = !reply.has_rows;
  reply.has_rows = true;
  if (first) sink.begin(rows.columns());
  while (rows.next(Progress::statement_sent)) {
    if (first) sink.row(rows.row());
  }
}

void take_counts(ReplySummary& reply, MYSQL* handle) {
  reply.affected_rows = mysql_affected_rows(handle);
  reply.last_insert_id = mysql_insert_id(handle);
}

}  // namespace

MysqlConnection::MysqlConnection(MysqlSettings settings, Secret password)
    : statements_{settings.statement_cache}, link_{std::move(settings), std::move(password)} {}

ReplySummary MysqlConnection::run(std::string_view text, std::span<const Value> parameters, RowSink& rows) {
  return parameters.empty() ? run_text(text, rows) : run_prepared(text, parameters, rows);
}

std::unique_ptr<Cursor> MysqlConnection::open_cursor(std::string_view text, std::span<const Value> parameters) {
  std::unique_ptr<MysqlRows> rows;
  if (parameters.empty()) {
    send_text(text);
    if (mysql_field_count(link_.handle()) != 0) rows = std::make_unique<MysqlTextRows>(link_, row_, text_columns_);
  } else {
    auto& statement = execute_prepared(text, parameters);
    if (statement.has_rows()) rows = std::make_unique<MysqlStatementRows>(link_, row_, statement);
  }
  if (rows) return std::make_unique<MysqlCursor>(std::move(rows));
  const bool moved = link_.database_changed();
  link_.finish();
  if (moved) statements_.clear();
  return std::make_unique<EmptyCursor>();
}

void MysqlConnection::send_text(std::string_view text) {
  link_.start();
  if (mysql_real_query(link_.handle(), text.data(), text.size()) != 0) link_.fail(Progress::statement_sent);
}

ReplySummary MysqlConnection::run_text(std::string_view text, RowSink& sink) {
  send_text(text);
  MYSQL* const handle = link_.handle();
  ReplySummary reply;
  int more = 0;
  do {
    if (mysql_field_count(handle) == 0) {
      take_counts(reply, handle);
    } else {
      MysqlTextRows rows{link_, row_, text_columns_};
      read_all(rows, sink, reply);
    }
    more = mysql_next_result(handle);
    if (more > 0) link_.fail(Progress::statement_sent);
  } while (more == 0);
  reply.warnings = mysql_warning_count(handle);
  const bool moved = link_.database_changed();
  link_.finish();
  if (moved) statements_.clear();
  return reply;
}

MysqlStatement& MysqlConnection::prepared(std::string_view text) {
  if (auto* const known = statements_.find(text)) return *known;
  return statements_.insert(text, MysqlStatement{link_, text});
}

MysqlStatement& MysqlConnection::execute_prepared(std::string_view text, std::span<const Value> parameters) {
  for (bool last_try = false;; last_try = true) {
    auto& statement = prepared(text);
    statement.bind(parameters);
    if (statement.execute(link_)) return statement;
    if (last_try) link_.fail(statement.handle(), Progress::nothing_sent);
    statements_.erase(text);
  }
}

ReplySummary MysqlConnection::run_prepared(std::string_view text, std::span<const Value> parameters, RowSink& sink) {
  auto& statement = execute_prepared(text, parameters);
  MYSQL_STMT* const handle = statement.handle();
  ReplySummary reply;
  int more = 0;
  do {
    if (!statement.has_rows()) {
      take_counts(reply, link_.handle());  // the statement's own are stale after the first of several results
    } else {
      MysqlStatementRows rows{link_, row_, statement};
      read_all(rows, sink, reply);
    }
    more = mysql_stmt_next_result(handle);
    if (more > 0) link_.fail(handle, Progress::statement_sent);
  } while (more == 0);
  reply.warnings = mysql_warning_count(link_.handle());
  link_.finish();
  return reply;
}

void MysqlConnection::begin(TransactionMode mode) {
  // No READ WRITE: said aloud, it would take the belt off a replica's session.
  link_.command(mode == TransactionMode::read_only ? "START TRANSACTION READ ONLY" : "START TRANSACTION",
                Progress::nothing_sent, "beginning the transaction");
}

void MysqlConnection::commit() { link_.command("COMMIT", Progress::statement_sent, "the commit"); }

void MysqlConnection::rollback() { link_.command("ROLLBACK", Progress::rollback_sent, "the rollback"); }

void MysqlConnection::ping() {
  link_.start();
  if (mysql_ping(link_.handle()) != 0) link_.fail(Progress::nothing_sent, "the ping");
  link_.cancel();  // one C library does not look into the answer: what it knows is the last statement's
}

void MysqlConnection::reset() {
  // MariaDB keeps an active role over the login below, also one that a procedure has set. Source: measured on 10.11.
  if (link_.server().flavor == Flavor::mariadb) {
    link_.command("SET ROLE NONE", Progress::nothing_sent, "giving up the role");
  }
  // Logging in again on the same connection. COM_RESET_CONNECTION would keep the current database, the active role and
  // the C library's idea of the character set, and putting those right takes more round trips than this.
  link_.start();
  const auto& settings = link_.settings();
  const char* const database = settings.database.empty() ? nullptr : settings.database.c_str();
  if (mysql_change_user(link_.handle(), settings.user.c_str(), link_.password().reveal().c_str(), database) != 0) {
    link_.fail(Progress::nothing_sent, "resetting the session");
  }
  link_.finish();
  statements_.clear();
  link_.prepare_session();
}

}  // namespace rwsplit::detail
