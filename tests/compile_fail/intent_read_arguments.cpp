// expect: placeholder_count_differs_from_argument_count
#include <type_traits>

#include <rwsplit/sql/sql_string.hpp>

template <class... Args>
auto run(rwsplit::SqlString<std::type_identity_t<Args>...> sql, const Args&...) {
  return sql.statement().info.kind;
}

auto control() { return run(rwsplit::read_sql("SELECT a FROM t WHERE b = ?"), 1); }

#ifdef MUST_FAIL
auto must_fail() { return run(rwsplit::read_sql("SELECT a FROM t WHERE b = ?"), 1, 2); }
#endif
