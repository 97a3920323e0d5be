// expect: a view or pointer cannot be a column type
#include <cstdint>
#include <string>

#include <rwsplit/row/rows.hpp>

std::size_t control(const rwsplit::Rows<std::int64_t, std::string>& rows) { return rows.size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const rwsplit::Rows<std::int64_t, const char*>& rows) { return rows.size(); }
#endif
