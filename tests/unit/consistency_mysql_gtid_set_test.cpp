#include <rapidcheck.h>

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <rwsplit/consistency/mysql_gtid_set.hpp>

#include "consistency_generators.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using testing::small_sets;

const std::string one = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
const std::string two = "5e11fa47-71ca-11e1-9e33-c80aa9429562";

/// Parts with `1` and `2` in place of the UUIDs of two servers: `1:1-3,2:5`.
std::string full(std::string_view text) {
  std::string full;
  bool at_start = true;
  for (const char c : text) {
    const bool is_uuid = at_start && (c == '1' || c == '2');
    if (is_uuid) {
      full += c == '1' ? one : two;
    } else {
      full += c;
    }
    at_start = c == ',' || (at_start && !is_uuid);
  }
  return full;
}

MysqlGtidSet set(std::string_view text) {
  const auto parsed = MysqlGtidSet::parse(full(text));
  INFO(text);
  REQUIRE(parsed);
  return *parsed;
}

/// Every transaction of a small set.
using Model = std::set<std::tuple<std::array<std::uint8_t, 16>, std::string, std::uint64_t>>;

Model model_of(const MysqlGtidSet& set) {
  Model model;
  for (const MysqlGtidSource& source : set.sources()) {
    for (const auto& [first, last] : source.intervals) {
      for (std::uint64_t number = first; number <= last; ++number) model.insert({source.uuid, source.tag, number});
    }
  }
  return model;
}

Model model_of(const std::vector<testing::SmallRange>& ranges) {
  Model model;
  for (const auto& range : ranges) {
    const MysqlGtidSource source = testing::source_of(range);
    for (std::uint64_t number = range.interval.first; number <= range.interval.last; ++number) {
      model.insert({source.uuid, source.tag, number});
    }
  }
  return model;
}

bool is_canonical(const MysqlGtidSet& set) {
  const MysqlGtidSource* before = nullptr;
  for (const MysqlGtidSource& source : set.sources()) {
    if (before != nullptr && std::tie(before->uuid, before->tag) >= std::tie(source.uuid, source.tag)) return false;
    if (source.intervals.empty()) return false;
    for (std::size_t i = 0; i < source.intervals.size(); ++i) {
      if (source.intervals[i].last < source.intervals[i].first) return false;
      if (i > 0 && source.intervals[i].first < source.intervals[i - 1].last + 2) return false;
    }
    before = &source;
  }
  return true;
}

}  // namespace

TEST_CASE("a GTID set is printed as the server prints it", "[consistency][gtid]") {
  struct Case {
    std::string_view text;
    std::string_view printed;
  };
  // The second column is what MySQL 9.7 makes of the first: SELECT GTID_SUBTRACT(text, '').
  const std::vector<Case> cases{
      {"", ""},
      {" \n\t", ""},
      {"1:1", "1:1"},
      {"1:1-1", "1:1"},
      {"1:01", "1:1"},
      {"1:1-3:5:7-9:Tag_A:4-5:6", "1:1-3:5:7-9:tag_a:4-6"},
      {"1:tag:1-3,1:1", "1:1:tag:1-3"},
      {"1:b:1:a:2", "1:a:2:b:1"},
      {"1:1:a:2:3:b:4,1:9", "1:1:9:a:2-3:b:4"},
      {"1 : 1 - 3 : tag : 4", "1:1-3:tag:4"},
      {"2:3,\n1:5", "1:5,2:3"},
      {"1:a:1,2:5,1:7", "1:7:a:1,2:5"},
      {"1:9223372036854775806", "1:9223372036854775806"},
      {"1:1-9223372036854775806", "1:1-9223372036854775806"},
      {"1:5-7:1-3:4", "1:1-7"},
      {"1:1-9:2-3:9-10", "1:1-10"},
      {"1:1-3:5", "1:1-3:5"},
      {"1:1,1:1", "1:1"},
      {"1:_:1", "1:_:1"},
      {"1:abcdefghijklmnopqrstuvwxyz_01234:1", "1:abcdefghijklmnopqrstuvwxyz_01234:1"},
  };
  for (const auto& [text, printed] : cases) {
    CAPTURE(text);
    CHECK(set(text).to_string() == full(printed));
    CHECK(is_canonical(set(text)));
  }
}

