// expect: constant expression
#include <string>
#include <type_traits>

#include <rwsplit/sql/sql_string.hpp>

template <class... Args>
auto run(rwsplit::SqlString<std::type_identity_t<Args>...> sql, const Args&...) {
  return sql.statement().info.kind;
}

auto control() {
  static constexpr char text[] = "SELECT ?";
  return run(text, 1);
}

#ifdef MUST_FAIL
auto must_fail() {
  char text[] = "SELECT ?";
  text[0] = 's';
  return run(text, 1);
}
#endif
