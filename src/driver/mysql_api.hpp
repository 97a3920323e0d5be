#pragma once

// The one place that includes the C library, and the differences between its two makes. Included by `mysql_*.cpp` and
// by the private headers beside them, by nothing else.

#include <sys/socket.h>

#include <memory>
#include <type_traits>

#include <mysql.h>

#if defined(MARIADB_BASE_VERSION) || defined(MARIADB_VERSION_ID)
#define RWSPLIT_MARIADB_CONNECTOR 1
#else
#define RWSPLIT_MARIADB_CONNECTOR 0
#endif

namespace rwsplit::detail {

/// `my_bool` of MariaDB Connector/C, `bool` of libmysqlclient.
using MysqlBool = std::remove_pointer_t<decltype(MYSQL_BIND::is_null)>;

struct CloseMysql {
  void operator()(MYSQL* handle) const noexcept { mysql_close(handle); }
};
using MysqlHandle = std::unique_ptr<MYSQL, CloseMysql>;

struct FreeResult {
  void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};
using ResultHandle = std::unique_ptr<MYSQL_RES, FreeResult>;

struct CloseStatement {
  void operator()(MYSQL_STMT* statement) const noexcept { mysql_stmt_close(statement); }
};
using StatementHandle = std::unique_ptr<MYSQL_STMT, CloseStatement>;

/// The connection's descriptor, or -1 when the C library has closed it.
[[nodiscard]] inline int socket_of(MYSQL* handle) noexcept {
#if RWSPLIT_MARIADB_CONNECTOR
  return mysql_get_socket(handle);
#else
  // Without the check the number could by now belong to somebody else's file.
  return handle->net.vio == nullptr ? -1 : handle->net.fd;
#endif
}

/// Ends the conversation in both directions, so that nothing that follows waits for the peer: freeing an unread result
/// reads it to its end otherwise, however long it is.
inline void hang_up(MYSQL* handle) noexcept {
  if (const int descriptor = socket_of(handle); descriptor >= 0) ::shutdown(descriptor, SHUT_RDWR);
}

/// The C library wants to know each thread that uses it, and to be told when the thread ends. Cheap after the first
/// call.
inline void enter_library() {
  struct Library {
    Library() noexcept { mysql_library_init(0, nullptr, nullptr); }
    // No mysql_library_end(): connections in other static objects may outlive this one.
  };
  struct Thread {
    Thread() noexcept { mysql_thread_init(); }
    Thread(const Thread&) = delete;
    Thread& operator=(const Thread&) = delete;
    ~Thread() { mysql_thread_end(); }
  };
  static const Library library;
  static thread_local const Thread thread;
}

}  // namespace rwsplit::detail