TEST_CASE("a GTID set is read whatever the case of its letters", "[consistency][gtid]") {
  CHECK(MysqlGtidSet::parse("3E11FA47-71CA-11E1-9E33-C80AA9429562:1:TAG:2") == set("1:1:tag:2"));
  CHECK(set("1:1").to_string() == one + ":1");
}

TEST_CASE("what is no GTID set is not read", "[consistency][gtid]") {
  const std::vector<std::string> texts{
      "1",
      "1:",
      "1:,",
      ",",
      ",1:1",
      "1:1,",
      "1:1,,2:1",
      "1:0",
      "1:0-3",
      "1:5-3",
      "1:1-0",
      "1:1-",
      "1:-1",
      "1:+1",
      "1:1--3",
      "1:1.5",
      "1:1-2-3",
      "1:1 2",
      "1:1abc",
      "1:1;",
      "1:1x",
      "1:tag",
      "1:tag:",
      "1:tag:tag:1",
      "1::1",
      "1:1::2",
      "1:1:",
      "1:9223372036854775807",
      "1:1-9223372036854775807",
      "1:18446744073709551617",
      "1:99999999999999999999999999999",
      "1:1-18446744073709551616",
      "1:t\xc3\xa4g:1",
      "1:a-b:1",
      "1:abcdefghijklmnopqrstuvwxyz_012345:1",
      "1-1-1",
      "0-1-5",
      "x1:1",
      "1 1:1",
      "ON",
      "NULL",
  };
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK_FALSE(MysqlGtidSet::parse(full(text)));
  }
  CHECK_FALSE(MysqlGtidSet::parse(one.substr(1) + ":1"));
  CHECK_FALSE(MysqlGtidSet::parse("0" + one + ":1"));
  CHECK_FALSE(MysqlGtidSet::parse("{" + one + "}:1"));
  CHECK_FALSE(MysqlGtidSet::parse("3e11fa4771ca11e19e33c80aa9429562:1"));
  CHECK_FALSE(MysqlGtidSet::parse("3e11fa47071ca-11e1-9e33-c80aa9429562:1"));
  CHECK_FALSE(MysqlGtidSet::parse("3e11fa47-71ca-11e1-9e33-c80aa942956g:1"));
  CHECK_FALSE(MysqlGtidSet::parse(std::string{"\0", 1}));
  CHECK_FALSE(MysqlGtidSet::parse(one + ":1" + std::string{"\0", 1}));
}

TEST_CASE("every text that is cut short or has a byte changed is read or refused, never more", "[consistency][gtid]") {
  const std::string text = full("1:1-3:7:tag:4-5,2:9");
  for (std::size_t at = 0; at < text.size(); ++at) {
    static_cast<void>(MysqlGtidSet::parse(std::string{text.substr(0, at)}));
    for (const char other : {'\0', ' ', ':', '-', ',', '0', '9', 'a', 'z', '\xff'}) {
      std::string changed = text;
      changed[at] = other;
      const auto read = MysqlGtidSet::parse(changed);
      CAPTURE(changed);
      CHECK((!read || MysqlGtidSet::parse(read->to_string()) == read));
    }
  }
}

TEST_CASE("a set of made sources is ordered and joined; what no server has makes none", "[consistency][gtid]") {
  const auto source = [](std::string tag, std::vector<MysqlGtidInterval> intervals) {
    return MysqlGtidSource{.uuid = {}, .tag = std::move(tag), .intervals = std::move(intervals)};
  };
  CHECK(MysqlGtidSet::from({})->empty());
  CHECK(MysqlGtidSet::from({source("", {})})->empty());
  CHECK(MysqlGtidSet::from({source("", {}), source("", {{1, 1}})})->interval_count() == 1);
  CHECK(MysqlGtidSet::from({source("", {{5, 6}, {1, 4}}), source("", {{8, 9}})})->to_string() ==
        "00000000-0000-0000-0000-000000000000:1-6:8-9");
  CHECK_FALSE(MysqlGtidSet::from({source("", {{0, 1}})}));
  CHECK_FALSE(MysqlGtidSet::from({source("", {{2, 1}})}));
  CHECK_FALSE(MysqlGtidSet::from({source("", {{1, max_mysql_gtid_number + 1}})}));
  CHECK_FALSE(MysqlGtidSet::from({source("", {{1, std::numeric_limits<std::uint64_t>::max()}})}));
  for (const char* tag : {"A", "1a", "a-b", "a b", "\xc3\xa4", "abcdefghijklmnopqrstuvwxyz_012345"}) {
    CAPTURE(tag);
    CHECK_FALSE(MysqlGtidSet::from({source(tag, {{1, 1}})}));
  }
}

