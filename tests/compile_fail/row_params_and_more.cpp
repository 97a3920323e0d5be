// expect: a rwsplit::Params must be the only argument
#include <rwsplit/row/packed_params.hpp>

std::size_t control(const rwsplit::Params& list) { return rwsplit::detail::PackedParams{list}.values().size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const rwsplit::Params& list) { return rwsplit::detail::PackedParams{list, 1}.values().size(); }
#endif
