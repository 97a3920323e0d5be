#include <rapidcheck.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rwsplit/consistency/mariadb_position.hpp>

#include "consistency_generators.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using testing::small_positions;

MariadbPosition position(std::string_view text) {
  const auto parsed = MariadbPosition::parse(text);
  INFO(text);
  REQUIRE(parsed);
  return *parsed;
}

using Model = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>;

Model model_of(const MariadbPosition& position) {
  Model model;
  for (const auto& [domain, server, sequence] : position.gtids()) model[{domain, server}] = sequence;
  return model;
}

}  // namespace

TEST_CASE("a MariaDB position is read and printed", "[consistency][gtid]") {
  struct Case {
    std::string_view text;
    std::string_view printed;
    std::size_t size;
  };
  const std::vector<Case> cases{
      {"", "", 0},
      {"  \n", "", 0},
      {"0-1-5", "0-1-5", 1},
      {"0-1-5,0-2-7,1-1-3", "0-1-5,0-2-7,1-1-3", 3},
      {"1-1-3,0-2-7,0-1-5", "0-1-5,0-2-7,1-1-3", 3},
      {" 0-1-5 , 1-1-3 ", "0-1-5,1-1-3", 2},
      {"0-1-5,\n1-1-3", "0-1-5,1-1-3", 2},
      {"0-1-5,0-1-7,0-1-6", "0-1-7", 1},
      {"0-1-0", "0-1-0", 1},
      {"00-01-005", "0-1-5", 1},
      {"4294967295-4294967295-18446744073709551615", "4294967295-4294967295-18446744073709551615", 1},
      {"10-1-1,9-1-1", "9-1-1,10-1-1", 2},
  };
  for (const auto& [text, printed, size] : cases) {
    CAPTURE(text);
    CHECK(position(text).to_string() == printed);
    CHECK(position(text).size() == size);
    CHECK(position(text).empty() == (size == 0));
  }
}

TEST_CASE("what is no MariaDB position is not read", "[consistency][gtid]") {
  const std::vector<std::string> texts{
      "0",
      "0-1",
      "0-1-",
      "-1-5",
      "0--5",
      "0-1-5,",
      ",0-1-5",
      ",",
      "0-1-5,,1-1-3",
      "0-1-5 1-1-3",
      "0-1-5;1-1-3",
      "0-1-5x",
      "x",
      "0-1-x",
      "0-1-+5",
      "+0-1-5",
      "0-1--5",
      "0x0-1-5",
      "0-1-5-6",
      "4294967296-1-1",
      "0-4294967296-1",
      "0-1-18446744073709551616",
      "0-1-99999999999999999999999999",
      "3e11fa47-71ca-11e1-9e33-c80aa9429562:1",
      "NULL",
      std::string{"\0", 1},
      std::string{"0-1-5\0", 6},
      "0-1-5\xff",
  };
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK_FALSE(MariadbPosition::parse(text));
  }
}

TEST_CASE("a MariaDB position contains, joins and counts", "[consistency][gtid]") {
  struct Case {
    std::string_view a;
    std::string_view b;
    bool contains;
    std::string_view merged;
    std::uint64_t distance;
  };
  const std::vector<Case> cases{
      {"", "", true, "", 0},
      {"0-1-5", "", true, "0-1-5", 0},
      {"", "0-1-5", false, "0-1-5", 5},
      {"0-1-5", "0-1-5", true, "0-1-5", 0},
      {"0-1-5", "0-1-4", true, "0-1-5", 0},
      {"0-1-5", "0-1-6", false, "0-1-6", 1},
      {"0-1-5", "0-2-5", false, "0-1-5,0-2-5", 0},
      {"0-1-5", "1-1-5", false, "0-1-5,1-1-5", 5},
      {"0-1-5,1-1-3", "0-1-9,1-1-5", false, "0-1-9,1-1-5", 6},
      {"0-1-5,1-1-3", "0-1-2,1-1-5", false, "0-1-5,1-1-5", 2},
      {"0-1-5,1-1-3", "1-1-3", true, "0-1-5,1-1-3", 0},
      {"0-1-5,2-1-3", "0-1-7,1-1-1,2-1-1", false, "0-1-7,1-1-1,2-1-3", 3},
      // The lost write of server 1 is not there, although server 3 has gone beyond its sequence.
      {"0-1-2029,0-2-2027,0-3-2037", "0-1-2034", false, "0-1-2034,0-2-2027,0-3-2037", 0},
      {"0-1-2034,0-3-2037", "0-1-2034", true, "0-1-2034,0-3-2037", 0},
      {"0-1-3,0-2-9", "0-1-12,0-2-4", false, "0-1-12,0-2-9", 3},
      {"", "0-1-18446744073709551615,1-1-1", false, "0-1-18446744073709551615,1-1-1", 18446744073709551615U},
      {"0-1-0", "0-1-0", true, "0-1-0", 0},
      {"", "0-1-0", false, "0-1-0", 0},
  };
  for (const Case& c : cases) {
    CAPTURE(c.a, c.b);
    const MariadbPosition b = position(c.b);
    MariadbPosition a = position(c.a);
    CHECK(a.contains(b) == c.contains);
    CHECK(a.distance_to(b) == c.distance);
    a.merge(b);
    CHECK(a.to_string() == c.merged);
  }
}

