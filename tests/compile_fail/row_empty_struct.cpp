// expect: a struct without members cannot be a row
#include <rwsplit/row/rows.hpp>

struct One {
  int a;
};
struct None {};

std::size_t control(const rwsplit::Rows<One>& rows) { return rows.size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const rwsplit::Rows<None>& rows) { return rows.size(); }
#endif
