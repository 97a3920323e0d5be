#pragma once

// The one place that includes the C library. Included by `sqlite_*.cpp` and by the private headers beside them, by
// nothing else.

#include <memory>
#include <string>

#include <sqlite3.h>

namespace rwsplit::detail {

struct CloseSqlite {
  void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
};
using SqliteHandle = std::unique_ptr<sqlite3, CloseSqlite>;

struct FinalizeSqliteStatement {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using SqliteStatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeSqliteStatement>;

/// SQLite answers null where it has nothing to say or no memory to say it in.
[[nodiscard]] inline std::string text_or_empty(const char* text) { return text != nullptr ? text : ""; }

}  // namespace rwsplit::detail
