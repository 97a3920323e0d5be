#include "sqlite_errors.hpp"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <rwsplit/error/categories.hpp>
#include <rwsplit/error/connection_error.hpp>
#include <rwsplit/error/outcome_unknown.hpp>
#include <rwsplit/error/server_error.hpp>

#include "sqlite_api.hpp"
#include "sqlite_text.hpp"

namespace rwsplit::detail {

namespace {

// SQLite has one number for every mistake in a text; where its message tells more, the condition takes its place.
std::error_code code_of(const SqliteFailure& failure) noexcept {
  const Cond condition = failure.number == SQLITE_ERROR ? sqlite_text_condition(failure.message) : Cond::other;
  return condition == Cond::other ? std::error_code{failure.number, server_category(Flavor::sqlite)}
                                  : library_code(condition);
}

ErrorInfo info_of(const SqliteFailure& failure, std::string_view engine) {
  const std::error_code code = code_of(failure);
  const ErrorClass meaning = classify_error(code);
  return {.code = code,
          .outcome = meaning.outcome,
          .retry = meaning.retry,
          .server_message = failure.message,
          .engine = std::string{engine},
          .connection_usable = meaning.connection_usable,
          .transaction_over = meaning.transaction_over};
}

// What the number cannot know: whether the transaction survived, and whether anything could have taken effect.
void refine(ErrorInfo& info, const SqliteAttempt& attempt, bool in_transaction) {
  const bool undone = attempt.was_in_transaction && !in_transaction;
  const bool commit_in_doubt = attempt.effect == SqliteEffect::controls && info.outcome == Outcome::outcome_unknown;
  if (undone && !commit_in_doubt) {
    info.outcome = Outcome::rolled_back;
    info.retry = Retry::transaction;
  } else if (attempt.effect == SqliteEffect::reads && info.outcome == Outcome::outcome_unknown) {
    info.outcome = Outcome::statement_failed;
  }
  info.transaction_over = info.transaction_over || undone;
  if (attempt.rows_delivered) {
    info.outcome = Outcome::partial_result;
    info.retry = Retry::never;
  }
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

}  // namespace

ErrorClass classify_sqlite_failure(const SqliteFailure& failure) noexcept { return classify_error(code_of(failure)); }

void throw_sqlite_failure(const SqliteFailure& failure, const SqliteAttempt& attempt, bool in_transaction,
                          std::string_view engine) {
  ErrorInfo info = info_of(failure, engine);
  refine(info, attempt, in_transaction);
  const Cond condition = classify_error(info.code).condition;
  const std::string reason = condition == Cond::other ? text_or_empty(sqlite3_errstr(failure.number))
                                                      : make_error_condition(condition).message();
  info.what = fmt::format("{} failed: {}", attempt.what, reason);
  if (info.outcome == Outcome::outcome_unknown) throw OutcomeUnknown{std::move(info)};
  throw ServerError{std::move(info)};
}

void throw_sqlite_open_failure(const SqliteFailure& failure, const SqliteSettings& settings) {
  throw_sqlite_open_failure(failure, settings, open_advice(failure.number, settings.read_only));
}

void throw_sqlite_open_failure(const SqliteFailure& failure, const SqliteSettings& settings, std::string_view reason) {
  ErrorInfo info = info_of(failure, settings.engine);
  info.what = fmt::format("cannot open SQLite database `{}` {}: {}", settings.path,
                          settings.read_only ? "read-only" : "for writing", reason);
  info.outcome = Outcome::not_executed;
  // Also where the table says never: a file that is not there may be made by the master at any moment.
  info.retry = Retry::new_connection;
  info.connection_usable = false;
  info.transaction_over = true;
  throw ConnectionError{std::move(info)};
}

}  // namespace rwsplit::detail
