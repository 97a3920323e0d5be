// expect: not_a_plain_read_it_calls_an_unknown_function
#include <rwsplit/sql/sql_string.hpp>

// Built into MariaDB; for MySQL the name of a stored function.
auto control() { return rwsplit::read_sql<rwsplit::Dialect::mariadb>("SELECT json_compact(a) FROM t"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::read_sql<rwsplit::Dialect::mysql>("SELECT json_compact(a) FROM t"); }
#endif
