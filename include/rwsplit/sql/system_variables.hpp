#pragma once

#include <cstdint>
#include <string_view>

#include <rwsplit/sql/name_set.hpp>

namespace rwsplit::detail {

/// What a system variable's value depends on.
enum class VariableClass : std::uint8_t {
  setting,             ///< on the session, or the same on all servers of a cluster as far as anybody cares
  per_server,          ///< on the server, or nobody knows
  previous_statement,  ///< on what the connection did before
};

// In upper case, a blank after each.

inline constexpr std::string_view previous_statement_variables = "ERROR_COUNT IDENTITY LAST_INSERT_ID WARNING_COUNT ";

/// What a session sets and a pool restores, and what an administrator keeps alike. Not the `read_only` ones: on
/// replicas they are on.
inline constexpr std::string_view setting_variables =
    "AUTOCOMMIT AUTO_INCREMENT_INCREMENT BIG_TABLES BLOCK_ENCRYPTION_MODE "
    "BULK_INSERT_BUFFER_SIZE CHARACTER_SET_CLIENT "
    "CHARACTER_SET_COLLATIONS CHARACTER_SET_CONNECTION CHARACTER_SET_DATABASE CHARACTER_SET_FILESYSTEM "
    "CHARACTER_SET_RESULTS CHARACTER_SET_SERVER CHARACTER_SET_SYSTEM CHECK_CONSTRAINT_CHECKS "
    "COLLATION_CONNECTION COLLATION_DATABASE COLLATION_SERVER COLUMN_COMPRESSION_THRESHOLD COMPLETION_TYPE "
    "CTE_MAX_RECURSION_DEPTH DATE_FORMAT DATETIME_FORMAT DEFAULT_COLLATION_FOR_UTF8MB4 DEFAULT_STORAGE_ENGINE "
    "DEFAULT_TMP_STORAGE_ENGINE DEFAULT_WEEK_FORMAT DIV_PRECISION_INCREMENT END_MARKERS_IN_JSON "
    "EQ_RANGE_INDEX_DIVE_LIMIT EXPLAIN_FORMAT EXPLAIN_JSON_FORMAT_VERSION EXPLICIT_DEFAULTS_FOR_TIMESTAMP "
    "FOREIGN_KEY_CHECKS GENERATED_RANDOM_PASSWORD_LENGTH GROUP_CONCAT_MAX_LEN IDLE_READONLY_TRANSACTION_TIMEOUT "
    "IDLE_TRANSACTION_TIMEOUT IDLE_WRITE_TRANSACTION_TIMEOUT INFORMATION_SCHEMA_STATS_EXPIRY INIT_CONNECT "
    "INNODB_LOCK_WAIT_TIMEOUT INNODB_STRICT_MODE INNODB_TABLE_LOCKS INTERACTIVE_TIMEOUT JOIN_BUFFER_SIZE "
    "JOIN_CACHE_LEVEL LC_MESSAGES LC_TIME_NAMES LICENSE LOCK_WAIT_TIMEOUT LONG_QUERY_TIME LOW_PRIORITY_UPDATES "
    "LOWER_CASE_TABLE_NAMES MAX_ALLOWED_PACKET MAX_ERROR_COUNT MAX_EXECUTION_TIME MAX_HEAP_TABLE_SIZE "
    "MAX_JOIN_SIZE MAX_LENGTH_FOR_SORT_DATA MAX_POINTS_IN_GEOMETRY MAX_RECURSIVE_ITERATIONS MAX_SEEKS_FOR_KEY "
    "MAX_SORT_LENGTH MAX_SP_RECURSION_DEPTH MAX_STATEMENT_TIME MIN_EXAMINED_ROW_LIMIT NET_BUFFER_LENGTH "
    "NET_READ_TIMEOUT NET_RETRY_COUNT NET_WRITE_TIMEOUT NOTE_VERBOSITY OLD_ALTER_TABLE OLD_MODE OLD_PASSWORDS "
    "OPTIMIZER_PRUNE_LEVEL OPTIMIZER_SEARCH_DEPTH OPTIMIZER_SWITCH PRINT_IDENTIFIED_WITH_AS_HEX PROFILING "
    "PROFILING_HISTORY_SIZE PROTOCOL_VERSION READ_BUFFER_SIZE READ_RND_BUFFER_SIZE REGEXP_STACK_LIMIT "
    "REGEXP_TIME_LIMIT SORT_BUFFER_SIZE SQL_AUTO_IS_NULL SQL_BIG_SELECTS SQL_BUFFER_RESULT "
    "SQL_GENERATE_INVISIBLE_PRIMARY_KEY SQL_IF_EXISTS SQL_MODE SQL_NOTES SQL_QUOTE_SHOW_CREATE "
    "SQL_REQUIRE_PRIMARY_KEY SQL_SAFE_UPDATES SQL_SELECT_LIMIT SQL_WARNINGS STANDARD_COMPLIANT_CTE STORAGE_ENGINE "
    "SYSTEM_TIME_ZONE SYSTEM_VERSIONING_ALTER_HISTORY SYSTEM_VERSIONING_ASOF TIMESTAMP TIME_FORMAT TIME_ZONE "
    "TMP_TABLE_SIZE "
    "TRANSACTION_ISOLATION TX_ISOLATION UNIQUE_CHECKS UPDATABLE_VIEWS_WITH_LIMIT USE_SECONDARY_ENGINE VERSION "
    "VERSION_COMMENT VERSION_COMPILE_MACHINE VERSION_COMPILE_OS VERSION_COMPILE_ZLIB WAIT_TIMEOUT "
    "WINDOWING_USE_HIGH_PRECISION ";

/// What describes the release that runs, and what cannot be told apart in one cluster.
inline constexpr std::string_view global_setting_variables =
    "LICENSE LOWER_CASE_TABLE_NAMES PROTOCOL_VERSION VERSION VERSION_COMMENT ";

inline constexpr NameSet<count_words(previous_statement_variables)> previous_statement_names{
    previous_statement_variables};
inline constexpr NameSet<count_words(setting_variables)> setting_names{setting_variables};
inline constexpr NameSet<count_words(global_setting_variables)> global_setting_names{global_setting_variables};

/// Of `@@name`, `@@session.name` and `@@local.name`; `name` in any case, without quotes.
[[nodiscard]] constexpr VariableClass system_variable_class(std::string_view name) noexcept {
  if (previous_statement_names.contains(name)) return VariableClass::previous_statement;
  return setting_names.contains(name) ? VariableClass::setting : VariableClass::per_server;
}

/// Of `@@global.name`: what a server has for sessions to come.
[[nodiscard]] constexpr VariableClass global_variable_class(std::string_view name) noexcept {
  return global_setting_names.contains(name) ? VariableClass::setting : VariableClass::per_server;
}

}  // namespace rwsplit::detail
