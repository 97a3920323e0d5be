// What it costs to read one's own writes on replicas: reads at level `session` against reads at level `eventual`, the
// wait of the first read after a write, and where reads run while others write. `tests/bench/run --consistency` builds
// it, starts servers and runs it.
//
// Throughput is compared as in split_bench.cpp: a round is one short block of each kind of read, in another order each
// time, those of a thread on the same replica; the second block of eventual reads by the first is the null comparison.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <rwsplit/rwsplit.hpp>

#include "bench/first_reads.hpp"
#include "bench/hand_written_split.hpp"
#include "bench/level_reads.hpp"
#include "bench/level_throughput.hpp"
#include "bench/machine.hpp"
#include "bench/reads_under_writes.hpp"
#include "bench/spread.hpp"
#include "bench/test_posts.hpp"

namespace {

using rwsplit::Consistency;
using rwsplit::bench::LevelReads;
using rwsplit::bench::Spread;
using rwsplit::bench::Tail;
using rwsplit::bench::Writer;

struct Options {
  std::size_t rounds{400};
  std::chrono::milliseconds block{20};
  std::vector<std::size_t> threads{1, 4};
  /// Of the reads whose throughput is compared; by default all that there are.
  std::optional<std::size_t> replicas{};
  std::size_t writes{2000};
  rwsplit::bench::Load load{};
  /// A limit that is missed is an error.
  bool check{false};
  /// Only so many reads of one kind, for a profiler.
  std::optional<std::string> profile{};
  std::size_t reads{1000};
};

constexpr double least_ratio = 0.97;
constexpr double longest_wait = 5000;  // microseconds, of 99 % of the first reads
constexpr double least_on_replicas = 0.9;

/// What was missed, in words.
using Missed = std::vector<std::string>;

// ---- Report ----

std::string load_average() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? fmt::format("{:.1f}", load) : "unknown";
}

std::string with_spread(const Spread& spread) {
  return fmt::format("{:.3f} ({:.3f}–{:.3f})", spread.median, spread.p25, spread.p75);
}

std::string tail_of(const Tail& tail) { return fmt::format("{:.0f} | {:.0f} | {:.0f}", tail.p50, tail.p99, tail.max); }

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

void print_head(const std::vector<std::string>& urls) {
  const auto versions = rwsplit::bench::mysql_versions(rwsplit::Url::parse(urls.front()));
  fmt::print("* Machine: {}\n* Compiler: {}\n* Client library: {}\n", rwsplit::bench::machine(),
             rwsplit::bench::compiler(), versions.client);
  fmt::print("* Servers: {}, 1 master and {} replicas on the same machine, TCP over loopback\n", versions.server,
             urls.size() - 1);
}

std::size_t replicas_of(const Options& options, const std::vector<std::string>& urls) {
  return std::min(options.replicas.value_or(urls.size()), urls.size() - 1);
}

void print_session_reads(std::string_view session, std::size_t threads, const std::string& load,
                         const rwsplit::bench::LevelThroughput& beside, const rwsplit::bench::SessionReads& reads,
                         Missed& missed) {
  fmt::print("| {} | {} | {} | {:.0f} | {:.0f} | {} | {} | {:.1f} | {:.1f} |\n", session, threads, load,
             beside.eventual.median, reads.speed.median, with_spread(reads.ratio), with_spread(beside.null_ratio),
             beside.cpu_eventual, reads.cpu);
  if (reads.ratio.median >= least_ratio) return;
  missed.push_back(fmt::format("throughput, {} threads, {}: {:.3f}", threads, session, reads.ratio.median));
}

