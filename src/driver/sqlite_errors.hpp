#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <rwsplit/error/error_class.hpp>

#include "sqlite_settings.hpp"

// From SQLite's numbers and messages to the library's errors. Pure.

namespace rwsplit::detail {

/// What SQLite says about a failed call.
struct SqliteFailure {
  /// The extended result code.
  int number{0};
  std::string message;
};

/// What a statement does: it decides what a failure without a clear number means.
enum class SqliteEffect : std::uint8_t {
  reads,     ///< nothing to lose
  writes,    ///< changes rows or schema
  controls,  ///< BEGIN, COMMIT and relatives
};

/// What was tried and how far it got.
struct SqliteAttempt {
  /// Begins the message: "statement".
  std::string_view what;
  SqliteEffect effect{SqliteEffect::reads};
  bool was_in_transaction{false};
  bool rows_delivered{false};
};

[[nodiscard]] ErrorClass classify_sqlite_failure(const SqliteFailure& failure) noexcept;

/// `in_transaction`: as it is after the failure. Throws: `OutcomeUnknown`, else `ServerError`.
[[noreturn]] void throw_sqlite_failure(const SqliteFailure& failure, const SqliteAttempt& attempt, bool in_transaction,
                                       std::string_view engine);

/// Throws: `ConnectionError`, outcome `not_executed`, with a message that says which file, why, and what to check.
[[noreturn]] void throw_sqlite_open_failure(const SqliteFailure& failure, const SqliteSettings& settings);
/// For a reason that the number does not tell.
[[noreturn]] void throw_sqlite_open_failure(const SqliteFailure& failure, const SqliteSettings& settings,
                                            std::string_view reason);

}  // namespace rwsplit::detail