TEST_CASE("a GTID set contains, joins, takes away and counts", "[consistency][gtid]") {
  struct Case {
    std::string_view a;
    std::string_view b;
    bool contains;
    std::string_view merged;
    std::string_view without;
    std::uint64_t distance;
  };
  const std::vector<Case> cases{
      {"", "", true, "", "", 0},
      {"1:1", "", true, "1:1", "1:1", 0},
      {"", "1:1", false, "1:1", "", 1},
      {"1:1-10", "1:10", true, "1:1-10", "1:1-9", 0},
      {"1:1-10", "1:11", false, "1:1-11", "1:1-10", 1},
      {"1:1-10", "1:12", false, "1:1-10:12", "1:1-10", 1},
      {"1:5-10", "1:4", false, "1:4-10", "1:5-10", 1},
      {"1:5-10", "1:1-3", false, "1:1-3:5-10", "1:5-10", 3},
      {"1:1-3:7-9", "1:4-6", false, "1:1-9", "1:1-3:7-9", 3},
      {"1:1-3:7-9", "1:2-8", false, "1:1-9", "1:1:9", 3},
      {"1:1-3:7-9:20", "1:3-20", false, "1:1-20", "1:1-2", 13},
      {"1:1-9", "1:1:3:5:9", true, "1:1-9", "1:2:4:6-8", 0},
      {"1:1:3:5:7", "1:1-7", false, "1:1-7", "", 3},
      {"1:1:5", "1:2:4", false, "1:1-2:4-5", "1:1:5", 2},
      {"1:1", "1:a:1", false, "1:1:a:1", "1:1", 1},
      {"1:1:a:1-3", "1:a:2", true, "1:1:a:1-3", "1:1:a:1:3", 0},
      {"2:1", "1:1", false, "1:1,2:1", "2:1", 1},
      {"1:1", "1:1,2:1", false, "1:1,2:1", "", 1},
      {"1:1,2:1", "2:1", true, "1:1,2:1", "1:1", 0},
      {"", "1:1-9223372036854775806,2:1-9223372036854775806", false, "1:1-9223372036854775806,2:1-9223372036854775806",
       "", 18446744073709551612U},
      {"", "1:1-9223372036854775806:a:1-9223372036854775806,2:1-9223372036854775806", false,
       "1:1-9223372036854775806:a:1-9223372036854775806,2:1-9223372036854775806", "", 18446744073709551615U},
      {"1:9223372036854775805", "1:9223372036854775806", false, "1:9223372036854775805-9223372036854775806",
       "1:9223372036854775805", 1},
  };
  for (const Case& c : cases) {
    CAPTURE(c.a, c.b);
    const MysqlGtidSet b = set(c.b);
    MysqlGtidSet merged = set(c.a);
    CHECK(merged.contains(b) == c.contains);
    CHECK(merged.distance_to(b) == c.distance);
    MysqlGtidSet without = merged;
    merged.merge(b);
    CHECK(merged.to_string() == full(c.merged));
    without.subtract(b);
    CHECK(without.to_string() == full(c.without));
    CHECK(is_canonical(merged));
    CHECK(is_canonical(without));
  }
}

TEST_CASE("a set is joined with itself, and taken from itself", "[consistency][gtid]") {
  MysqlGtidSet both = set("1:1-3:7:a:4,2:9");
  const MysqlGtidSet before = both;
  both.merge(both);
  CHECK(both == before);
  both.fill_gaps(both);
  CHECK(both == before);
  both.subtract(both);
  CHECK(both.empty());
}

