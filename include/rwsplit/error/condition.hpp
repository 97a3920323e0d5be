#pragma once

#include <cstdint>
#include <system_error>
#include <type_traits>

namespace rwsplit {

/// Portable names for what went wrong, comparable with `Error::code()` whatever server and client library it came from.
enum class Cond : std::uint8_t {
  other = 1,             ///< none of the below
  connection_failed,     ///< no connection could be made: refused, unknown host, handshake, TLS
  connection_lost,       ///< an established connection broke or was killed
  access_denied,         ///< wrong user, password or privilege
  unknown_database,      ///< the database of the URL does not exist
  too_many_connections,  ///< the server or the account is at its limit
  host_blocked,          ///< the server blocks this host after too many failed handshakes
  syntax_error,          ///< the server could not parse the statement
  no_such_table,         ///< table or view missing
  no_such_column,        ///< column missing
  duplicate_key,         ///< unique or primary key violated
  constraint_violation,  ///< foreign key, check, NOT NULL or another constraint violated
  data_out_of_range,     ///< a value does not fit its column
  deadlock,              ///< the server rolled the transaction back to end a deadlock or a snapshot conflict
  lock_timeout,          ///< a lock was not granted in time; the transaction is still open
  read_only,             ///< the server or the transaction accepts no writes
  statement_timeout,     ///< the statement was ended by a server-side limit or KILL QUERY
  packet_too_large,      ///< the statement or a row exceeds the server's packet size
  out_of_resources,      ///< server out of memory, disk full or similar
  commit_in_doubt,       ///< a commit was sent and its answer never came
  timed_out,             ///< a deadline of the library passed
  pool_exhausted,        ///< no pooled connection became free in time
  unavailable,           ///< no engine of the required role can be reached, or the server is up but not ready to serve
  token_lost,            ///< what has to be visible is not in the master's history
  read_only_violation,   ///< the library refused a write on a replica or in a read-only transaction
  conversion,            ///< a value could not be converted
  bad_configuration,     ///< a URL, option or engine name is wrong
  unknown_engine,        ///< no engine has that name
  misuse,                ///< the library was called in a way its documentation forbids
};

/// The category behind `Cond` as a `std::error_condition`; its messages are a few words, such as "duplicate key".
[[nodiscard]] const std::error_category& condition_category() noexcept;

/// Found by argument-dependent lookup when a code is compared with a `Cond`.
[[nodiscard]] inline std::error_condition make_error_condition(Cond condition) noexcept {
  return {static_cast<int>(condition), condition_category()};
}

}  // namespace rwsplit

template <>
struct std::is_error_condition_enum<rwsplit::Cond> : std::true_type {};
