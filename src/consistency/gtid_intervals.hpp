#pragma once

#include <cstdint>
#include <vector>

#include <rwsplit/consistency/mysql_gtid_interval.hpp>

namespace rwsplit::detail {

/// The numbers of one source. Where nothing else is said: in order, with a gap before each but the first.
using GtidIntervals = std::vector<MysqlGtidInterval>;

/// Puts in order, and makes one of those that overlap or touch.
void normalize(GtidIntervals& intervals);

[[nodiscard]] bool contains(const GtidIntervals& all, const GtidIntervals& some) noexcept;

void merge(GtidIntervals& into, const GtidIntervals& from);

[[nodiscard]] GtidIntervals difference(const GtidIntervals& from, const GtidIntervals& without);

/// Of `some`, how many numbers are not in `all`.
[[nodiscard]] std::uint64_t count_missing(const GtidIntervals& all, const GtidIntervals& some) noexcept;

/// Adds the numbers of `known` between the smallest and the largest of `intervals`.
void fill_gaps(GtidIntervals& intervals, const GtidIntervals& known);

}  // namespace rwsplit::detail
