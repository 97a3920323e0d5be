// expect: a column type is not a reference and not const
#include <rwsplit/row/rows.hpp>

std::size_t control(const rwsplit::Rows<int, int>& rows) { return rows.size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const rwsplit::Rows<int, const int>& rows) { return rows.size(); }
#endif
