#include <rapidcheck.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <rwsplit/routing/least_in_use_balancer.hpp>
#include <rwsplit/routing/power_of_two_balancer.hpp>
#include <rwsplit/routing/random_balancer.hpp>
#include <rwsplit/routing/round_robin_balancer.hpp>
#include <rwsplit/routing/weighted_balancer.hpp>

#include "support/catch_shim.hpp"

using namespace rwsplit;

namespace {

Candidates with_weights(const std::vector<std::uint32_t>& weights) {
  Candidates candidates;
  EngineIndex engine = 1;
  for (const std::uint32_t weight : weights) candidates.add({.engine = engine++, .weight = weight});
  return candidates;
}

Candidates with_loads(const std::vector<Candidate>& list) {
  Candidates candidates;
  for (const Candidate& candidate : list) candidates.add(candidate);
  return candidates;
}

std::vector<std::uint64_t> count_picks(const Balancer& balancer, const Candidates& candidates, std::uint64_t first,
                                       std::uint64_t how_many) {
  std::mt19937_64 random{20260101};
  std::vector<std::uint64_t> counts(candidates.size());
  for (std::uint64_t ticket = first; ticket != first + how_many; ++ticket) {
    ++counts.at(balancer.pick(candidates, {.random = random(), .ticket = ticket}));
  }
  return counts;
}

std::string pattern_of(const std::vector<std::uint32_t>& weights, std::uint64_t tickets) {
  const Candidates candidates = with_weights(weights);
  std::string pattern;
  for (std::uint64_t ticket = 0; ticket < tickets; ++ticket) {
    pattern += static_cast<char>('a' + static_cast<char>(WeightedBalancer{}.pick(candidates, {.ticket = ticket})));
  }
  return pattern;
}

/// Each share within four standard deviations of the weights: the seed is fixed, so this cannot flicker.
void check_shares(const std::vector<std::uint64_t>& counts, const std::vector<double>& shares, double tries) {
  REQUIRE(counts.size() == shares.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    INFO("candidate " << i);
    const double expected = shares[i] * tries;
    CHECK(std::abs(static_cast<double>(counts[i]) - expected) <= 4 * std::sqrt(expected * (1 - shares[i])) + 1);
  }
}

}  // namespace

TEST_CASE("candidates: what the list turns away", "[routing][balancer]") {
  Candidates candidates;
  CHECK(candidates.empty());
  CHECK_FALSE(candidates.add({.engine = 1, .weight = 0}));
  CHECK(candidates.empty());
  CHECK(candidates.add({.engine = 2, .weight = std::numeric_limits<std::uint32_t>::max()}));
  CHECK(candidates[0].weight == max_weight);
  while (candidates.size() < Topology::max_engines) REQUIRE(candidates.add({.engine = 3}));
  CHECK_FALSE(candidates.add({.engine = 4}));
  CHECK(candidates.size() == Topology::max_engines);
}

TEST_CASE("weighted: smooth patterns", "[routing][balancer]") {
  CHECK(pattern_of({1}, 3) == "aaa");
  CHECK(pattern_of({1, 1}, 6) == "ababab");
  CHECK(pattern_of({1, 1, 1}, 6) == "abcabc");
  CHECK(pattern_of({1, 2}, 6) == "babbab");
  CHECK(pattern_of({2, 1, 1}, 8) == "abcaabca");
  CHECK(pattern_of({5, 1, 1}, 7) == "aaabcaa");  // no run is longer than nginx's, which is "aabacaa" over and over
  CHECK(pattern_of({100, 100}, 6) == "ababab");
}

TEST_CASE("weighted: exact shares over every window", "[routing][balancer]") {
  const std::vector<std::vector<std::uint32_t>> tables{{1},    {1, 1},       {1, 2},       {3, 5, 7},  {5, 1, 1},
                                                       {1, 9}, {10, 1, 100}, {2, 2, 2, 3}, {97, 89, 1}};
  for (const auto& weights : tables) {
    const Candidates candidates = with_weights(weights);
    const std::uint64_t total = detail::total_weight(candidates);
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, total / 2, std::uint64_t{123456789}}) {
      const auto counts = count_picks(WeightedBalancer{}, candidates, first, total);
      for (std::size_t i = 0; i < weights.size(); ++i) CHECK(counts[i] == weights[i]);
    }
  }
}

