// expect: unterminated_quote_or_comment
#include <rwsplit/sql/sql_string.hpp>

auto control() { return rwsplit::write_sql("DELETE FROM t /* all */"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::write_sql("DELETE FROM t /* all"); }
#endif
