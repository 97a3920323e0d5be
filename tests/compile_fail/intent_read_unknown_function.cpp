// expect: not_a_plain_read_it_calls_an_unknown_function
#include <rwsplit/sql/sql_string.hpp>

auto control() { return rwsplit::read_sql("SELECT lower(a) FROM t"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::read_sql("SELECT mine(a) FROM t"); }
#endif
