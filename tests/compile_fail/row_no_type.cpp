// expect: name the type of a row
#include <rwsplit/row/rows.hpp>

std::size_t control(const rwsplit::Rows<int>& rows) { return rows.size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const rwsplit::Rows<>& rows) { return rows.size(); }
#endif
