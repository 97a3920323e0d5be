#include "consistency/gtid_intervals.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace rwsplit::detail {
namespace {

using Interval = MysqlGtidInterval;

/// In order of `first` is how they come: joins it to the last one, or adds it.
void append(GtidIntervals& to, Interval next) {
  if (!to.empty() && next.first <= to.back().last + 1) {
    to.back().last = std::max(to.back().last, next.last);
  } else {
    to.push_back(next);
  }
}

bool begins_before(const Interval& a, const Interval& b) noexcept { return a.first < b.first; }

void merge(GtidIntervals& into, Interval next) {
  const auto begin = std::lower_bound(into.begin(), into.end(), next.first,
                                      [](const Interval& i, std::uint64_t first) { return i.last + 1 < first; });
  const auto end = std::upper_bound(begin, into.end(), next.last,
                                    [](std::uint64_t last, const Interval& i) { return last + 1 < i.first; });
  if (begin == end) {
    into.insert(begin, next);
    return;
  }
  begin->last = std::max(std::prev(end)->last, next.last);
  begin->first = std::min(begin->first, next.first);
  into.erase(std::next(begin), end);
}

std::uint64_t length(const Interval& interval) noexcept { return interval.last - interval.first + 1; }

}  // namespace

void normalize(GtidIntervals& intervals) {
  if (intervals.size() < 2) return;
  std::sort(intervals.begin(), intervals.end(), begins_before);
  GtidIntervals joined;
  for (const Interval& interval : intervals) append(joined, interval);
  intervals = std::move(joined);
}

bool contains(const GtidIntervals& all, const GtidIntervals& some) noexcept {
  auto it = all.begin();
  return std::all_of(some.begin(), some.end(), [&](const Interval& part) {
    it = std::lower_bound(it, all.end(), part.first,
                          [](const Interval& i, std::uint64_t first) { return i.last < first; });
    return it != all.end() && it->first <= part.first && part.last <= it->last;
  });
}

void merge(GtidIntervals& into, const GtidIntervals& from) {
  if (from.size() == 1) return merge(into, from.front());
  if (contains(into, from)) return;
  GtidIntervals both;
  both.reserve(into.size() + from.size());
  std::merge(into.begin(), into.end(), from.begin(), from.end(), std::back_inserter(both), begins_before);
  into.clear();
  for (const Interval& interval : both) append(into, interval);
}

GtidIntervals difference(const GtidIntervals& from, const GtidIntervals& without) {
  GtidIntervals left;
  auto hole = without.begin();
  for (Interval part : from) {
    while (hole != without.end() && hole->last < part.first) ++hole;
    // A hole may reach into the next part, and is looked at again then.
    for (auto it = hole; part.first <= part.last && it != without.end() && it->first <= part.last; ++it) {
      if (part.first < it->first) left.push_back({part.first, it->first - 1});
      part.first = it->last + 1;
      hole = it;
    }
    if (part.first <= part.last) left.push_back(part);
  }
  return left;
}

std::uint64_t count_missing(const GtidIntervals& all, const GtidIntervals& some) noexcept {
  std::uint64_t missing = 0;
  auto it = all.begin();
  for (const Interval& part : some) {
    missing += length(part);
    while (it != all.end() && it->last < part.first) ++it;
    for (; it != all.end() && it->first <= part.last; ++it) {
      missing -= length({std::max(it->first, part.first), std::min(it->last, part.last)});
      if (it->last > part.last) break;  // the next part may have some of it, too
    }
  }
  return missing;
}

void fill_gaps(GtidIntervals& intervals, const GtidIntervals& known) {
  if (intervals.size() < 2) return;
  const Interval range{intervals.front().first, intervals.back().last};
  GtidIntervals between;
  for (const Interval& interval : known) {
    if (interval.last < range.first || range.last < interval.first) continue;
    between.push_back({std::max(interval.first, range.first), std::min(interval.last, range.last)});
  }
  if (!between.empty()) merge(intervals, between);
}

}  // namespace rwsplit::detail
