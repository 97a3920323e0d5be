// expect: a view or pointer cannot be a column type
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <rwsplit/row/rows.hpp>

std::size_t control(const rwsplit::Rows<std::optional<std::vector<std::byte>>>& rows) { return rows.size(); }

#ifdef MUST_FAIL
std::size_t must_fail(const rwsplit::Rows<std::optional<std::span<const std::byte>>>& rows) { return rows.size(); }
#endif
