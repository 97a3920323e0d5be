// expect: unterminated_quote_or_comment
#include <string>
#include <type_traits>

#include <rwsplit/sql/sql_string.hpp>

template <class... Args>
auto run(rwsplit::SqlString<std::type_identity_t<Args>...> sql, const Args&...) {
  return sql.statement().info.kind;
}

auto control() { return run("SELECT 'it''s'"); }

#ifdef MUST_FAIL
auto must_fail() { return run("SELECT 'it''s"); }
#endif
