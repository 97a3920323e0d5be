// expect: constant expression
#include <string>
#include <type_traits>

#include <rwsplit/sql/sql_string.hpp>

template <class... Args>
auto run(rwsplit::SqlString<std::type_identity_t<Args>...> sql, const Args&...) {
  return sql.statement().info.kind;
}

auto control(const std::string& name) { return run("SELECT a FROM t WHERE b = ?", name); }

#ifdef MUST_FAIL
auto must_fail(const std::string& name) { return run("SELECT a FROM t WHERE b = " + name); }
#endif
