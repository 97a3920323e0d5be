// expect: unterminated_quote_or_comment
#include <rwsplit/sql/sql_string.hpp>

auto control() { return rwsplit::read_sql("SELECT 'it''s'"); }

#ifdef MUST_FAIL
auto must_fail() { return rwsplit::read_sql("SELECT 'it''s"); }
#endif
