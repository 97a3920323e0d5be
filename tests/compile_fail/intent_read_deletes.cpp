// expect: not_a_plain_read_it_changes_data
#include <rwsplit/sql/sql_string.hpp>

auto control() { return rwsplit::write_sql("DELETE FROM t WHERE a = 1"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::read_sql("DELETE FROM t WHERE a = 1"); }
#endif
