// expect: constant expression
#include <string>

#include <rwsplit/sql/sql_string.hpp>

auto control(const std::string& text) { return rwsplit::runtime_sql(text); }

#ifdef MUST_FAIL
auto must_fail(const std::string& text) { return rwsplit::read_sql(text); }
#endif