void print_throughput(const Options& options, const std::vector<std::string>& urls, Missed& missed) {
  fmt::print("\nPrepared point reads with {} replicas, {} rounds of blocks of {} ms; medians (p25–p75); wanted: {}\n\n",
             replicas_of(options, urls), options.rounds, options.block.count(), least_ratio);
  fmt::print(
      "| the session | threads | load before | eventual, reads/s | session, reads/s | session / eventual "
      "| null comparison | client CPU eventual, µs | client CPU session, µs |\n"
      "| --- | ---: | ---: | ---: | ---: | --- | --- | ---: | ---: |\n");
  for (const std::size_t threads : options.threads) {
    const std::string load = load_average();
    const auto result = rwsplit::bench::measure_level_throughput(urls, replicas_of(options, urls), threads,
                                                                 options.rounds, options.block);
    print_session_reads("nothing required", threads, load, result, result.nothing_required, missed);
    print_session_reads("it has written", threads, load, result, result.has_written, missed);
    std::fflush(stdout);
  }
}

void print_first_reads(const Options& options, const std::vector<std::string>& urls, Missed& missed) {
  const std::string load = load_average();
  const auto result = rwsplit::bench::measure_first_reads(urls, options.writes);
  fmt::print("\nThe first read after each of {} writes, load {} before; wanted: 99 % wait at most {:.0f} µs\n\n",
             options.writes, load, longest_wait);
  fmt::print("| µs | p50 | p99 | max |\n| --- | ---: | ---: | ---: |\n");
  fmt::print("| wait, round trip included | {} |\n", tail_of(result.waited));
  fmt::print("| first read - second read | {} |\n", tail_of(result.added));
  fmt::print("| second read - third read | {} |\n", tail_of(result.null_difference));
  fmt::print("| second read | {} |\n", tail_of(result.read));
  fmt::print("\nOn replicas: {}, on the master: {}, stale: {}.\n", result.on_replicas, result.on_master, result.stale);
  std::fflush(stdout);
  if (result.waited.p99 > longest_wait) missed.push_back(fmt::format("wait, p99: {:.0f} µs", result.waited.p99));
  if (result.stale > 0) missed.push_back(fmt::format("{} first reads were stale", result.stale));
}

/// The shortest bucket's limit that so many of the waits are below, in microseconds.
std::int64_t wait_below(const rwsplit::FreshnessStatistics& freshness, double part) {
  std::uint64_t all = 0;
  for (const std::uint64_t count : freshness.waits) all += count;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < freshness.waits.size(); ++i) {
    below += freshness.waits[i];
    if (share(below, all) >= part) return rwsplit::FreshnessStatistics::upper_bound(i).count();
  }
  return 0;  // there was none
}

void print_reads_under_writes(const Options& options, const std::vector<std::string>& urls, Writer writer,
                              Missed& missed) {
  rwsplit::bench::Load load = options.load;
  load.writer = writer;
  const std::string load_before = load_average();
  const auto result = rwsplit::bench::measure_reads_under_writes(urls, load);
  const std::string_view name = writer == Writer::another ? "another session" : "each reader";
  const double on_replicas = share(result.on_replicas, result.on_replicas + result.on_master);
  const rwsplit::FreshnessStatistics& freshness = result.freshness;
  const std::uint64_t in_vain = freshness.timed_out + freshness.unproven;
  const std::uint64_t all = freshness.known + freshness.reached + freshness.on_master + freshness.stale;
  const auto percent = [&](std::uint64_t count) { return 100 * share(count, all); };
  fmt::print("| {} | {} | {:.0f} | {:.0f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {} | {} | {} | {} |\n", name,
             load_before, result.writes_per_second, result.reads_per_second, 100 * on_replicas,
             percent(freshness.known), percent(freshness.reached), percent(freshness.on_master), in_vain,
             wait_below(freshness, 0.5), wait_below(freshness, 0.99), result.stale);
  std::fflush(stdout);
  if (on_replicas < least_on_replicas) {
    missed.push_back(fmt::format("reads on replicas while {} writes: {:.3f}", name, on_replicas));
  }
  if (result.stale > 0) missed.push_back(fmt::format("{} reads were stale while {} writes", result.stale, name));
}

