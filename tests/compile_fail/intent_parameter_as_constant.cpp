// expect: constant expression
#include <type_traits>

#include <rwsplit/sql/sql_string.hpp>

template <class... Args>
auto run(rwsplit::SqlString<std::type_identity_t<Args>...> sql, const Args&...) {
  return sql.statement().info.kind;
}

// The number of `?` of a parameter is not known to the compiler: running it says so.
auto control(rwsplit::ReadSql sql) { return run(rwsplit::runtime_sql(sql), 1); }

#ifdef MUST_FAIL
auto must_fail(rwsplit::ReadSql sql) { return run(sql, 1); }
#endif
