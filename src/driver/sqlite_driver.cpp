#include <rwsplit/driver/sqlite_driver.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/config_error.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/conversion_error.hpp>
#include <rwsplit/error/error_class.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/server_error.hpp>
#include <rwsplit/error/usage_error.hpp>

#include "sqlite_text.hpp"
#include "statement_cache.hpp"
#include "url_options.hpp"

// The only file that sees <sqlite3.h>.

namespace rwsplit {

namespace {

using std::chrono::milliseconds;

// ---- settings ----

struct Settings {
  std::string path;
  std::string engine;
  bool read_only{false};
  milliseconds open_timeout{0};
  milliseconds busy_timeout{0};
  milliseconds read_timeout{0};
  std::size_t statement_cache{0};
};

constexpr std::array<std::string_view, 3> known_options{"busy_timeout", "read_timeout", "statement_cache"};

void check_url(const Url& url) {
  if (url.scheme != "sqlite") {
    throw ConfigError{
        fmt::format("the SQLite driver has no use for a `{}:` URL; write `sqlite:/path/app.db`", url.scheme)};
  }
  if (url.path == ":memory:") {
    throw ConfigError{
        "`sqlite::memory:` is a database that no second connection can see, so replicas could not read what the master "
        "writes; name a file, for instance in a temporary directory"};
  }
  // SQLite may be built to read such a name as a URI, whose parameters would override the read-only belt.
  if (url.path.starts_with("file:")) {
    throw ConfigError{"a `sqlite:` URL names a plain path; leave out the `file:`, or write `./file:...`"};
  }
  detail::require_known_options(url, known_options);
}

Settings settings_of(const ConnectOptions& options) {
  const Url& url = options.url;
  check_url(url);
  return {.path = url.path,
          .engine = options.engine,
          .read_only = options.read_only,
          .open_timeout = options.connect_timeout,
          .busy_timeout = detail::duration_option(url, "busy_timeout").value_or(std::chrono::seconds{5}),
          .read_timeout = detail::duration_option(url, "read_timeout").value_or(options.read_timeout),
          .statement_cache =
              detail::number_option(url, "statement_cache", 1, 100'000).value_or(options.statement_cache_size)};
}

int clamp_to_int(milliseconds value) noexcept {
  return static_cast<int>(std::clamp<std::int64_t>(value.count(), 0, std::numeric_limits<int>::max()));
}

// ---- what one connection is made of ----

struct CloseDatabase {
  void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

struct Statement {
  StatementHandle handle;
  /// It inserts rows by itself, not only through a trigger.
  bool inserts{false};
  /// How often SQLite had prepared it again, after a change of the schema, when `columns` was made.
  int prepared_again{0};
  std::shared_ptr<const ResultSet::Columns> columns;
};

/// The state that running statements and callbacks share. SQLite holds pointers to it: it does not move.
struct Session {
  explicit Session(Settings s) : settings{std::move(s)} {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Settings settings;
  DatabaseHandle database;
  bool usable{true};
  bool cursor_open{false};
  /// Set by the authorizer while a statement is prepared.
  bool prepared_insert{false};
  /// Set by the update hook while a statement runs.
  bool inserted_row{false};
  std::chrono::steady_clock::time_point deadline{};

  [[nodiscard]] bool in_transaction() const noexcept {
    return database != nullptr && sqlite3_get_autocommit(database.get()) == 0;
  }
};

// ---- errors ----

enum class Effect : std::uint8_t {
  reads,     // nothing to lose
  writes,    // changes rows or schema
  controls,  // BEGIN, COMMIT and relatives
};

struct Failure {
  std::string_view what;
  Effect effect{Effect::reads};
  bool was_in_transaction{false};
  bool rows_delivered{false};
};

std::string text_or_empty(const char* text) { return text != nullptr ? text : ""; }

// SQLite has one number for every mistake in a text; where its message tells more, the condition takes its place.
std::error_code code_of(int number, std::string_view message) {
  const Cond condition = number == SQLITE_ERROR ? detail::sqlite_text_condition(message) : Cond::other;
  return condition == Cond::other ? std::error_code{number, server_category(Flavor::sqlite)} : library_code(condition);
}

ErrorInfo info_of(const Session& session, int number, std::string message) {
  const std::error_code code = code_of(number, message);
  const ErrorClass meaning = classify_error(code);
  return {.code = code,
          .outcome = meaning.outcome,
          .retry = meaning.retry,
          .server_message = std::move(message),
          .engine = session.settings.engine,
          .connection_usable = meaning.connection_usable,
          .transaction_over = meaning.transaction_over};
}

// What the number cannot know: whether the transaction survived, and whether anything could have taken effect.
void refine(ErrorInfo& info, const Session& session, const Failure& failure) {
  const bool undone = failure.was_in_transaction && !session.in_transaction();
  const bool commit_in_doubt = failure.effect == Effect::controls && info.outcome == Outcome::outcome_unknown;
  if (undone && !commit_in_doubt) {
    info.outcome = Outcome::rolled_back;
    info.retry = Retry::transaction;
  } else if (failure.effect == Effect::reads && info.outcome == Outcome::outcome_unknown) {
    info.outcome = Outcome::statement_failed;
  }
  info.transaction_over = info.transaction_over || undone;
  if (failure.rows_delivered) {
    info.outcome = Outcome::partial_result;
    info.retry = Retry::never;
  }
}

[[noreturn]] void fail(Session& session, const Failure& failure) {
  const int number = sqlite3_extended_errcode(session.database.get());
  ErrorInfo info = info_of(session, number, text_or_empty(sqlite3_errmsg(session.database.get())));
  refine(info, session, failure);
  const Cond condition = classify_error(info.code).condition;
  const std::string reason =
      condition == Cond::other ? text_or_empty(sqlite3_errstr(number)) : make_error_condition(condition).message();
  info.what = fmt::format("{} failed: {}", failure.what, reason);
  session.usable = session.usable && info.connection_usable;
  if (info.outcome == Outcome::outcome_unknown) throw OutcomeUnknown{std::move(info)};
  throw ServerError{std::move(info)};
}

std::string open_advice(int number, bool read_only) {
  switch (number & 0xff) {
    case SQLITE_CANTOPEN:
      return read_only ? "the file does not exist yet or must not be read; the master creates it when it connects"
                       : "its directory does not exist, or file or directory must not be written";
    case SQLITE_NOTADB: return "the file is not an SQLite database";
    case SQLITE_BUSY: return "another process holds it locked";
    case SQLITE_READONLY: return "file or directory must not be written";
    default: return text_or_empty(sqlite3_errstr(number));  // a number of SQLite's, not an enumeration of ours
  }
}

[[noreturn]] void fail_to_open(const Session& session, int number, std::string message, std::string_view reason) {
  ErrorInfo info = info_of(session, number, std::move(message));
  info.what = fmt::format("cannot open SQLite database `{}` {}: {}", session.settings.path,
                          session.settings.read_only ? "read-only" : "for writing", reason);
  info.outcome = Outcome::not_executed;
  // Also where the table says never: a file that is not there may be made by the master at any moment.
  info.retry = Retry::new_connection;
  info.connection_usable = false;
  info.transaction_over = true;
  throw ConnectionError{std::move(info)};
}

// ---- callbacks ----

int note_insert_in_text(void* session, int action, const char* table, const char*, const char*, const char* trigger) {
  // CREATE TABLE and its relatives insert into tables of SQLite's own.
  if (action == SQLITE_INSERT && trigger == nullptr && !std::string_view{table}.starts_with("sqlite_")) {
    static_cast<Session*>(session)->prepared_insert = true;
  }
  return SQLITE_OK;
}

void note_inserted_row(void* session, int action, const char*, const char*, sqlite3_int64) {
  if (action == SQLITE_INSERT) static_cast<Session*>(session)->inserted_row = true;
}

int interrupt_at_deadline(void* session) {
  return std::chrono::steady_clock::now() >= static_cast<Session*>(session)->deadline ? 1 : 0;
}

// ---- opening ----

/// Runs one statement of the driver's own and gives the first column of its first row.
std::string ask(Session& session, sqlite3* database, const char* text) {
  sqlite3_stmt* raw = nullptr;
  int result = sqlite3_prepare_v2(database, text, -1, &raw, nullptr);
  const StatementHandle statement{raw};
  if (result == SQLITE_OK) result = sqlite3_step(raw);
  if (result == SQLITE_DONE) return {};
  if (result == SQLITE_ROW) return text_or_empty(reinterpret_cast<const char*>(sqlite3_column_text(raw, 0)));
  const int number = sqlite3_extended_errcode(database);
  fail_to_open(session, number, text_or_empty(sqlite3_errmsg(database)),
               open_advice(number, session.settings.read_only));
}

void prepare_writer(Session& session, sqlite3* database) {
  // Write-ahead logging is what lets readers read while the writer writes; only local file systems can do it.
  if (const std::string mode = ask(session, database, "PRAGMA journal_mode=WAL"); mode != "wal") {
    fail_to_open(session, SQLITE_CANTOPEN, {}, "its file system does not support write-ahead logging");
  }
  ask(session, database, "PRAGMA synchronous=NORMAL");
  ask(session, database, "PRAGMA foreign_keys=ON");
}

/// A reader is opened at the same time as the writer that creates the file: it waits for that as for a server that is
/// still starting, instead of failing first. Looking again is all that a file system offers for it.
void await_file(const Settings& settings) {
  constexpr auto pause = std::chrono::milliseconds{1};
  const auto deadline = std::chrono::steady_clock::now() + settings.open_timeout;
  std::error_code ignored;  // what cannot be looked at cannot be opened either, and that error is reported
  while (!std::filesystem::exists(settings.path, ignored) && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(pause);
  }
}

DatabaseHandle open_database(Session& session) {
  const Settings& settings = session.settings;
  if (settings.read_only) await_file(settings);
  // NOMUTEX: a connection belongs to one thread at a time, as the port says.
  const int access = settings.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int result = sqlite3_open_v2(settings.path.c_str(), &raw, access | SQLITE_OPEN_NOMUTEX, nullptr);
  DatabaseHandle database{raw};
  if (result != SQLITE_OK) {
    const int number = raw != nullptr ? sqlite3_extended_errcode(raw) : result;
    fail_to_open(session, number, text_or_empty(raw != nullptr ? sqlite3_errmsg(raw) : nullptr),
                 open_advice(number, settings.read_only));
  }
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, clamp_to_int(settings.open_timeout));
  if (settings.read_only) {
    ask(session, raw, "PRAGMA query_only=ON");
  } else {
    prepare_writer(session, raw);
  }
  ask(session, raw, "SELECT count(*) FROM sqlite_master");  // opening is lazy: only a read finds a file of another kind
  sqlite3_busy_timeout(raw, clamp_to_int(settings.busy_timeout));
  sqlite3_set_authorizer(raw, &note_insert_in_text, &session);
  sqlite3_update_hook(raw, &note_inserted_row, &session);
  constexpr int instructions_between_looks_at_the_clock = 10'000;
  if (settings.read_timeout.count() > 0) {
    sqlite3_progress_handler(raw, instructions_between_looks_at_the_clock, &interrupt_at_deadline, &session);
  }
  return database;
}

// ---- parameters ----

class Binder {
 public:
  explicit Binder(sqlite3_stmt* statement) : statement_{statement} {}

  /// Copies bytes, because a cursor may live longer than the caller's parameters. Returns SQLite's result.
  int bind(int index, const Value& value) const {
    switch (value.kind()) {
      case ValueKind::null: return sqlite3_bind_null(statement_, index);
      case ValueKind::integer: return sqlite3_bind_int64(statement_, index, value.as_integer());
      case ValueKind::unsigned_integer: return bind_unsigned(index, value.as_unsigned());
      case ValueKind::real: return bind_real(index, value.as_real());
      case ValueKind::decimal:
      case ValueKind::text: return bind_text(index, value.as_bytes());
      case ValueKind::blob: return bind_blob(index, value.as_bytes());
      case ValueKind::date: return bind_text(index, detail::sqlite_date(value.as_date()));
      case ValueKind::time: return bind_text(index, detail::sqlite_time(value.as_time()));
      case ValueKind::datetime: return bind_text(index, detail::sqlite_datetime(value.as_datetime()));
    }
    return SQLITE_MISUSE;
  }

 private:
  [[nodiscard]] int bind_unsigned(int index, std::uint64_t value) const {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      throw ConversionError{fmt::format("parameter {}: SQLite has no integers above 9223372036854775807", index)};
    }
    return sqlite3_bind_int64(statement_, index, static_cast<sqlite3_int64>(value));
  }
  [[nodiscard]] int bind_real(int index, double value) const {
    if (std::isnan(value)) throw ConversionError{fmt::format("parameter {}: SQLite would store NaN as NULL", index)};
    return sqlite3_bind_double(statement_, index, value);
  }
  // An empty text or blob may have no address, which SQLite would take for NULL.
  [[nodiscard]] int bind_text(int index, std::string_view text) const {
    const char* const bytes = text.empty() ? "" : text.data();
    return sqlite3_bind_text64(statement_, index, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  [[nodiscard]] int bind_blob(int index, std::string_view bytes) const {
    if (bytes.empty()) return sqlite3_bind_zeroblob(statement_, index, 0);
    return sqlite3_bind_blob64(statement_, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  }

  sqlite3_stmt* statement_;
};

// ---- one execution ----

std::string_view storage_class(int type) noexcept {
  switch (type) {
    case SQLITE_INTEGER: return "INTEGER";
    case SQLITE_FLOAT: return "REAL";
    case SQLITE_TEXT: return "TEXT";
    case SQLITE_BLOB: return "BLOB";
    default: return "ANY";  // NULL, or no row to look at; a number of SQLite's, not an enumeration of ours
  }
}

/// A prepared statement that runs: from its parameters to the last row. Its end makes the statement ready for the next
/// run.
class Run {
 public:
  Run(Session& session, Statement& statement, std::span<const Value> parameters)
      : session_{session}, statement_{statement}, raw_{statement.handle.get()} {
    try {
      bind(parameters);
    } catch (...) {
      finish();  // a constructor that throws has no destructor
      throw;
    }
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() { finish(); }

  /// Moves to the first or next row; false after the last.
  [[nodiscard]] bool step() {
    if (finished_) return false;
    const bool was_in_transaction = session_.in_transaction();
    const milliseconds limit = session_.settings.read_timeout;
    if (limit.count() > 0) session_.deadline = std::chrono::steady_clock::now() + limit;
    const int result = sqlite3_step(raw_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
      fail(session_, {.what = "statement",
                      .effect = effect(),
                      .was_in_transaction = was_in_transaction,
                      .rows_delivered = rows_ > 0});
    }
    if (rows_ == 0) describe_columns(result == SQLITE_ROW);
    if (result == SQLITE_ROW) {
      ++rows_;
      return true;
    }
    finish();  // ends the read transaction now, not when the caller is through with the rows
    return false;
  }

  [[nodiscard]] const std::shared_ptr<const ResultSet::Columns>& columns() const noexcept { return statement_.columns; }

  [[nodiscard]] Value at(std::size_t column) const noexcept {
    const int index = static_cast<int>(column);
    switch (sqlite3_column_type(raw_, index)) {
      case SQLITE_INTEGER: return Value::integer(sqlite3_column_int64(raw_, index));
      case SQLITE_FLOAT: return Value::real(sqlite3_column_double(raw_, index));
      case SQLITE_TEXT: return Value::text(bytes(sqlite3_column_text(raw_, index), index));
      case SQLITE_BLOB: return Value::blob(bytes(sqlite3_column_blob(raw_, index), index));
      default: return Value::null();  // a number of SQLite's, not an enumeration of ours
    }
  }

 private:
  void bind(std::span<const Value> parameters) {
    const int expected = sqlite3_bind_parameter_count(raw_);
    if (parameters.size() != static_cast<std::size_t>(expected)) {
      throw UsageError{
          fmt::format("the statement has {} placeholders, but {} values were given", expected, parameters.size())};
    }
    const Binder binder{raw_};
    for (int i = 0; i < expected; ++i) {
      if (binder.bind(i + 1, parameters[static_cast<std::size_t>(i)]) == SQLITE_OK) continue;
      fail(session_, {.what = "binding a parameter", .was_in_transaction = session_.in_transaction()});
    }
  }

  [[nodiscard]] Effect effect() const noexcept {
    if (sqlite3_stmt_readonly(raw_) == 0) return Effect::writes;
    return sqlite3_column_count(raw_) > 0 ? Effect::reads : Effect::controls;
  }

  // After the first step, because that is when SQLite prepares again after a change of the schema.
  void describe_columns(bool has_row) {
    const int prepared_again = sqlite3_stmt_status(raw_, SQLITE_STMTSTATUS_REPREPARE, 0);
    if (statement_.columns != nullptr && statement_.prepared_again == prepared_again) return;
    ResultSet::Columns columns;
    for (int i = 0; i < sqlite3_column_count(raw_); ++i) {
      const char* const declared = sqlite3_column_decltype(raw_, i);
      columns.push_back({.name = text_or_empty(sqlite3_column_name(raw_, i)),
                         .type = declared != nullptr ? detail::sqlite_type_name(declared)
                                                     : storage_class(has_row ? sqlite3_column_type(raw_, i) : 0)});
    }
    statement_.columns = std::make_shared<const ResultSet::Columns>(std::move(columns));
    statement_.prepared_again = prepared_again;
  }

  [[nodiscard]] std::string_view bytes(const void* begin, int column) const noexcept {
    return {static_cast<const char*>(begin), static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
  }

  void finish() noexcept {
    finished_ = true;
    sqlite3_reset(raw_);  // repeats the result of the last step, which was dealt with
    sqlite3_clear_bindings(raw_);
  }

  Session& session_;
  Statement& statement_;
  sqlite3_stmt* raw_;
  std::size_t rows_{0};
  bool finished_{false};
};

class SqliteCursor final : public Cursor {
 public:
  SqliteCursor(Session& session, Statement& statement, std::span<const Value> parameters)
      : session_{session}, run_{session, statement, parameters}, has_row_{run_.step()} {
    session_.cursor_open = true;
  }
  ~SqliteCursor() override { session_.cursor_open = false; }

  [[nodiscard]] const ResultSet::Columns& columns() const noexcept override { return *run_.columns(); }

  [[nodiscard]] bool next() override {
    if (std::exchange(first_, false)) return has_row_;
    return has_row_ = has_row_ && run_.step();
  }

  [[nodiscard]] Value at(std::size_t column) const noexcept override { return run_.at(column); }

 private:
  Session& session_;
  Run run_;
  bool has_row_;
  /// The first step was made when the cursor was opened, so that a statement that cannot run is refused there.
  bool first_{true};
};

// ---- the ports ----

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(Settings settings)
      : session_{std::move(settings)}, statements_{session_.settings.statement_cache} {
    identity_.flavor = Flavor::sqlite;
    identity_.version = sqlite3_libversion();
    session_.database = open_database(session_);
  }

  [[nodiscard]] Reply execute(std::string_view text, std::span<const Value> parameters) override {
    Statement& statement = prepared(text);
    const int changes_before = sqlite3_total_changes(session_.database.get());
    session_.inserted_row = false;
    Reply reply;
    Run run{session_, statement, parameters};
    bool has_row = run.step();
    reply.rows = ResultSet{run.columns()};
    for (; has_row; has_row = run.step()) {
      for (std::size_t column = 0; column < reply.rows.column_count(); ++column) reply.rows.push(run.at(column));
    }
    count_changes(reply, statement, changes_before);
    return reply;
  }

  [[nodiscard]] std::unique_ptr<Cursor> open_cursor(std::string_view text, std::span<const Value> parameters) override {
    return std::make_unique<SqliteCursor>(session_, prepared(text), parameters);
  }

  void begin(TransactionMode mode) override {
    switch (mode) {
      // IMMEDIATE: the wait for the writer's lock is here, where nothing has been read yet that could be outdated.
      case TransactionMode::read_write: return command("BEGIN IMMEDIATE");
      case TransactionMode::read_only: return begin_snapshot();
    }
  }
  void commit() override { command("COMMIT"); }
  void rollback() override {
    if (session_.in_transaction()) command("ROLLBACK");  // SQLite may have rolled back by itself
  }

  void ping() override { command("SELECT 1"); }

  /// Opens anew: nothing of the old session, temporary tables and pragmas included, can be left behind.
  void reset() override {
    require_ready();
    statements_.clear();
    session_.usable = false;  // until it is open again
    DatabaseHandle fresh = open_database(session_);
    session_.database = std::move(fresh);
    session_.usable = true;
  }

  /// There is no peer that could go away.
  [[nodiscard]] bool alive() noexcept override { return session_.usable; }

  [[nodiscard]] ConnectionStatus status() const noexcept override {
    return {.in_transaction = session_.in_transaction(), .autocommit = true, .usable = session_.usable};
  }
  [[nodiscard]] const ServerIdentity& server() const noexcept override { return identity_; }

 private:
  void command(std::string_view text) { static_cast<void>(execute(text, {})); }

  void begin_snapshot() {
    command("BEGIN");
    try {
      command("SELECT 1 FROM sqlite_master LIMIT 1");  // the first read takes the snapshot
    } catch (...) {
      rollback();
      throw;
    }
  }

  void require_ready() const {
    if (session_.cursor_open) throw UsageError{"a cursor is open on this connection; end it before the next statement"};
  }

  Statement& prepared(std::string_view text) {
    require_ready();
    if (Statement* known = statements_.find(text)) return *known;
    std::string_view rest = text;
    session_.prepared_insert = false;
    Statement statement;
    statement.handle = prepare_next(rest);
    if (statement.handle == nullptr) throw UsageError{"the text holds no statement"};
    statement.inserts = session_.prepared_insert;
    require_nothing_left(rest);
    return statements_.insert(text, std::move(statement));
  }

  /// The first statement of `text`, which is left with what follows. Null if there is only white space and comments.
  StatementHandle prepare_next(std::string_view& text) {
    sqlite3_stmt* raw = nullptr;
    const char* end = nullptr;
    const auto size = static_cast<int>(std::min<std::size_t>(text.size(), std::numeric_limits<int>::max()));
    const bool was_in_transaction = session_.in_transaction();
    const int result =
        sqlite3_prepare_v3(session_.database.get(), text.data(), size, SQLITE_PREPARE_PERSISTENT, &raw, &end);
    StatementHandle handle{raw};
    if (result != SQLITE_OK) {
      fail(session_, {.what = "statement", .was_in_transaction = was_in_transaction});
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return handle;
  }

  void require_nothing_left(std::string_view rest) {
    while (!rest.empty()) {
      const std::size_t before = rest.size();
      if (prepare_next(rest) != nullptr) {
        throw UsageError{
            "the text holds several statements; run one at a time, in a transaction if they belong together"};
      }
      if (rest.size() == before) return;
    }
  }

  void count_changes(Reply& reply, const Statement& statement, int changes_before) const {
    sqlite3* const database = session_.database.get();
    // SQLite's counter keeps its value over statements that change nothing.
    if (sqlite3_total_changes(database) == changes_before) return;
    reply.affected_rows = static_cast<std::uint64_t>(sqlite3_changes(database));
    // So does the row id. It is this statement's only if it inserts by its own text (a trigger's inserts do not count)
    // and a row was really inserted (an upsert may have updated one instead).
    if (!statement.inserts || !session_.inserted_row) return;
    reply.last_insert_id = static_cast<std::uint64_t>(sqlite3_last_insert_rowid(database));
  }

  // Statements end before their database: members are destroyed from the last to the first.
  ServerIdentity identity_;
  Session session_;
  detail::StatementCache<Statement> statements_;
};

class SqliteDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "sqlite"; }

  void validate(const Url& url) const override { static_cast<void>(settings_of(ConnectOptions{.url = url})); }

  [[nodiscard]] std::unique_ptr<Connection> connect(const ConnectOptions& options) override {
    if (sqlite3_threadsafe() == 0) throw ConfigError{"this SQLite library was built without support for threads"};
    return std::make_unique<SqliteConnection>(settings_of(options));
  }
};

}  // namespace

std::shared_ptr<Driver> sqlite_driver() {
  static const auto driver = std::make_shared<SqliteDriver>();
  return driver;
}

}  // namespace rwsplit
