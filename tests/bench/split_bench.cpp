// The library against a split written by hand over the raw C API: same statements, servers and threads, same values
// made of the rows. `tests/bench/run` builds it, starts servers and runs it.
//
// A round is one short block of each of three contestants: by hand, rwsplit, and by hand again. The ratio of a round is
// rwsplit's throughput by that of both blocks by hand; the second by the first is the null comparison, which tells how
// far apart equals are on this machine. Rounds differ in the order of their blocks.
//
// Both spread their work over the replicas in the same way. A job that only reads stays with one replica; in the mix
// each unit of work has a replica of its own, in the library because its session is new, by hand because the program
// takes its replicas in turn. With --one-replica a thread by hand stays with one for ever in the mix as well: what a
// program may do that never wants its load balanced.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <rwsplit/rwsplit.hpp>

#include "bench/contestant.hpp"
#include "bench/crew.hpp"
#include "bench/hand_written_split.hpp"
#include "bench/machine.hpp"
#include "bench/routed_split.hpp"
#include "bench/spread.hpp"
#include "support/test_servers.hpp"

namespace {

using rwsplit::bench::Spread;
using rwsplit::bench::Workload;

struct Options {
  std::size_t rounds{100};
  std::chrono::milliseconds block{40};
  bool sockets{false};
  /// By hand a thread stays with its replica also in the mix.
  bool one_replica{false};
  /// A limit that is missed is an error.
  bool check{false};
  std::vector<std::size_t> threads{1, 4, 32};
};

constexpr double least_ratio = 0.95;

constexpr std::array workloads{Workload::text_reads, Workload::prepared_reads, Workload::mix};

enum Participant : std::size_t { by_hand, routed, by_hand_again, participant_count };

struct Cell {
  Spread by_hand{};
  Spread routed{};
  Spread ratio{};
  Spread null_ratio{};
  Spread cpu_by_hand{};
  Spread cpu_routed{};
};

std::string_view name_of(Workload workload) {
  switch (workload) {
    case Workload::text_reads: return "point reads, text";
    case Workload::prepared_reads: return "point reads, prepared";
    case Workload::mix: return "90/10 mix, prepared";
  }
  return "";
}

// ---- Servers ----

std::vector<std::string> server_urls(const Options& options) {
  std::vector<std::string> urls;
  std::istringstream words{
      rwsplit::testing::environment(options.sockets ? "RWSPLIT_TEST_SOCKET_URLS" : "RWSPLIT_TEST_URLS")};
  for (std::string word; words >> word;) urls.push_back(word);
  if (urls.size() < 2) throw std::runtime_error{"a master and at least one replica are needed"};
  return urls;
}

bool takes_turns(const Options& options, Workload workload) {
  return workload == Workload::mix && !options.one_replica;
}

// Where a thread by hand has one replica, a single thread leaves the others alone, and then the library must, too.
std::size_t replicas_for(const Options& options, const std::vector<std::string>& urls, Workload workload,
                         std::size_t threads) {
  const std::size_t all = urls.size() - 1;
  return takes_turns(options, workload) ? all : std::min(all, threads);
}

// Of one thread by hand; no two threads next to each other begin with the same one.
std::vector<rwsplit::Url> replicas_by_hand(const std::vector<std::string>& urls, std::size_t replicas,
                                           std::size_t thread, bool in_turn) {
  std::vector<rwsplit::Url> result;
  for (std::size_t i = 0; i < (in_turn ? replicas : 1); ++i) {
    result.push_back(rwsplit::Url::parse(urls[1 + (thread + i) % replicas]));
  }
  return result;
}

rwsplit::ClusterConfig config(const std::vector<std::string>& urls, std::size_t threads, std::size_t replicas) {
  rwsplit::ClusterConfig result{.master = {.url = urls.front()}};
  for (std::size_t i = 1; i <= replicas; ++i) {
    result.replicas.push_back({.name = fmt::format("replica{}", i), .url = urls[i]});
  }
  result.pool = {.min_idle = threads, .max_size = threads, .acquire_timeout = std::chrono::seconds{30}};
  result.connect_timeout = std::chrono::seconds{30};
  return result;
}

void make_posts(rwsplit::Cluster& cluster) {
  rwsplit::RoutingSession db{cluster};
  db.execute("DROP TABLE IF EXISTS bench_post");
  db.execute(rwsplit::runtime_sql(
      fmt::format("CREATE TABLE bench_post (id BIGINT PRIMARY KEY, title VARCHAR({}) NOT NULL, views INT NOT NULL, "
                  "note VARCHAR({})) ENGINE=InnoDB",
                  rwsplit::bench::longest_title, rwsplit::bench::longest_title)));
  db.transaction([](rwsplit::Transaction& transaction) {
    for (std::int64_t id = 1; id <= rwsplit::bench::post_count; ++id) {
      const auto note = id % 2 == 0 ? std::optional<std::string>{"a note of some length"} : std::nullopt;
      transaction.execute("INSERT INTO bench_post VALUES (?, ?, 0, ?)", id, fmt::format("The title of post {}", id),
                          note);
    }
  });
}

bool has_all_posts(rwsplit::RoutingSession& db, const std::string& engine) {
  try {
    return db.using_engine(engine).query_one<std::int64_t>("SELECT count(*) FROM bench_post") ==
           rwsplit::bench::post_count;
  } catch (const rwsplit::ServerError&) {
    return false;  // the table is not there yet
  }
}

void await_replicas(rwsplit::Cluster& cluster) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  for (const rwsplit::EngineStatistics& engine : cluster.statistics()) {
    rwsplit::RoutingSession db{cluster};
    while (!has_all_posts(db, engine.name)) {
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error{engine.name + " does not catch up"};
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }
}

// ---- One cell of the table ----

// Misrouted statements would make the comparison one of different things.
void check_routing(const rwsplit::Cluster& cluster, Workload workload) {
  std::uint64_t all = 0;
  for (const auto& engine : cluster.statistics()) all += engine.statements;
  const std::uint64_t on_master = cluster.statistics().front().statements;
  const std::uint64_t expected = workload == Workload::mix ? all / rwsplit::bench::statements_per_unit : 0;
  if (on_master != expected) {
    throw std::runtime_error{fmt::format("{} of {} statements ran on the master", on_master, all)};
  }
}

Cell run_cell(const Options& options, const std::vector<std::string>& urls, Workload workload, std::size_t threads) {
  const std::size_t replicas = replicas_for(options, urls, workload, threads);
  const bool in_turn = takes_turns(options, workload);
  rwsplit::Cluster cluster{config(urls, threads, replicas)};
  const rwsplit::Url master = rwsplit::Url::parse(urls.front());
  rwsplit::bench::Crew crew{threads, workload, [&](std::size_t thread) {
                              const auto mine = replicas_by_hand(urls, replicas, thread, in_turn);
                              rwsplit::bench::Team team;
                              team.push_back(rwsplit::bench::hand_written_split(master, mine));
                              team.push_back(std::make_unique<rwsplit::bench::RoutedSplit>(cluster));
                              team.push_back(rwsplit::bench::hand_written_split(master, mine));
                              return team;
                            }};
  for (std::size_t each = 0; each < participant_count; ++each) static_cast<void>(crew.run_block(each, options.block));

  std::array<std::vector<double>, 6> series;
  std::array<std::size_t, participant_count> order{by_hand, routed, by_hand_again};
  for (std::size_t round = 0; round < options.rounds; ++round) {
    std::array<rwsplit::bench::Block, participant_count> block;
    for (const std::size_t each : order) block[each] = crew.run_block(each, options.block);
    std::next_permutation(order.begin(), order.end());
    const auto speed = [&](Participant each) { return block[each].statements_per_second; };
    const double both_by_hand = (speed(by_hand) + speed(by_hand_again)) / 2;
    series[0].push_back(both_by_hand);
    series[1].push_back(speed(routed));
    series[2].push_back(speed(routed) / both_by_hand);
    series[3].push_back(speed(by_hand_again) / speed(by_hand));
    series[4].push_back((block[by_hand].cpu_microseconds + block[by_hand_again].cpu_microseconds) / 2);
    series[5].push_back(block[routed].cpu_microseconds);
  }
  check_routing(cluster, workload);
  return {.by_hand = Spread::of(series[0]),
          .routed = Spread::of(series[1]),
          .ratio = Spread::of(series[2]),
          .null_ratio = Spread::of(series[3]),
          .cpu_by_hand = Spread::of(series[4]),
          .cpu_routed = Spread::of(series[5])};
}

// ---- Report ----

std::string with_spread(const Spread& spread) {
  return fmt::format("{:.3f} ({:.3f}–{:.3f})", spread.median, spread.p25, spread.p75);
}

void print_head(const Options& options, const std::vector<std::string>& urls) {
  const auto versions = rwsplit::bench::mysql_versions(rwsplit::Url::parse(urls.front()));
  fmt::print("* Machine: {}\n* Compiler: {}\n* Client library: {}\n", rwsplit::bench::machine(),
             rwsplit::bench::compiler(), versions.client);
  fmt::print("* Servers: {}, 1 master and {} replicas on the same machine, {}\n", versions.server, urls.size() - 1,
             options.sockets ? "unix sockets" : "TCP over loopback");
  fmt::print("* By hand, in the mix: {}\n", options.one_replica
                                                ? "each thread stays with one replica"
                                                : "each unit of work reads from the thread's next replica");
  fmt::print("* Method: {} rounds of interleaved blocks of {} ms; medians (p25–p75)\n\n", options.rounds,
             options.block.count());
  fmt::print(
      "| workload | threads | by hand, statements/s | rwsplit, statements/s | rwsplit / by hand | null comparison "
      "| client CPU by hand, µs | client CPU rwsplit, µs |\n");
  fmt::print("| --- | ---: | ---: | ---: | --- | --- | ---: | ---: |\n");
}

/// The lowest ratio of all cells.
double run(const Options& options) {
  const std::vector<std::string> urls = server_urls(options);
  {
    rwsplit::Cluster cluster{config(urls, 1, urls.size() - 1)};
    make_posts(cluster);
    await_replicas(cluster);
  }
  print_head(options, urls);
  double lowest = 1e9;
  for (const Workload workload : workloads) {
    for (const std::size_t threads : options.threads) {
      const Cell cell = run_cell(options, urls, workload, threads);
      lowest = std::min(lowest, cell.ratio.median);
      fmt::print("| {} | {} | {:.0f} | {:.0f} | {} | {} | {:.1f} | {:.1f} |\n", name_of(workload), threads,
                 cell.by_hand.median, cell.routed.median, with_spread(cell.ratio), with_spread(cell.null_ratio),
                 cell.cpu_by_hand.median, cell.cpu_routed.median);
      std::fflush(stdout);
    }
  }
  fmt::print("\nLowest ratio: {:.3f}; wanted: {} at least.\n", lowest, least_ratio);
  return lowest;
}

std::size_t positive_number(std::string_view text) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || number == 0) {
    throw std::runtime_error{fmt::format("\"{}\" is not a positive number", text)};
  }
  return number;
}

Options parsed(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view word{arguments[i]};
    if (word.starts_with("--rounds=")) {
      options.rounds = positive_number(word.substr(9));
    } else if (word.starts_with("--block-ms=")) {
      options.block = std::chrono::milliseconds{positive_number(word.substr(11))};
    } else if (word.starts_with("--threads=")) {
      options.threads = {positive_number(word.substr(10))};
    } else if (word == "--sockets") {
      options.sockets = true;
    } else if (word == "--one-replica") {
      options.one_replica = true;
    } else if (word == "--check") {
      options.check = true;
    } else {
      throw std::runtime_error{
          "usage: split_bench [--rounds=N] [--block-ms=N] [--threads=N] [--sockets] [--one-replica] [--check]"};
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    spdlog::set_level(spdlog::level::warn);
    const Options options = parsed(argc, argv);
    const double lowest = run(options);
    return options.check && lowest < least_ratio ? EXIT_FAILURE : EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "split_bench: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