TEST_CASE("gaps are filled with what is known, between two transactions of one source only", "[consistency][gtid]") {
  struct Case {
    std::string_view own;
    std::string_view known;
    std::string_view filled;
  };
  const std::vector<Case> cases{
      {"1:101:105", "1:1-200", "1:101-105"},
      {"1:101:105", "1:1-103", "1:101-103:105"},
      {"1:101:105", "1:103-200", "1:101:103-105"},
      {"1:101:105", "1:103", "1:101:103:105"},
      {"1:101:105", "1:1-100:106-200", "1:101:105"},
      {"1:101:105", "2:1-200", "1:101:105"},
      {"1:101:105", "1:a:1-200", "1:101:105"},
      {"1:101:105", "", "1:101:105"},
      {"1:101", "1:1-200", "1:101"},
      {"1:101,2:1:3", "1:1-200,2:1-9", "1:101,2:1-3"},
      {"1:1:9:20-30", "1:3-4:6-22", "1:1:3-4:6-30"},
      {"2:1:3", "1:1-9,2:2", "2:1-3"},
      {"", "1:1-9", ""},
  };
  for (const auto& [own, known, filled] : cases) {
    CAPTURE(own, known);
    MysqlGtidSet set_of_own = set(own);
    set_of_own.fill_gaps(set(known));
    CHECK(set_of_own.to_string() == full(filled));
    CHECK(is_canonical(set_of_own));
  }
}

TEST_CASE("intervals are counted over all sources", "[consistency][gtid]") {
  CHECK(set("").interval_count() == 0);
  CHECK(set("1:1-9").interval_count() == 1);
  CHECK(set("1:1:3:a:1,2:7:9").interval_count() == 5);
}

TEST_CASE("the algebra of GTID sets is that of sets of transactions", "[consistency][gtid][property]") {
  CHECK(rc::check("from", [] {
    const auto ranges = *testing::small_ranges();
    const MysqlGtidSet made = testing::set_of(ranges);
    RC_ASSERT(is_canonical(made));
    RC_ASSERT(model_of(made) == model_of(ranges));
  }));
  CHECK(rc::check("merge, subtract, contains, distance", [] {
    const MysqlGtidSet a = *small_sets();
    const MysqlGtidSet b = *small_sets();
    const Model in_a = model_of(a);
    const Model in_b = model_of(b);
    Model in_both = in_a;
    in_both.insert(in_b.begin(), in_b.end());
    Model only_a = in_a;
    for (const auto& transaction : in_b) only_a.erase(transaction);
    MysqlGtidSet both = a;
    both.merge(b);
    MysqlGtidSet rest = a;
    rest.subtract(b);
    RC_ASSERT(is_canonical(both) && model_of(both) == in_both);
    RC_ASSERT(is_canonical(rest) && model_of(rest) == only_a);
    RC_ASSERT(b.distance_to(a) == only_a.size());
    RC_ASSERT(b.contains(a) == only_a.empty());
    RC_ASSERT(a.empty() == in_a.empty());
  }));
  CHECK(rc::check("fill_gaps", [] {
    const MysqlGtidSet own = *small_sets();
    const MysqlGtidSet known = *small_sets();
    Model expected = model_of(own);
    for (const auto& gtid : model_of(known)) {
      const auto above = expected.lower_bound(gtid);
      const auto is_of_source = [&](Model::const_iterator it) {
        return it != expected.end() && std::get<0>(*it) == std::get<0>(gtid) && std::get<1>(*it) == std::get<1>(gtid);
      };
      if (above != expected.begin() && is_of_source(std::prev(above)) && is_of_source(above)) expected.insert(gtid);
    }
    MysqlGtidSet filled = own;
    filled.fill_gaps(known);
    RC_ASSERT(is_canonical(filled) && model_of(filled) == expected);
  }));
}

TEST_CASE("what a GTID set contains is an order, and joining gives the least above", "[consistency][gtid][property]") {
  CHECK(rc::check([] { testing::check_order(*small_sets(), *small_sets(), *small_sets()); }));
}

