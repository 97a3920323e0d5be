// expect: no codec for this column type
#include <cstdint>
#include <set>

#include <rwsplit/row/rows.hpp>

struct Money {
  std::int64_t cents{};
};

template <>
struct rwsplit::Codec<Money> {
  static Money decode(const Value& value) { return {Codec<std::int64_t>::decode(value)}; }
};

std::size_t control(const rwsplit::Rows<Money>& rows) { return rows.size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const rwsplit::Rows<std::set<Money>>& rows) { return rows.size(); }
#endif