void print_all(const Options& options, Missed& missed) {
  const std::vector<std::string> urls = rwsplit::bench::server_urls();
  const auto make_posts = [&] {
    rwsplit::Cluster cluster{rwsplit::bench::cluster_of(urls, urls.size() - 1, 1)};
    rwsplit::bench::make_posts(cluster);
  };
  make_posts();
  print_head(urls);
  print_throughput(options, urls, missed);
  print_first_reads(options, urls, missed);
  fmt::print("\n{} reading sessions without a pause, {} writes/s wanted, {} ms; wanted: {:.0f} % on replicas\n\n",
             options.load.readers, options.load.writes_per_second, options.load.duration.count(),
             100 * least_on_replicas);
  fmt::print(
      "| who writes | load before | writes/s | reads/s | on replicas, % | known, % | waited for, % | no fresh replica, "
      "% | waits in vain | waits p50 below, µs | p99 below, µs | stale |\n"
      "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
  for (const Writer writer : {Writer::another, Writer::itself}) {
    make_posts();
    print_reads_under_writes(options, urls, writer, missed);
  }
}

// ---- For a profiler ----

void run_profile(const Options& options) {
  const std::vector<std::string> urls = rwsplit::bench::server_urls();
  rwsplit::ClusterConfig config = rwsplit::bench::cluster_of(urls, replicas_of(options, urls), 1);
  config.monitor.interval = std::chrono::milliseconds{0};  // what it does depends on the time
  rwsplit::Cluster cluster{std::move(config)};
  rwsplit::bench::make_posts(cluster);  // costs the same for any number of reads
  const bool written = *options.profile == "written";
  const Consistency level = *options.profile == "eventual" ? Consistency::eventual() : Consistency::session();
  LevelReads reads{cluster, level, written ? LevelReads::Before::write : LevelReads::Before::nothing, 1};
  rwsplit::bench::Keys keys{1};
  for (std::size_t i = 0; i < options.reads; i += rwsplit::bench::statements_per_unit) {
    static_cast<void>(reads.unit(rwsplit::bench::Workload::prepared_reads, keys));
  }
}

// ---- Options ----

std::size_t positive_number(std::string_view text) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || number == 0) {
    throw std::runtime_error{fmt::format("\"{}\" is not a positive number", text)};
  }
  return number;
}

// A moment of everything.
void make_short(Options& options) {
  options.rounds = 2;
  options.block = std::chrono::milliseconds{2};
  options.writes = 20;
  options.load.duration = std::chrono::milliseconds{300};
}

Options parsed(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view word{arguments[i]};
    const auto number = [&] { return positive_number(word.substr(word.find('=') + 1)); };
    if (word.starts_with("--rounds=")) {
      options.rounds = number();
    } else if (word.starts_with("--block-ms=")) {
      options.block = std::chrono::milliseconds{number()};
    } else if (word.starts_with("--threads=")) {
      options.threads = {number()};
    } else if (word.starts_with("--replicas=")) {
      options.replicas = number();
    } else if (word.starts_with("--writes=")) {
      options.writes = number();
    } else if (word.starts_with("--seconds=")) {
      options.load.duration = std::chrono::seconds{number()};
    } else if (word.starts_with("--reads=")) {
      options.reads = number();
    } else if (word == "--profile=eventual" || word == "--profile=session" || word == "--profile=written") {
      options.profile = word.substr(word.find('=') + 1);
    } else if (word == "--check") {
      options.check = true;
    } else if (word == "--smoke") {
      make_short(options);
    } else {
      throw std::runtime_error{
          "usage: consistency_bench [--rounds=N] [--block-ms=N] [--threads=N] [--replicas=N] [--writes=N] "
          "[--seconds=N] [--check] "
          "[--smoke] [--profile=eventual|session|written --reads=N]"};
    }
  }
  return options;
}

int run(const Options& options) {
  if (options.profile) {
    run_profile(options);
    return EXIT_SUCCESS;
  }
  Missed missed;
  print_all(options, missed);
  fmt::print("\n");
  if (missed.empty()) fmt::print("All limits are kept.\n");
  for (const std::string& limit : missed) fmt::print("MISSED: {}\n", limit);
  return options.check && !missed.empty() ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    spdlog::set_level(spdlog::level::warn);
    return run(parsed(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "consistency_bench: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