TEST_CASE("a printed GTID set reads as it was", "[consistency][gtid][property]") {
  CHECK(rc::check([] {
    const MysqlGtidSet a = *testing::large_sets();
    RC_ASSERT(MysqlGtidSet::parse(a.to_string()) == a);
  }));
  CHECK(rc::check("nearly sets", [] {
    const std::string text = *testing::pieces_of(
        {one, two, ":", ":", "-", ",", "1", "7", "1-3", "9223372036854775806", "tag", "_", " ", "\n", ":1", ":5-9"});
    const auto read = MysqlGtidSet::parse(text);
    if (read) RC_ASSERT(is_canonical(*read) && MysqlGtidSet::parse(read->to_string()) == read);
  }));
}

TEST_CASE("a megabyte of text is read or refused in time", "[consistency][gtid][stress]") {
  constexpr std::size_t megabyte = 1 << 20;
  std::string apart = one;
  std::string backwards = one;
  for (std::uint64_t number = 50'000; number > 0; --number) {
    apart += ":" + std::to_string(2 * (50'001 - number));
    backwards += ":" + std::to_string(2 * number);
  }
  REQUIRE(MysqlGtidSet::parse(apart));
  CHECK(MysqlGtidSet::parse(apart)->interval_count() == 50'000);
  CHECK(MysqlGtidSet::parse(apart) == MysqlGtidSet::parse(backwards));

  CHECK(MysqlGtidSet::parse(one + testing::repeated(":1", megabyte)) == set("1:1"));
  CHECK(MysqlGtidSet::parse(one + ":1" + testing::repeated("," + one + ":1", megabyte)) == set("1:1"));
  CHECK(MysqlGtidSet::parse(one + testing::repeated(":a:1:b:3", megabyte)) == set("1:a:1:b:3"));
  CHECK_FALSE(MysqlGtidSet::parse(one + ":" + std::string(megabyte, '9')));
  CHECK(MysqlGtidSet::parse(one + ":" + std::string(megabyte, '0') + "1") == set("1:1"));
  CHECK_FALSE(MysqlGtidSet::parse(one + ":" + std::string(megabyte, 'a') + ":1"));
  CHECK_FALSE(MysqlGtidSet::parse(one + testing::repeated(":a", megabyte)));
  CHECK(MysqlGtidSet::parse(std::string(megabyte, ' '))->empty());
  CHECK_FALSE(MysqlGtidSet::parse(std::string(megabyte, ',')));
  CHECK_FALSE(MysqlGtidSet::parse(std::string(megabyte, '\0')));

  // Two sets of 50,000 gaps: one step each, not each with each.
  MysqlGtidSet even = *MysqlGtidSet::parse(apart);
  MysqlGtidSet odd =
      *MysqlGtidSet::from({MysqlGtidSource{.uuid = even.sources()[0].uuid, .tag = "", .intervals = [] {
                                             std::vector<MysqlGtidInterval> intervals;
                                             for (std::uint64_t number = 1; number <= 100'000; number += 2)
                                               intervals.push_back({number, number});
                                             return intervals;
                                           }()}});
  CHECK_FALSE(even.contains(odd));
  CHECK(even.distance_to(odd) == 50'000);
  MysqlGtidSet all = even;
  all.merge(odd);
  CHECK(all == set("1:1-100000"));
  all.subtract(odd);
  CHECK(all == even);
  even.fill_gaps(odd);
  CHECK(even == set("1:2-100000"));
}

TEST_CASE("many sources are ordered and joined in time", "[consistency][gtid][stress]") {
  std::vector<MysqlGtidSource> sources;
  for (std::uint32_t i = 20'000; i > 0; --i) {
    MysqlGtidSource source{.uuid = {}, .tag = "", .intervals = {{1, 1}}};
    for (unsigned byte = 0; byte < 4; ++byte) source.uuid[byte] = static_cast<std::uint8_t>(i >> 8 * byte & 0xFF);
    sources.push_back(source);
  }
  const MysqlGtidSet many = *MysqlGtidSet::from(sources);
  CHECK(many.sources().size() == 20'000);
  MysqlGtidSet merged;
  merged.merge(many);
  CHECK(merged == many);
  CHECK(MysqlGtidSet::parse(many.to_string()) == many);
  merged.subtract(many);
  CHECK(merged.empty());
}

}  // namespace rwsplit
