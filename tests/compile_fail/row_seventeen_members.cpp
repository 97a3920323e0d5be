// expect: a row struct has at most 16 members
#include <rwsplit/row/rows.hpp>

struct Sixteen {
  int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
};
struct Seventeen {
  int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q;
};

std::size_t control(const rwsplit::Rows<Sixteen>& rows) { return rows.size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const rwsplit::Rows<Seventeen>& rows) { return rows.size(); }
#endif
