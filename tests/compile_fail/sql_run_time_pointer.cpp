// expect: constant expression
#include <string>
#include <type_traits>

#include <rwsplit/sql/sql_string.hpp>

template <class... Args>
auto run(rwsplit::SqlString<std::type_identity_t<Args>...> sql, const Args&...) {
  return sql.statement().info.kind;
}

constexpr const char* constant = "SELECT ?";

auto control(const char* text) { return run(constant, 1) == run(rwsplit::runtime_sql(text), 1); }

#ifdef MUST_FAIL
auto must_fail(const char* text) { return run(text, 1); }
#endif