TEST_CASE("weighted: the largest list with the largest weights stays exact", "[routing][balancer]") {
  Candidates candidates;
  while (candidates.size() < Topology::max_engines) candidates.add({.engine = 1, .weight = max_weight});
  for (const std::uint64_t round : {std::uint64_t{0}, std::uint64_t{999'999}}) {
    for (std::size_t i = 0; i < Topology::max_engines; ++i) {
      CHECK(WeightedBalancer{}.pick(candidates, {.ticket = round * Topology::max_engines + i}) == i);
    }
  }
  CHECK(WeightedBalancer{}.pick(candidates, {.ticket = std::numeric_limits<std::uint64_t>::max()}) < candidates.size());
}

TEST_CASE("weighted: arbitrary weights", "[routing][balancer][property]") {
  const auto weights_of = [] {
    return *rc::gen::resize(
        12, rc::gen::nonEmpty(rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(1, 40))));
  };
  CHECK(rc::check("any window has exact shares", [&] {
    const auto weights = weights_of();
    const Candidates candidates = with_weights(weights);
    const auto first = *rc::gen::inRange<std::uint64_t>(0, 1'000'000'000);
    const auto counts = count_picks(WeightedBalancer{}, candidates, first, detail::total_weight(candidates));
    for (std::size_t i = 0; i < candidates.size(); ++i) RC_ASSERT(counts[i] == candidates[i].weight);
  }));
  CHECK(rc::check("nobody is ever far from its share", [&] {
    const Candidates candidates = with_weights(weights_of());
    const std::uint64_t total = detail::total_weight(candidates);
    std::vector<std::uint64_t> counts(candidates.size());
    for (std::uint64_t ticket = 0; ticket < total; ++ticket) {
      ++counts[WeightedBalancer{}.pick(candidates, {.ticket = ticket})];
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        const double fair = static_cast<double>((ticket + 1) * candidates[i].weight) / static_cast<double>(total);
        const double bound = 1.0 + static_cast<double>(candidates.size()) / 2;
        RC_ASSERT(std::abs(static_cast<double>(counts[i]) - fair) <= bound);
      }
    }
  }));
}

TEST_CASE("weighted: a changing list of candidates", "[routing][balancer]") {
  const Candidates three = with_weights({1, 2, 3});
  const Candidates two = with_weights({1, 2});
  std::vector<std::uint64_t> counts(3);
  for (std::uint64_t ticket = 0; ticket < 6000; ++ticket) {
    const Candidates& now = ticket / 600 % 2 == 0 ? three : two;
    const std::size_t position = WeightedBalancer{}.pick(now, {.ticket = ticket});
    REQUIRE(position < now.size());
    ++counts[position];
  }
  CHECK(counts[0] == 500 + 1000);
  CHECK(counts[1] == 1000 + 2000);
  CHECK(counts[2] == 1500);
}

TEST_CASE("round robin: weights do not matter", "[routing][balancer]") {
  const Candidates candidates = with_weights({1, 50, 7});
  for (std::uint64_t ticket = 0; ticket < 9; ++ticket) {
    CHECK(RoundRobinBalancer{}.pick(candidates, {.ticket = ticket}) == ticket % 3);
  }
}

TEST_CASE("random: shares follow the weights", "[routing][balancer]") {
  const auto counts = count_picks(RandomBalancer{}, with_weights({1, 2, 5}), 0, 80'000);
  check_shares(counts, {0.125, 0.25, 0.625}, 80'000);
}

TEST_CASE("random: consecutive numbers are random enough", "[routing][balancer]") {
  const Candidates candidates = with_weights({1, 1, 2});
  std::vector<std::uint64_t> counts(3);
  for (std::uint64_t i = 0; i < 40'000; ++i) ++counts[RandomBalancer{}.pick(candidates, {.random = i})];
  check_shares(counts, {0.25, 0.25, 0.5}, 40'000);
}

TEST_CASE("least in use: fewest connections for the weight", "[routing][balancer]") {
  const LeastInUseBalancer balancer;
  CHECK(balancer.pick(with_loads({{1, 1, 3}, {2, 1, 2}, {3, 1, 4}}), {}) == 1);
  CHECK(balancer.pick(with_loads({{1, 1, 3}, {2, 4, 8}, {3, 1, 4}}), {}) == 1);
  CHECK(balancer.pick(with_loads({{1, 1, 1}, {2, 4, 8}}), {}) == 0);
  CHECK(balancer.pick(with_loads({{1, max_weight, 4'000'000'000U}, {2, 1, 4'001}}), {}) == 0);
}

TEST_CASE("least in use: equals take turns by weight", "[routing][balancer]") {
  const Candidates candidates = with_loads({{1, 1, 9}, {2, 2, 4}, {3, 1, 2}});
  const auto counts = count_picks(LeastInUseBalancer{}, candidates, 0, 300);
  CHECK(counts == std::vector<std::uint64_t>{0, 200, 100});
  CHECK(count_picks(LeastInUseBalancer{}, with_weights({1, 3}), 0, 400) == std::vector<std::uint64_t>{100, 300});
}

TEST_CASE("power of two: the less loaded of two", "[routing][balancer]") {
  const PowerOfTwoBalancer balancer;
  const Candidates two = with_loads({{1, 1, 5}, {2, 1, 4}});
  CHECK(count_picks(balancer, two, 0, 1000) == std::vector<std::uint64_t>{0, 1000});
  const auto three = count_picks(balancer, with_loads({{1, 1, 9}, {2, 1, 5}, {3, 1, 0}}), 0, 30'000);
  check_shares(three, {0.0, 1.0 / 3, 2.0 / 3}, 30'000);  // the busiest never; the second only without the idle one
}

TEST_CASE("power of two: idle replicas share by weight", "[routing][balancer]") {
  const auto counts = count_picks(PowerOfTwoBalancer{}, with_weights({1, 3}), 0, 40'000);
  check_shares(counts, {0.25, 0.75}, 40'000);
}

TEST_CASE("power of two: load counts relative to the weight", "[routing][balancer]") {
  const Candidates candidates = with_loads({{1, 1, 2}, {2, 4, 6}});
  CHECK(count_picks(PowerOfTwoBalancer{}, candidates, 0, 500) == std::vector<std::uint64_t>{0, 500});
}

TEST_CASE("balancers: any list, any draw", "[routing][balancer][property]") {
  CHECK(rc::check("the position exists and is repeatable", [] {
    Candidates candidates;
    const auto count = *rc::gen::inRange<std::size_t>(0, Topology::max_engines + 1);
    for (std::size_t i = 0; i < count; ++i) {
      candidates.add({static_cast<EngineIndex>(i), *rc::gen::inRange<std::uint32_t>(1, max_weight + 1),
                      *rc::gen::arbitrary<std::uint32_t>()});
    }
    const Draw draw{*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>()};
    const RandomBalancer random;
    const RoundRobinBalancer round_robin;
    const WeightedBalancer weighted;
    const LeastInUseBalancer least_in_use;
    const PowerOfTwoBalancer power_of_two;
    const std::array<const Balancer*, 5> all{&random, &round_robin, &weighted, &least_in_use, &power_of_two};
    for (const Balancer* balancer : all) {
      const std::size_t position = balancer->pick(candidates, draw);
      RC_ASSERT(position == balancer->pick(candidates, draw));
      RC_ASSERT(position < candidates.size() || (candidates.empty() && position == 0));
    }
  }));
  CHECK(rc::check("least in use is never beaten", [] {
    Candidates candidates;
    const auto count = *rc::gen::inRange<std::size_t>(1, 9);
    for (std::size_t i = 0; i < count; ++i) {
      candidates.add({static_cast<EngineIndex>(i), *rc::gen::inRange<std::uint32_t>(1, 9),
                      *rc::gen::inRange<std::uint32_t>(0, 9)});
    }
    const std::size_t position =
        LeastInUseBalancer{}.pick(candidates, {.ticket = *rc::gen::arbitrary<std::uint64_t>()});
    for (const Candidate& other : candidates) RC_ASSERT(!detail::less_loaded(other, candidates[position]));
  }));
}
