#pragma once

#include "chaos/databases/sqlite_file.hpp"

// What another process may do to an SQLite database; all of it is for everybody who has the file. Blocking: until it is
// done. Throws: `std::runtime_error`.

namespace rwsplit::chaos {

/// More than fits a cache, in one transaction; then the write-ahead log is emptied, if readers let it.
void write_bulk_elsewhere(const SqliteFile& file);

/// It is killed in the midst of a transaction that has changed every row: nobody may ever see any of that.
void die_in_transaction(const SqliteFile& file);

}  // namespace rwsplit::chaos
