// expect: this type cannot be a parameter
#include <set>

#include <rwsplit/row/packed_params.hpp>

std::size_t control(int number) { return rwsplit::detail::PackedParams{number, "text"}.values().size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const std::set<int>& numbers) {
  return rwsplit::detail::PackedParams{numbers, "text"}.values().size();
}
#endif
