#pragma once

#include <array>
#include <string_view>

#include <rwsplit/sql/dialect.hpp>
#include <rwsplit/sql/keyword.hpp>
#include <rwsplit/sql/mariadb_functions.hpp>
#include <rwsplit/sql/mysql_functions.hpp>
#include <rwsplit/sql/server_functions.hpp>
#include <rwsplit/sql/sqlite_functions.hpp>

namespace rwsplit::detail {

/// Words that mean the same to the same dialects when `(` follows.
struct CallList {
  Call call{Call::unknown};
  DialectSet builtin_in{};
  DialectSet builtin_if_adjacent_in{};
  /// In upper case, a blank after each.
  std::string_view names{};
};

inline constexpr DialectSet no_dialect{};
inline constexpr DialectSet both_servers{Dialect::mysql, Dialect::mariadb};
inline constexpr DialectSet only_mysql{Dialect::mysql};
inline constexpr DialectSet only_mariadb{Dialect::mariadb};
inline constexpr DialectSet only_sqlite{Dialect::sqlite};

/// Reserved everywhere, or by the servers; MariaDB lets stored functions have the names of words it does not reserve.
inline constexpr std::string_view grouping_words =
    "ALL AND AS BETWEEN BY CROSS DISTINCT ELSE EXCEPT EXISTS FROM GROUP HAVING IN INDEX INTERSECT IS JOIN KEY LIKE "
    "LIMIT MATCH NOT ON OR ORDER PARTITION REGEXP SELECT THEN UNION UNIQUE USING VALUES WHEN WHERE ";
inline constexpr std::string_view server_grouping_words =
    "DISTINCTROW DIV HIGH_PRIORITY INTERVAL RLIKE SQL_BIG_RESULT SQL_CALC_FOUND_ROWS SQL_SMALL_RESULT STRAIGHT_JOIN "
    "XOR ";

/// All words that may stand before `(`. A name may be in several lists if they agree on what its call does.
inline constexpr std::array call_lists{
    CallList{Call::pure, both_servers, no_dialect, server_functions},
    CallList{Call::pure, both_servers, no_dialect, server_types},
    CallList{Call::pure, no_dialect, both_servers, server_functions_if_adjacent},
    CallList{Call::pure, only_mysql, no_dialect, mysql_functions},
    CallList{Call::pure, no_dialect, only_mysql, mysql_functions_if_adjacent},
    CallList{Call::pure, only_mariadb, no_dialect, mariadb_functions},
    CallList{Call::pure, no_dialect, only_mariadb, mariadb_functions_if_adjacent},
    CallList{Call::pure, only_sqlite, no_dialect, sqlite_functions},

    CallList{Call::grouping, all_dialects, no_dialect, grouping_words},
    CallList{Call::grouping, both_servers, no_dialect, server_grouping_words},
    CallList{Call::grouping, only_mysql, no_dialect, "CUBE OF ROLLUP SQL_BUFFER_RESULT SQL_NO_CACHE "},
    CallList{Call::after_parenthesis, all_dialects, no_dialect, "AGAINST FILTER OVER "},
    CallList{Call::after_string, all_dialects, no_dialect, "COLUMNS "},

    // MariaDB takes them for stored functions when the arguments are too few, or the place is not that of a table.
    CallList{Call::pure_with_arguments, both_servers, no_dialect,
             "GEOMETRYCOLLECTION LINESTRING MULTILINESTRING MULTIPOINT MULTIPOLYGON POLYGON "},
    CallList{Call::pure_with_two_arguments, both_servers, no_dialect, "POINT "},
    CallList{Call::pure_as_table, both_servers, no_dialect, "JSON_TABLE "},

    CallList{Call::takes_user_lock, both_servers, no_dialect, "GET_LOCK "},
    CallList{Call::releases_user_lock, both_servers, no_dialect, "RELEASE_LOCK "},
    CallList{Call::releases_user_locks, both_servers, no_dialect, "RELEASE_ALL_LOCKS "},
    CallList{Call::reads_user_locks, both_servers, no_dialect, "IS_FREE_LOCK IS_USED_LOCK "},
    CallList{Call::reads_last_insert_id, both_servers, no_dialect, "LAST_INSERT_ID "},
    CallList{Call::reads_last_insert_id, only_sqlite, no_dialect, "LAST_INSERT_ROWID "},
    CallList{Call::reads_row_count, both_servers, no_dialect, "FOUND_ROWS ROW_COUNT "},
    CallList{Call::reads_row_count, only_sqlite, no_dialect, "CHANGES TOTAL_CHANGES "},
    CallList{Call::reads_sequence, only_mariadb, no_dialect, "LASTVAL "},
    CallList{Call::writes, only_mariadb, no_dialect, "NEXTVAL SETVAL "},
    CallList{Call::per_server, both_servers, no_dialect, "CONNECTION_ID LOAD_FILE MASTER_POS_WAIT "},
    CallList{Call::per_server, only_mysql, no_dialect,
             "PS_CURRENT_THREAD_ID PS_THREAD_ID ROLES_GRAPHML SOURCE_POS_WAIT VALIDATE_PASSWORD_STRENGTH "
             "WAIT_FOR_EXECUTED_GTID_SET WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS "},
    // The DES functions take their keys from a file of the server.
    CallList{Call::per_server, only_mariadb, no_dialect,
             "BINLOG_GTID_POS DES_DECRYPT DES_ENCRYPT MASTER_GTID_WAIT WSREP_LAST_SEEN_GTID WSREP_LAST_WRITTEN_GTID "
             "WSREP_SYNC_WAIT_UPTO_GTID "},
};

}  // namespace rwsplit::detail
