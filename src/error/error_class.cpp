#include <rwsplit/error/error_class.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <rwsplit/error/categories.hpp>

// Sources of the numbers: `mysqld_error.h` and `errmsg.h` of MySQL 9.7 and of MariaDB 10.11 with Connector/C 3.3, and
// SQLite's "Result and Error Codes". Server numbers from about 1900 up mean different things in MySQL and MariaDB
// (4031, 4151), so those are in tables of their own.

namespace rwsplit {
namespace {

// One number, or a range of numbers that mean the same.
struct Row {
  int first;
  int last;
  ErrorClass meaning;
};

// What a row says apart from its condition. Each name is one sentence about what is left after the error.

// The server refused or undid this statement; session and transaction go on.
constexpr ErrorClass failed(Cond condition) { return {.condition = condition}; }
// As above, but this server or session is not to be trusted any further.
constexpr ErrorClass failed_and_evict(Cond condition) {
  return {.condition = condition, .connection_usable = false, .transaction_over = true};
}
// Refused before any effect, and it would be refused again.
constexpr ErrorClass refused(Cond condition) { return {.condition = condition, .outcome = Outcome::not_executed}; }
// Refused before any effect, for a reason that passes or that another try gets around.
constexpr ErrorClass refused_for_now(Cond condition, Retry retry) {
  return {.condition = condition, .outcome = Outcome::not_executed, .retry = retry};
}
// There is no connection, nothing was sent.
constexpr ErrorClass not_connected(Cond condition, Retry retry) {
  return {.condition = condition,
          .outcome = Outcome::not_executed,
          .retry = retry,
          .connection_usable = false,
          .transaction_over = true};
}
// A lock was not granted. The statement alone was undone, but with innodb_rollback_on_timeout the whole transaction
// was: only a repetition from the beginning is right in both cases.
constexpr ErrorClass lock_not_granted() { return {.condition = Cond::lock_timeout, .retry = Retry::transaction}; }
// The server undid the whole transaction.
constexpr ErrorClass transaction_undone(Cond condition) {
  return {
      .condition = condition, .outcome = Outcome::rolled_back, .retry = Retry::transaction, .transaction_over = true};
}
// The number does not tell whether the statement took effect; the caller may know more from what had been sent.
constexpr ErrorClass in_doubt(Cond condition) {
  return {.condition = condition,
          .outcome = Outcome::outcome_unknown,
          .connection_usable = false,
          .transaction_over = true};
}

constexpr Row row(int number, ErrorClass meaning) { return {number, number, meaning}; }

// Numbers that MySQL and MariaDB share.
constexpr std::array shared_rows{
    row(3, failed_and_evict(Cond::out_of_resources)),         // EE_WRITE, disk full
    Row{126, 145, failed_and_evict(Cond::out_of_resources)},  // HA_ERR_*, storage engine
    row(1020, failed(Cond::other)),                           // CHECKREAD; MariaDB has a row of its own
    row(1021, failed_and_evict(Cond::out_of_resources)),      // DISK_FULL
    row(1022, failed(Cond::duplicate_key)),                   // DUP_KEY
    row(1028, failed(Cond::statement_timeout)),               // FILSORT_ABORT
    row(1030, failed_and_evict(Cond::other)),                 // GET_ERRNO, storage engine
    row(1037, failed_and_evict(Cond::out_of_resources)),      // OUTOFMEMORY
    row(1038, failed_and_evict(Cond::out_of_resources)),      // OUT_OF_SORTMEMORY
    row(1040, not_connected(Cond::too_many_connections, Retry::new_connection)),  // CON_COUNT_ERROR
    row(1041, failed_and_evict(Cond::out_of_resources)),                          // OUT_OF_RESOURCES
    row(1042, not_connected(Cond::connection_failed, Retry::new_connection)),     // BAD_HOST_ERROR
    row(1043, not_connected(Cond::connection_failed, Retry::new_connection)),     // HANDSHAKE_ERROR
    row(1044, refused(Cond::access_denied)),                                      // DBACCESS_DENIED_ERROR
    row(1045, refused(Cond::access_denied)),                                      // ACCESS_DENIED_ERROR
    row(1047, refused_for_now(Cond::unavailable, Retry::new_connection)),         // UNKNOWN_COM_ERROR, Galera not ready
    row(1048, failed(Cond::constraint_violation)),                                // BAD_NULL_ERROR
    row(1049, refused(Cond::unknown_database)),                                   // BAD_DB_ERROR
    row(1051, failed(Cond::no_such_table)),                                       // BAD_TABLE_ERROR
    row(1053, failed_and_evict(Cond::connection_lost)),                   // SERVER_SHUTDOWN; CALL and DDL: unknown
    row(1054, failed(Cond::no_such_column)),                              // BAD_FIELD_ERROR
    row(1062, failed(Cond::duplicate_key)),                               // DUP_ENTRY
    row(1064, failed(Cond::syntax_error)),                                // PARSE_ERROR
    row(1109, failed(Cond::no_such_table)),                               // UNKNOWN_TABLE
    row(1114, failed(Cond::out_of_resources)),                            // RECORD_FILE_FULL
    row(1129, not_connected(Cond::host_blocked, Retry::new_connection)),  // HOST_IS_BLOCKED: another host, not this
    row(1130, not_connected(Cond::access_denied, Retry::never)),          // HOST_NOT_PRIVILEGED
    row(1142, failed(Cond::access_denied)),                               // TABLEACCESS_DENIED_ERROR
    row(1143, failed(Cond::access_denied)),                               // COLUMNACCESS_DENIED_ERROR
    row(1146, failed(Cond::no_such_table)),                               // NO_SUCH_TABLE
    row(1149, failed(Cond::syntax_error)),                                // SYNTAX_ERROR
    row(1152, in_doubt(Cond::connection_lost)),                           // ABORTING_CONNECTION
    // The server never read the packet, and it closes the connection.
    row(1153, not_connected(Cond::packet_too_large, Retry::never)),  // NET_PACKET_TOO_LARGE
    Row{1158, 1161, in_doubt(Cond::connection_lost)},                // NET_READ_ERROR .. NET_WRITE_INTERRUPTED
    row(1180, in_doubt(Cond::commit_in_doubt)),                      // ERROR_DURING_COMMIT
    row(1184, in_doubt(Cond::connection_lost)),                      // NEW_ABORTING_CONNECTION
    row(1203, not_connected(Cond::too_many_connections, Retry::new_connection)),  // TOO_MANY_USER_CONNECTIONS
    row(1205, lock_not_granted()),                                                // LOCK_WAIT_TIMEOUT
    row(1206, transaction_undone(Cond::out_of_resources)),  // LOCK_TABLE_FULL, InnoDB undoes it all
    row(1210, failed(Cond::other)),                         // WRONG_ARGUMENTS
    row(1213, transaction_undone(Cond::deadlock)),          // LOCK_DEADLOCK
    row(1216, failed(Cond::constraint_violation)),          // NO_REFERENCED_ROW
    row(1217, failed(Cond::constraint_violation)),          // ROW_IS_REFERENCED
    row(1226, refused_for_now(Cond::too_many_connections, Retry::new_connection)),  // USER_LIMIT_REACHED
    row(1227, failed(Cond::access_denied)),                                         // SPECIFIC_ACCESS_DENIED_ERROR
    row(1243, refused_for_now(Cond::other, Retry::same_connection)),             // UNKNOWN_STMT_HANDLER: prepare again
    row(1264, failed(Cond::data_out_of_range)),                                  // WARN_DATA_OUT_OF_RANGE
    row(1265, failed(Cond::data_out_of_range)),                                  // DATA_TRUNCATED
    row(1290, refused_for_now(Cond::read_only, Retry::new_connection)),          // OPTION_PREVENTS_STATEMENT
    row(1292, failed(Cond::data_out_of_range)),                                  // TRUNCATED_WRONG_VALUE
    row(1317, failed(Cond::statement_timeout)),                                  // QUERY_INTERRUPTED
    row(1364, failed(Cond::constraint_violation)),                               // NO_DEFAULT_FOR_FIELD
    row(1366, failed(Cond::data_out_of_range)),                                  // TRUNCATED_WRONG_VALUE_FOR_FIELD
    row(1370, failed(Cond::access_denied)),                                      // PROCACCESS_DENIED_ERROR
    row(1406, failed(Cond::data_out_of_range)),                                  // DATA_TOO_LONG
    row(1451, failed(Cond::constraint_violation)),                               // ROW_IS_REFERENCED_2
    row(1452, failed(Cond::constraint_violation)),                               // NO_REFERENCED_ROW_2
    row(1461, refused_for_now(Cond::out_of_resources, Retry::same_connection)),  // MAX_PREPARED_STMT_COUNT_REACHED
    row(1569, failed(Cond::duplicate_key)),                                      // DUP_ENTRY_AUTOINCREMENT_CASE
    row(1586, failed(Cond::duplicate_key)),                                      // DUP_ENTRY_WITH_KEY_NAME
    row(1598, in_doubt(Cond::commit_in_doubt)),                                  // BINLOG_LOGGING_IMPOSSIBLE
    row(1615, refused_for_now(Cond::other, Retry::same_connection)),             // NEED_REPREPARE
    row(1690, failed(Cond::data_out_of_range)),                                  // DATA_OUT_OF_RANGE
    row(1698, not_connected(Cond::access_denied, Retry::never)),                 // ACCESS_DENIED_NO_PASSWORD_ERROR
    row(1761, failed(Cond::constraint_violation)),                       // FOREIGN_DUPLICATE_KEY_WITH_CHILD_INFO
    row(1762, failed(Cond::constraint_violation)),                       // FOREIGN_DUPLICATE_KEY_WITHOUT_CHILD_INFO
    row(1792, refused_for_now(Cond::read_only, Retry::new_connection)),  // CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
    row(1820, refused(Cond::access_denied)),                             // MUST_CHANGE_PASSWORD
    row(1835, in_doubt(Cond::connection_lost)),                          // MALFORMED_PACKET
    row(1836, refused_for_now(Cond::read_only, Retry::new_connection)),  // READ_ONLY_MODE
    row(1859, failed(Cond::duplicate_key)),                              // DUP_UNKNOWN_IN_INDEX
    row(1862, not_connected(Cond::access_denied, Retry::never)),         // MUST_CHANGE_PASSWORD_LOGIN
};

constexpr std::array mysql_rows{
    row(3024, failed(Cond::statement_timeout)),                          // QUERY_TIMEOUT
    row(3032, not_connected(Cond::unavailable, Retry::new_connection)),  // SERVER_OFFLINE_MODE
    row(3100, in_doubt(Cond::commit_in_doubt)),                          // RUN_HOOK_ERROR
    row(3101, in_doubt(Cond::commit_in_doubt)),                          // TRANSACTION_ROLLBACK_DURING_COMMIT
    row(3118, not_connected(Cond::access_denied, Retry::never)),         // ACCOUNT_HAS_BEEN_LOCKED
    row(3159, not_connected(Cond::connection_failed, Retry::never)),     // SECURE_TRANSPORT_REQUIRED
    row(3169, in_doubt(Cond::connection_lost)),                          // SESSION_WAS_KILLED
    row(3572, lock_not_granted()),                                       // LOCK_NOWAIT
    row(3819, failed(Cond::constraint_violation)),                       // CHECK_CONSTRAINT_VIOLATED
    row(3955, not_connected(Cond::access_denied, Retry::never)),         // ..._BLOCKED_BY_PASSWORD_LOCK
    row(4031, in_doubt(Cond::connection_lost)),                          // CLIENT_INTERACTION_TIMEOUT
};

constexpr std::array mariadb_rows{
    row(1020, transaction_undone(Cond::deadlock)),                // CHECKREAD: innodb_snapshot_isolation
    row(1927, in_doubt(Cond::connection_lost)),                   // CONNECTION_KILLED
    row(1969, failed(Cond::statement_timeout)),                   // STATEMENT_TIMEOUT
    row(4025, failed(Cond::constraint_violation)),                // CONSTRAINT_FAILED
    row(4151, not_connected(Cond::access_denied, Retry::never)),  // ACCOUNT_HAS_BEEN_LOCKED
};

// Numbers that the C libraries make: 2000.. in both, 5000.. in MariaDB Connector/C only.
constexpr std::array client_rows{
    Row{2001, 2005, not_connected(Cond::connection_failed, Retry::new_connection)},  // socket, host, name
    row(2006, in_doubt(Cond::connection_lost)),                                      // SERVER_GONE_ERROR
    row(2007, not_connected(Cond::connection_failed, Retry::never)),                 // VERSION_ERROR
    row(2008, in_doubt(Cond::out_of_resources)),                                     // OUT_OF_MEMORY
    row(2009, not_connected(Cond::connection_failed, Retry::never)),                 // WRONG_HOST_INFO
    row(2012, not_connected(Cond::connection_failed, Retry::new_connection)),        // SERVER_HANDSHAKE_ERR
    row(2013, in_doubt(Cond::connection_lost)),                                      // SERVER_LOST
    row(2014, in_doubt(Cond::connection_lost)),                                      // COMMANDS_OUT_OF_SYNC
    row(2019, not_connected(Cond::bad_configuration, Retry::never)),                 // CANT_READ_CHARSET
    // Made for a statement that is too large to send, but also for a reply that is too large to read.
    row(2020, in_doubt(Cond::packet_too_large)),  // NET_PACKET_TOO_LARGE
    // A TLS handshake that failed; a driver that meets it later reports a lost connection instead.
    row(2026, not_connected(Cond::connection_failed, Retry::new_connection)),  // SSL_CONNECTION_ERROR
    row(2027, in_doubt(Cond::connection_lost)),                                // MALFORMED_PACKET
    Row{2030, 2031, refused(Cond::misuse)},                                    // NO_PREPARE_STMT, PARAMS_NOT_BOUND
    Row{2033, 2036, refused(Cond::misuse)},                                    // parameters and their types
    row(2047, not_connected(Cond::connection_failed, Retry::never)),           // CONN_UNKNOWN_PROTOCOL
    row(2049, not_connected(Cond::connection_failed, Retry::never)),           // SECURE_AUTH
    row(2055, in_doubt(Cond::connection_lost)),                                // SERVER_LOST_EXTENDED
    row(2056, refused_for_now(Cond::other, Retry::same_connection)),           // STMT_CLOSED: prepare again
    Row{2058, 2061, not_connected(Cond::connection_failed, Retry::never)},     // attributes, plugins
    row(2064, not_connected(Cond::connection_failed, Retry::never)),           // SSL_FIPS_MODE_ERR
    Row{2065, 2066, not_connected(Cond::bad_configuration, Retry::never)},     // compression
    row(2067, not_connected(Cond::access_denied, Retry::never)),               // KERBEROS_USER_NOT_FOUND
    row(2070, not_connected(Cond::connection_failed, Retry::new_connection)),  // DNS_SRV_LOOKUP_FAILED
    row(2074, not_connected(Cond::bad_configuration, Retry::never)),           // INVALID_CLIENT_CHARSET
    row(2075, not_connected(Cond::connection_failed, Retry::never)),           // TLS_SERVER_NOT_FOUND
    row(5001, not_connected(Cond::connection_failed, Retry::never)),           // BIND_ADDR_FAILED
    row(5008, not_connected(Cond::connection_failed, Retry::never)),           // VERSION_MISMATCH
    row(5010, not_connected(Cond::connection_failed, Retry::never)),           // PLUGIN_NOT_ALLOWED
    row(5011, not_connected(Cond::bad_configuration, Retry::never)),           // CONNSTR_PARSE_ERROR
    row(5012, not_connected(Cond::connection_failed, Retry::never)),           // ERR_LOAD_PLUGIN
    Row{5013, 5014, in_doubt(Cond::connection_lost)},                          // ERR_NET_READ, ERR_NET_WRITE
    row(5015, in_doubt(Cond::connection_lost)),                                // ERR_NET_UNCOMPRESS
};

// Result codes of SQLite: primary ones (below 256), and extended ones that mean something else than their primary.
// It may end a transaction after FULL, IOERR, NOMEM, BUSY and INTERRUPT; the driver asks it (sqlite3_get_autocommit).
constexpr std::array sqlite_rows{
    row(1, failed(Cond::other)),                                       // ERROR: text of the statement, mostly
    row(2, failed_and_evict(Cond::other)),                             // INTERNAL
    row(3, refused(Cond::access_denied)),                              // PERM
    row(4, failed(Cond::statement_timeout)),                           // ABORT
    row(5, lock_not_granted()),                                        // BUSY
    row(6, lock_not_granted()),                                        // LOCKED
    row(7, failed_and_evict(Cond::out_of_resources)),                  // NOMEM
    row(8, refused_for_now(Cond::read_only, Retry::new_connection)),   // READONLY
    row(9, failed(Cond::statement_timeout)),                           // INTERRUPT
    row(10, in_doubt(Cond::out_of_resources)),                         // IOERR: a commit may be on disk already
    row(11, failed_and_evict(Cond::other)),                            // CORRUPT
    row(13, failed_and_evict(Cond::out_of_resources)),                 // FULL
    row(14, not_connected(Cond::connection_failed, Retry::never)),     // CANTOPEN
    row(15, lock_not_granted()),                                       // PROTOCOL: WAL locking
    row(17, refused_for_now(Cond::other, Retry::same_connection)),     // SCHEMA: prepare again
    row(18, failed(Cond::packet_too_large)),                           // TOOBIG
    row(19, failed(Cond::constraint_violation)),                       // CONSTRAINT
    row(20, failed(Cond::data_out_of_range)),                          // MISMATCH
    row(21, refused(Cond::misuse)),                                    // MISUSE
    row(22, failed(Cond::out_of_resources)),                           // NOLFS
    row(23, refused(Cond::access_denied)),                             // AUTH
    row(25, refused(Cond::misuse)),                                    // RANGE: no such parameter
    row(26, not_connected(Cond::connection_failed, Retry::never)),     // NOTADB
    row(516, transaction_undone(Cond::other)),                         // ABORT_ROLLBACK
    row(1032, not_connected(Cond::read_only, Retry::new_connection)),  // READONLY_DBMOVED: file replaced
    row(1555, failed(Cond::duplicate_key)),                            // CONSTRAINT_PRIMARYKEY
    row(2067, failed(Cond::duplicate_key)),                            // CONSTRAINT_UNIQUE
    row(2579, failed(Cond::duplicate_key)),                            // CONSTRAINT_ROWID
};

// Sorted and free of overlaps: a row in the wrong place would never be found.
constexpr bool is_searchable(std::span<const Row> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].last < rows[i].first) return false;
    if (i > 0 && rows[i].first <= rows[i - 1].last) return false;
  }
  return true;
}
static_assert(is_searchable(shared_rows));
static_assert(is_searchable(mysql_rows));
static_assert(is_searchable(mariadb_rows));
static_assert(is_searchable(client_rows));
static_assert(is_searchable(sqlite_rows));

