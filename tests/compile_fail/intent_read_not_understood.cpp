// expect: not_a_plain_read_it_is_not_understood
#include <rwsplit/sql/sql_string.hpp>

auto control() { return rwsplit::read_sql("SELECT a FROM t"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::read_sql("SLECT a FROM t"); }
#endif
