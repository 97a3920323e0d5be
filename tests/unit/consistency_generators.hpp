#pragma once

#include <rapidcheck.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <rwsplit/consistency/position.hpp>

namespace rwsplit::testing {

/// One range of a set that is small enough to be listed transaction by transaction.
struct SmallRange {
  std::uint8_t server{0};
  std::string tag{};
  MysqlGtidInterval interval{};
};

inline MysqlGtidSource source_of(const SmallRange& range) {
  MysqlGtidSource source{.uuid = {}, .tag = range.tag, .intervals = {range.interval}};
  source.uuid.back() = range.server;
  return source;
}

inline rc::Gen<SmallRange> small_range() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange<std::uint8_t>(0, 3), rc::gen::element<std::string>("", "a", "b_1"),
                     rc::gen::inRange<std::uint64_t>(1, 40), rc::gen::inRange<std::uint64_t>(0, 6)),
      [](const std::tuple<std::uint8_t, std::string, std::uint64_t, std::uint64_t>& parts) {
        const auto& [server, tag, first, length] = parts;
        return SmallRange{.server = server, .tag = tag, .interval = {first, first + length}};
      });
}

inline rc::Gen<std::vector<SmallRange>> small_ranges() {
  return rc::gen::container<std::vector<SmallRange>>(small_range());
}

inline MysqlGtidSet set_of(const std::vector<SmallRange>& ranges) {
  std::vector<MysqlGtidSource> sources;
  for (const SmallRange& range : ranges) sources.push_back(source_of(range));
  return MysqlGtidSet::from(std::move(sources)).value();
}

inline rc::Gen<MysqlGtidSet> small_sets() { return rc::gen::map(small_ranges(), set_of); }

/// Of the same few servers, so that they meet.
inline rc::Gen<MariadbPosition> small_positions() {
  const auto gtid = rc::gen::map(
      rc::gen::tuple(rc::gen::inRange<std::uint32_t>(0, 3), rc::gen::inRange<std::uint32_t>(1, 4),
                     rc::gen::inRange<std::uint64_t>(0, 6)),
      [](const std::tuple<std::uint32_t, std::uint32_t, std::uint64_t>& parts) {
        return MariadbGtid{.domain = std::get<0>(parts), .server = std::get<1>(parts), .sequence = std::get<2>(parts)};
      });
  return rc::gen::map(rc::gen::container<std::vector<MariadbGtid>>(gtid),
                      [](std::vector<MariadbGtid> gtids) { return MariadbPosition{std::move(gtids)}; });
}

/// Anything that can be said: full ranges of numbers, long tags.
inline rc::Gen<MysqlGtidSet> large_sets() {
  const auto source = rc::gen::map(
      rc::gen::tuple(
          rc::gen::arbitrary<std::array<std::uint8_t, 16>>(),
          rc::gen::element<std::string>("", "t", std::string(32, 'z')),
          rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(1, max_mysql_gtid_number))),
      [](const std::tuple<std::array<std::uint8_t, 16>, std::string, std::vector<std::uint64_t>>& parts) {
        const auto& [uuid, tag, firsts] = parts;
        MysqlGtidSource made{.uuid = uuid, .tag = tag};
        for (const std::uint64_t first : firsts) {
          const std::uint64_t room = max_mysql_gtid_number - first;
          made.intervals.push_back({first, first + first % 1'000 % (room + 1)});
        }
        return made;
      });
  return rc::gen::map(
      rc::gen::container<std::vector<MysqlGtidSource>>(source),
      [](std::vector<MysqlGtidSource> sources) { return MysqlGtidSet::from(std::move(sources)).value(); });
}

inline rc::Gen<MariadbPosition> large_positions() {
  const auto gtid = rc::gen::map(
      rc::gen::arbitrary<std::tuple<std::uint32_t, std::uint32_t, std::uint64_t>>(),
      [](const std::tuple<std::uint32_t, std::uint32_t, std::uint64_t>& parts) {
        return MariadbGtid{.domain = std::get<0>(parts), .server = std::get<1>(parts), .sequence = std::get<2>(parts)};
      });
  return rc::gen::map(rc::gen::container<std::vector<MariadbGtid>>(gtid),
                      [](std::vector<MariadbGtid> gtids) { return MariadbPosition{std::move(gtids)}; });
}

/// Texts of pieces in any order: nearly what a server prints.
inline rc::Gen<std::string> pieces_of(std::vector<std::string> pieces) {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::move(pieces))),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& part : parts) text += part;
                        return text;
                      });
}

/// The text, so often that it has about this many bytes.
inline std::string repeated(std::string_view text, std::size_t bytes) {
  std::string all;
  all.reserve(bytes + text.size());
  while (all.size() < bytes) all.append(text);
  return all;
}

/// What holds of every set or position: `contains` is an order, and `merge` the least that contains both.
template <typename Value>
void check_order(const Value& a, const Value& b, const Value& c) {
  const auto merged = [](Value x, const Value& y) {
    x.merge(y);
    return x;
  };
  RC_ASSERT(merged(a, b) == merged(b, a));
  RC_ASSERT(merged(merged(a, b), c) == merged(a, merged(b, c)));
  RC_ASSERT(merged(a, a) == a);
  RC_ASSERT(merged(a, Value{}) == a);
  RC_ASSERT(merged(Value{}, a) == a);
  RC_ASSERT(a.contains(a));
  RC_ASSERT(a.contains(Value{}));
  RC_ASSERT((a.contains(b) && b.contains(a)) == (a == b));
  if (a.contains(b) && b.contains(c)) RC_ASSERT(a.contains(c));
  RC_ASSERT(a.contains(b) == (merged(a, b) == a));
  RC_ASSERT(merged(a, b).contains(a) && merged(a, b).contains(b));
  RC_ASSERT(c.contains(merged(a, b)) == (c.contains(a) && c.contains(b)));
  RC_ASSERT(merged(a, b).distance_to(a) == 0U);
}

}  // namespace rwsplit::testing
