#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/consistency/causal_token.hpp>

#include "consistency_generators.hpp"
#include "detail/base64url.hpp"
#include "support/catch_shim.hpp"

namespace rwsplit {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds noon{1'800'000'000s};
constexpr std::uint32_t origin = 0xDEADBEEF;

const std::string uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

CausalToken token(Flavor flavor, std::string_view position) {
  return {Position::parse(flavor, position).value(), origin, noon};
}

/// A token of these bytes, whatever they say.
std::string text_of(const std::vector<std::uint8_t>& bytes) { return "1" + detail::base64url(bytes); }

bool is_of_safe_characters(std::string_view text) {
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
         std::string_view::npos;
}

rc::Gen<CausalToken> tokens() {
  return rc::gen::map(
      rc::gen::tuple(
          rc::gen::oneOf(rc::gen::map(testing::large_sets(), [](const MysqlGtidSet& set) { return Position{set}; }),
                         rc::gen::map(testing::small_sets(), [](const MysqlGtidSet& set) { return Position{set}; }),
                         rc::gen::map(testing::large_positions(), [](const MariadbPosition& p) { return Position{p}; }),
                         rc::gen::just(Position{})),
          rc::gen::arbitrary<std::uint32_t>(), rc::gen::arbitrary<std::int64_t>()),
      [](const std::tuple<Position, std::uint32_t, std::int64_t>& parts) {
        return CausalToken{std::get<0>(parts), std::get<1>(parts),
                           std::chrono::sys_seconds{std::chrono::seconds{std::get<2>(parts)}}};
      });
}

}  // namespace

TEST_CASE("a token says what it was made of", "[consistency][token]") {
  const CausalToken made = token(Flavor::mariadb, "0-1-5");
  CHECK(made.position().to_string() == "0-1-5");
  CHECK(made.origin() == origin);
  CHECK(made.issued() == noon);
  CHECK_FALSE(made.empty());
  CHECK(CausalToken{}.empty());
  CHECK(CausalToken{}.origin() == 0);
  CHECK(CausalToken{Position{}, origin, noon}.empty());
  CHECK(made == token(Flavor::mariadb, "0-1-5"));
  CHECK_FALSE(made == token(Flavor::mariadb, "0-1-6"));
  CHECK_FALSE(made == CausalToken{made.position(), 1, noon});
  CHECK_FALSE(made == CausalToken{made.position(), origin, noon + 1s});
}

TEST_CASE("tokens written by version 1 keep their meaning", "[consistency][token]") {
  struct Case {
    Flavor flavor;
    std::string position;
    std::string_view text;
  };
  const std::vector<Case> cases{
      {Flavor::unknown, "", "1AO--rd6ApKfaBg"},
      {Flavor::mariadb, "0-1-5", "1Bu--rd6ApKfaBgABBQ"},
      {Flavor::mariadb, "0-1-5,0-2-7,1-1-18446744073709551615", "1Du--rd6ApKfaBgABBQACBwEB____________AQ"},
      {Flavor::mysql, uuid + ":1-1000", "1Be--rd6ApKfaBj4R-kdxyhHhnjPICqlClWLQDw"},
      {Flavor::mysql, uuid + ":1000", "1Be--rd6ApKfaBj4R-kdxyhHhnjPICqlClWKhHwA"},
      {Flavor::mysql, uuid + ":1000-1200", "1Be--rd6ApKfaBj4R-kdxyhHhnjPICqlClWKhH8gB"},
      {Flavor::mysql, uuid + ":1-3:7:tag:4-5",
       "1Ce--rd6ApKfaBj4R-kdxyhHhnjPICqlClWILAAECBAA-EfpHccoR4Z4zyAqpQpViBwN0YWcEAQ"},
      {Flavor::mysql, uuid + ":9223372036854775806", "1Be--rd6ApKfaBj4R-kdxyhHhnjPICqlClWIHAP7_________fwA"},
  };
  for (const auto& [flavor, position, text] : cases) {
    CAPTURE(position);
    CHECK(token(flavor, position).to_string() == text);
    CHECK(CausalToken::parse(text) == token(flavor, position));
  }
}

TEST_CASE("a token of eight sources or domains fits 256 characters", "[consistency][token]") {
  constexpr std::uint64_t largest = (std::uint64_t{1} << 41) - 1;
  constexpr std::size_t limit = 256;
  const CausalToken mysql = [] {
    std::vector<MysqlGtidSource> sources(8);
    for (std::size_t i = 0; i < sources.size(); ++i) {
      sources[i].uuid.fill(static_cast<std::uint8_t>(0xF0 + i));
      sources[i].intervals = {{1, largest}};
    }
    return CausalToken{Position{MysqlGtidSet::from(sources).value()}, origin, noon};
  }();
  CHECK(mysql.to_string().size() <= limit);
  CHECK(CausalToken::parse(mysql.to_string()) == mysql);

  const CausalToken single = [] {
    std::vector<MysqlGtidSource> sources(8);
    for (std::size_t i = 0; i < sources.size(); ++i) {
      sources[i].uuid.fill(static_cast<std::uint8_t>(0xF0 + i));
      sources[i].intervals = {{(std::uint64_t{1} << 33) - 1, (std::uint64_t{1} << 33) + 100}};
    }
    return CausalToken{Position{MysqlGtidSet::from(sources).value()}, origin, noon};
  }();
  CHECK(single.to_string().size() <= limit);
  CHECK(CausalToken::parse(single.to_string()) == single);

  std::vector<MariadbGtid> gtids;
  for (std::uint32_t i = 0; i < 8; ++i) {
    gtids.push_back({.domain = 0xFFFF'FFF0U + i, .server = 0xFFFF'FFFFU, .sequence = 2 * largest});
  }
  const CausalToken mariadb{Position{MariadbPosition{gtids}}, origin, noon};
  CHECK(mariadb.to_string().size() <= limit);
  CHECK(CausalToken::parse(mariadb.to_string()) == mariadb);
}

TEST_CASE("any token reads as it was written, in characters that go anywhere", "[consistency][token][property]") {
  CHECK(rc::check([] {
    const CausalToken made = *tokens();
    const std::string text = made.to_string();
    RC_ASSERT(is_of_safe_characters(text));
    if (text.size() > CausalToken::max_size) RC_DISCARD("too long to be read");
    RC_ASSERT(CausalToken::parse(text) == made);
  }));
}

TEST_CASE("whatever its bytes, a text is one token's own or none", "[consistency][token][property]") {
  CHECK(rc::check("any characters", [] {
    const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const auto read = CausalToken::parse(text);
    if (read) RC_ASSERT(read->to_string() == text);
  }));
  CHECK(rc::check("any bytes", [] {
    const auto bytes = *rc::gen::container<std::vector<std::uint8_t>>(
        rc::gen::oneOf(rc::gen::arbitrary<std::uint8_t>(), rc::gen::inRange<std::uint8_t>(0, 8)));
    const auto read = CausalToken::parse(text_of(bytes));
    if (read) RC_ASSERT(read->to_string() == text_of(bytes));
  }));
  CHECK(rc::check("a byte changed", [] {
    std::string text = (*tokens()).to_string();
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = *rc::gen::arbitrary<char>();
    const auto read = CausalToken::parse(text);
    if (read) RC_ASSERT(read->to_string() == text);
  }));
}

TEST_CASE("what is no token is not read", "[consistency][token]") {
  const std::string good = token(Flavor::mysql, uuid + ":1-3:7:tag:4-5").to_string();
  REQUIRE(CausalToken::parse(good));
  for (std::size_t length = 0; length < good.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(CausalToken::parse(good.substr(0, length)));
    CHECK_FALSE(CausalToken::parse(good.substr(length + 1)));
  }
  for (const std::string more : {"A", "AAAA", "=", ".", " ", "\n"}) {
    CAPTURE(more);
    CHECK_FALSE(CausalToken::parse(good + more));
    CHECK_FALSE(CausalToken::parse(more + good));
  }
  for (const char* version : {"0", "2", "A", "-", " "}) {
    CAPTURE(version);
    CHECK_FALSE(CausalToken::parse(version + good.substr(1)));
  }
}

TEST_CASE("a token says each thing in one way", "[consistency][token]") {
  const auto bytes = [](std::uint8_t heading, const std::vector<std::uint8_t>& rest) {
    std::vector<std::uint8_t> all{heading, 0, 0, 0, 0, 0};  // by nobody, 1970
    all.insert(all.end(), rest.begin(), rest.end());
    return text_of(all);
  };
  const auto source = [&](const std::vector<std::uint8_t>& rest) {
    std::vector<std::uint8_t> all(16, 0);
    all.insert(all.end(), rest.begin(), rest.end());
    return bytes(1 << 2 | 1, all);
  };
  struct Case {
    const char* what;
    std::string text;
    bool is_token;
  };
  const std::vector<Case> cases{
      {"nothing", bytes(0, {}), true},
      {"nothing, twice", bytes(1 << 2, {}), false},
      {"no such flavor", bytes(3, {}), false},
      {"no sources", bytes(1, {}), false},
      {"no domains", bytes(2, {}), false},
      {"one domain", bytes(1 << 2 | 2, {0, 1, 5}), true},
      {"a number with a zero too many", bytes(1 << 2 | 2, {0, 1, 0x85, 0}), false},
      {"a number beyond 64 bits", bytes(1 << 2 | 2, {0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2}),
       false},
      {"a number without end", bytes(1 << 2 | 2, {0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}), false},
      {"a domain beyond 32 bits", bytes(1 << 2 | 2, {0x80, 0x80, 0x80, 0x80, 0x10, 1, 5}), false},
      {"domains in order", bytes(2 << 2 | 2, {0, 1, 5, 0, 2, 5}), true},
      {"domains out of order", bytes(2 << 2 | 2, {0, 2, 5, 0, 1, 5}), false},
      {"a domain twice", bytes(2 << 2 | 2, {0, 1, 5, 0, 1, 6}), false},
      {"fewer domains than it says", bytes(2 << 2 | 2, {0, 1, 5}), false},
      {"more domains than it says", bytes(1 << 2 | 2, {0, 1, 5, 0, 2, 5}), false},
      {"1-3", source({3 << 1}), true},
      {"1-3 as a range", source({1 << 2 | 1, 2}), false},
      {"1-3 as a list", source({1 << 2 | 3, 0, 1, 2}), false},
      {"1-0", source({0}), false},
      {"2-3", source({2 << 2 | 1, 1}), true},
      {"2-3 as a list", source({1 << 2 | 3, 0, 2, 1}), false},
      {"0-3", source({0 << 2 | 1, 3}), false},
      {"1:3", source({2 << 2 | 3, 0, 1, 0, 2, 0}), true},
      {"1:2, which is 1-2", source({2 << 2 | 3, 0, 1, 0, 1, 0}), false},
      {"1:1", source({2 << 2 | 3, 0, 1, 0, 0, 0}), false},
      {"no interval", source({0 << 2 | 3, 0}), false},
      {"fewer intervals than it says", source({3 << 2 | 3, 0, 1, 0, 2, 0}), false},
      {"very many intervals", source({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0, 1, 0, 2, 0}), false},
      {"a tag", source({1 << 2 | 3, 1, 't', 1, 2}), true},
      {"a capital tag", source({1 << 2 | 3, 1, 'T', 1, 2}), false},
      {"a tag that is too long for the text", source({1 << 2 | 3, 100, 't', 1, 2}), false},
      {"a number that wraps around",
       source({2 << 2 | 3, 0, 5, 0, 0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0}), false},
  };
  for (const auto& [what, text, is_token] : cases) {
    CAPTURE(what, text);
    CHECK(CausalToken::parse(text).has_value() == is_token);
  }
}

TEST_CASE("a token with any byte changed says something else, or nothing", "[consistency][token]") {
  const CausalToken made = token(Flavor::mysql, uuid + ":1-3:7:tag:4-5");
  const std::string good = made.to_string();
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char other : {'A', 'B', '_', '9', '=', '\0', '\xff'}) {
      if (other == good[at]) continue;
      std::string changed = good;
      changed[at] = other;
      CAPTURE(at, changed);
      CHECK_FALSE(CausalToken::parse(changed) == made);
    }
  }
}

