// expect: ReadSql
#include <rwsplit/sql/sql_string.hpp>

auto run(const rwsplit::ReadSql& sql) { return rwsplit::runtime_sql(sql); }

auto control() { return run(rwsplit::read_sql("SELECT a FROM t")); }

#ifdef MUST_FAIL
auto must_fail() { return run(rwsplit::write_sql("DELETE FROM t")); }
#endif
