// expect: not_a_plain_read_it_holds_several_statements
#include <rwsplit/sql/sql_string.hpp>

auto control() { return rwsplit::read_sql("SELECT 1;"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::read_sql("SELECT 1; SELECT 2"); }
#endif
