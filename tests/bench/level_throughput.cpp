#include "bench/level_throughput.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>

#include <rwsplit/rwsplit.hpp>

#include "bench/crew.hpp"
#include "bench/level_reads.hpp"
#include "bench/test_posts.hpp"

namespace rwsplit::bench {

namespace {

enum Participant : std::size_t { eventual, nothing_required, has_written, eventual_again, participant_count };

Team team_on(Cluster& cluster, EngineIndex replica) {
  using Before = LevelReads::Before;
  Team team;
  const auto add = [&](const Consistency& level, Before before) {
    team.push_back(std::make_unique<LevelReads>(cluster, level, before, replica));
  };
  add(Consistency::eventual(), Before::nothing);
  add(Consistency::session(), Before::nothing);
  add(Consistency::session(), Before::write);
  add(Consistency::eventual(), Before::nothing);
  return team;
}

/// What must not happen while reads are compared: else they would be different things.
struct Strays {
  std::uint64_t on_master{0};
  std::uint64_t waits{0};

  static Strays so_far(const Cluster& cluster) {
    const FreshnessStatistics freshness = cluster.freshness_statistics();
    return {.on_master = cluster.statistics().front().statements,
            .waits = freshness.reached + freshness.timed_out + freshness.unproven};
  }
  void require_none_since(const Strays& before) const {
    if (on_master == before.on_master && waits == before.waits) return;
    throw std::runtime_error{fmt::format("{} statements ran on the master, {} reads had to wait",
                                         on_master - before.on_master, waits - before.waits)};
  }
};

/// Of every round.
struct Series {
  std::vector<double> speed{};
  std::vector<double> ratio{};
  std::vector<double> cpu{};
};

SessionReads summary(const Series& series) {
  return {.speed = Spread::of(series.speed), .ratio = Spread::of(series.ratio), .cpu = Spread::of(series.cpu).median};
}

}  // namespace

LevelThroughput measure_level_throughput(const std::vector<std::string>& urls, std::size_t replicas,
                                         std::size_t threads, std::size_t rounds, std::chrono::milliseconds length) {
  Cluster cluster{cluster_of(urls, replicas, threads)};
  Crew crew{threads, Workload::prepared_reads,
            [&](std::size_t thread) { return team_on(cluster, static_cast<EngineIndex>(1 + thread % replicas)); }};
  const Strays before = Strays::so_far(cluster);
  for (std::size_t each = 0; each < participant_count; ++each) static_cast<void>(crew.run_block(each, length));

  std::array<Series, participant_count> series;
  std::array<std::size_t, participant_count> order{eventual, nothing_required, has_written, eventual_again};
  for (std::size_t round = 0; round < rounds; ++round) {
    std::array<Block, participant_count> block;
    for (const std::size_t each : order) block[each] = crew.run_block(each, length);
    std::next_permutation(order.begin(), order.end());
    const double first = block[eventual].statements_per_second;
    const double both = (first + block[eventual_again].statements_per_second) / 2;
    for (const std::size_t each : order) {
      const double speed = block[each].statements_per_second;
      series[each].speed.push_back(speed);
      series[each].ratio.push_back(speed / (each == eventual_again ? first : both));
      series[each].cpu.push_back(block[each].cpu_microseconds);
    }
  }
  Strays::so_far(cluster).require_none_since(before);
  return {.eventual = Spread::of(series[eventual].speed),
          .cpu_eventual = Spread::of(series[eventual].cpu).median,
          .null_ratio = Spread::of(series[eventual_again].ratio),
          .nothing_required = summary(series[nothing_required]),
          .has_written = summary(series[has_written])};
}

}  // namespace rwsplit::bench
