// expect: not_a_write_it_is_a_plain_read
#include <rwsplit/sql/sql_string.hpp>

auto control() { return rwsplit::write_sql("SELECT a FROM t FOR UPDATE"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::write_sql("SELECT a FROM t"); }
#endif