TEST_CASE("a text that is too long is no token", "[consistency][token]") {
  const auto with_gaps = [](std::uint64_t gaps) {
    MysqlGtidSource source{.uuid = {}, .tag = "", .intervals = {}};
    for (std::uint64_t i = 0; i <= gaps; ++i) source.intervals.push_back({2 * i + 2, 2 * i + 2});
    return CausalToken{Position{MysqlGtidSet::from({source}).value()}, origin, noon};
  };
  const CausalToken longest = with_gaps(750);
  CHECK(longest.to_string().size() <= CausalToken::max_size);
  CHECK(CausalToken::parse(longest.to_string()) == longest);
  const std::string too_long = with_gaps(1'000).to_string();
  CHECK(too_long.size() > CausalToken::max_size);
  CHECK_FALSE(CausalToken::parse(too_long));
  CHECK_FALSE(CausalToken::parse(std::string(1 << 20, '1')));
  CHECK_FALSE(CausalToken::parse("1" + std::string(1 << 20, 'A')));
}

TEST_CASE("a token may be of any second", "[consistency][token]") {
  for (const std::int64_t second : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
                                    std::numeric_limits<std::int64_t>::max()}) {
    const CausalToken made{Position{}, 0, std::chrono::sys_seconds{std::chrono::seconds{second}}};
    CHECK(CausalToken::parse(made.to_string()) == made);
  }
}

}  // namespace rwsplit
