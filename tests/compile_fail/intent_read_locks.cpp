// expect: not_a_plain_read_it_takes_locks
#include <rwsplit/sql/sql_string.hpp>

auto control() { return rwsplit::read_sql("SELECT a FROM t"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::read_sql("SELECT a FROM t FOR UPDATE"); }
#endif
