// expect: a view or pointer cannot be a column type
#include <string>
#include <string_view>

#include <rwsplit/row/rows.hpp>

struct Owning {
  std::string name;
};
struct Viewing {
  std::string_view name;
};

// The row outlives the buffer that the server's bytes were in: a view into it would dangle.
using Control = rwsplit::Rows<Owning>;
std::size_t control(const Control& rows) { return rows.size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const rwsplit::Rows<Viewing>& rows) { return rows.size(); }
#endif