const ErrorClass* find(std::span<const Row> rows, int number) noexcept {
  const auto row =
      std::lower_bound(rows.begin(), rows.end(), number, [](const Row& left, int right) { return left.last < right; });
  return row != rows.end() && row->first <= number ? &row->meaning : nullptr;
}

ErrorClass find_in_both(std::span<const Row> own, int number) noexcept {
  if (const ErrorClass* found = find(own, number)) return *found;
  if (const ErrorClass* found = find(shared_rows, number)) return *found;
  return {};
}

ErrorClass classify_sqlite_error(int number) noexcept {
  constexpr int primary_mask = 0xff;
  if (const ErrorClass* found = find(sqlite_rows, number)) return *found;
  if (const ErrorClass* found = find(sqlite_rows, number & primary_mask)) return *found;
  return {};
}

// What the library's own errors say; the exception types' constructors say the same.
ErrorClass classify_library_error(Cond condition) noexcept {
  switch (condition) {
    case Cond::connection_failed: return not_connected(condition, Retry::new_connection);
    case Cond::connection_lost:
    case Cond::commit_in_doubt: return in_doubt(condition);
    case Cond::deadlock: return transaction_undone(condition);
    case Cond::lock_timeout: return lock_not_granted();
    case Cond::too_many_connections:
    case Cond::host_blocked:
    case Cond::read_only: return refused_for_now(condition, Retry::new_connection);
    case Cond::timed_out:
    case Cond::pool_exhausted:
    case Cond::unavailable:
      return {.condition = condition, .outcome = Outcome::unavailable, .retry = Retry::new_connection};
    case Cond::token_lost: return {.condition = condition, .outcome = Outcome::causal_token_lost};
    case Cond::read_only_violation:
    case Cond::bad_configuration:
    case Cond::unknown_engine:
    case Cond::misuse: return {.condition = condition, .outcome = Outcome::misuse};
    case Cond::access_denied:
    case Cond::unknown_database: return refused(condition);
    case Cond::other:
    case Cond::syntax_error:
    case Cond::no_such_table:
    case Cond::no_such_column:
    case Cond::duplicate_key:
    case Cond::constraint_violation:
    case Cond::data_out_of_range:
    case Cond::statement_timeout:
    case Cond::packet_too_large:
    case Cond::out_of_resources:
    case Cond::conversion: return failed(condition);
  }
  return {};
}

}  // namespace

ErrorClass classify_server_error(Flavor flavor, int number) noexcept {
  switch (flavor) {
    case Flavor::unknown: return find_in_both({}, number);
    case Flavor::mysql: return find_in_both(mysql_rows, number);
    case Flavor::mariadb: return find_in_both(mariadb_rows, number);
    case Flavor::sqlite: return classify_sqlite_error(number);
  }
  return {};
}

ErrorClass classify_client_error(int number) noexcept {
  const ErrorClass* found = find(client_rows, number);
  return found != nullptr ? *found : in_doubt(Cond::other);
}

ErrorClass classify_error(const std::error_code& code) noexcept {
  const std::error_category& category = code.category();
  if (category == library_category()) return classify_library_error(static_cast<Cond>(code.value()));
  if (category == client_category()) return classify_client_error(code.value());
  for (const Flavor flavor : {Flavor::mysql, Flavor::mariadb, Flavor::sqlite, Flavor::unknown}) {
    if (category == server_category(flavor)) return classify_server_error(flavor, code.value());
  }
  return {};
}

}  // namespace rwsplit
