// expect: not_a_plain_read_it_depends_on_its_server
#include <rwsplit/sql/sql_string.hpp>

auto control() { return rwsplit::read_sql("SHOW TABLES"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::read_sql("SHOW PROCESSLIST"); }
#endif