TEST_CASE("of each domain the newest is what MASTER_GTID_WAIT understands", "[consistency][gtid]") {
  CHECK(position("").newest_per_domain().empty());
  CHECK(position("0-1-5").newest_per_domain() == position("0-1-5"));
  CHECK(position("0-1-5,0-2-7,0-3-6,1-1-3").newest_per_domain() == position("0-2-7,1-1-3"));
  CHECK(position("0-1-9,0-2-7").newest_per_domain() == position("0-1-9"));
  CHECK(position("0-1-7,0-2-7").newest_per_domain() == position("0-2-7"));
}

TEST_CASE("a position is joined with itself", "[consistency][gtid]") {
  MariadbPosition both = position("0-1-5,0-2-7,1-1-3");
  both.merge(both);
  CHECK(both == position("0-1-5,0-2-7,1-1-3"));
}

TEST_CASE("joining takes the larger sequence of each domain and server", "[consistency][gtid][property]") {
  CHECK(rc::check([] {
    const MariadbPosition a = *small_positions();
    const MariadbPosition b = *small_positions();
    Model expected = model_of(a);
    bool has_all = true;
    for (const auto& [writer, sequence] : model_of(b)) {
      const auto [it, is_new] = expected.insert({writer, sequence});
      has_all = has_all && !is_new && it->second >= sequence;
      it->second = std::max(it->second, sequence);
    }
    MariadbPosition merged = a;
    merged.merge(b);
    RC_ASSERT(model_of(merged) == expected);
    RC_ASSERT(merged.size() == expected.size());
    RC_ASSERT(a.contains(b) == has_all);
    RC_ASSERT(a.contains(a.newest_per_domain()));
    RC_ASSERT(a.newest_per_domain().distance_to(a) == 0U);
  }));
}

TEST_CASE("what a position contains is an order, and joining gives the least above", "[consistency][gtid][property]") {
  CHECK(rc::check([] { testing::check_order(*small_positions(), *small_positions(), *small_positions()); }));
}

TEST_CASE("a printed position reads as it was", "[consistency][gtid][property]") {
  CHECK(rc::check([] {
    const MariadbPosition a = *testing::large_positions();
    RC_ASSERT(MariadbPosition::parse(a.to_string()) == a);
  }));
  CHECK(rc::check("nearly positions", [] {
    const std::string text =
        *testing::pieces_of({"0", "1", "-", "-", ",", "0-1-5", "1-2-3", "4294967296", " ", "18446744073709551615"});
    const auto read = MariadbPosition::parse(text);
    if (read) RC_ASSERT(MariadbPosition::parse(read->to_string()) == read);
  }));
}

TEST_CASE("a megabyte of MariaDB's text is read or refused in time", "[consistency][gtid][stress]") {
  constexpr std::size_t megabyte = 1 << 20;
  CHECK(MariadbPosition::parse("0-1-5" + testing::repeated(",0-1-5", megabyte)) == position("0-1-5"));
  CHECK_FALSE(MariadbPosition::parse(testing::repeated("0-1-5,", megabyte)));
  CHECK_FALSE(MariadbPosition::parse("0-1-" + std::string(megabyte, '9')));
  CHECK(MariadbPosition::parse("0-1-" + std::string(megabyte, '0') + "5") == position("0-1-5"));
  CHECK_FALSE(MariadbPosition::parse(std::string(megabyte, '-')));
  CHECK_FALSE(MariadbPosition::parse(std::string(megabyte, '\0')));
  CHECK(MariadbPosition::parse(std::string(megabyte, ' '))->empty());

  std::vector<MariadbGtid> gtids;
  for (std::uint32_t i = 100'000; i > 0; --i) gtids.push_back({.domain = i, .server = i % 7, .sequence = i});
  const MariadbPosition many{gtids};
  CHECK(many.size() == 100'000);
  CHECK(MariadbPosition::parse(many.to_string()) == many);
  MariadbPosition merged;
  merged.merge(many);
  CHECK(merged.contains(many));
  CHECK(merged.newest_per_domain() == many);
  CHECK(merged.distance_to(many) == 0);
  CHECK(MariadbPosition{}.distance_to(many) == 5'000'050'000);
}

}  // namespace rwsplit
