#include "chaos/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <rwsplit/rwsplit.hpp>

#include "chaos/checker/check.hpp"
#include "chaos/disturbances/disturbance.hpp"
#include "chaos/disturbances/loss_trial.hpp"
#include "chaos/history/elle_writer.hpp"
#include "chaos/workloads/crew.hpp"
#include "chaos/workloads/tables.hpp"
#include "chaos/workloads/workloads.hpp"

namespace rwsplit::chaos {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto calm_time = 8s;
constexpr auto disturbed_time = 3s;
constexpr auto mixed_time = 12s;
constexpr auto control_time = 10s;  // within which reads that nobody keeps fresh must be found wanting
constexpr int loss_trials = 1;
constexpr double least_on_replicas = 0.9;

/// A part of the run with rows, workers and a verdict of its own.
struct Phase {
  std::string name{};
  /// What is done meanwhile; it ends the phase.
  std::function<void(Tables&)> action{};
  /// Whether acknowledged writes of the workers get lost: then only registers can be judged.
  bool loses_writes = false;
};

class Run {
 public:
  Run(const RunOptions& options, Peer& peer)
      : options_{options},
        cluster_{servers_.configuration()},
        stage_{.servers = servers_, .cluster = cluster_, .peer = peer, .seed = options.seed},
        random_{options.seed} {}

  bool all() {
    Tables::create(servers_);
    say("seed {} (RWSPLIT_TEST_SEED)", options_.seed);
    do {
      round();
    } while (options_.only.empty() && pairs_ < options_.pairs);
    say("{} pairs, {} reads judged; losses: {} of {} sessions told, {} false alarms among {} others", pairs_, judged_,
        losses_.told, losses_.lost_something, losses_.false_alarms, losses_.lost_nothing);
    const auto fresh = cluster_.freshness_statistics();
    say("reads that had to see something: {} on a replica known to have it, {} waits reached, {} timed out, {} proved "
        "nothing, {} ran on the master",
        fresh.known, fresh.reached, fresh.timed_out, fresh.unproven, fresh.on_master);
    if (judged_ == 0 && options_.only != "control") fail("nothing was judged");
    return passed_;
  }

 private:
  template <class... Arguments>
  void say(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    fmt::print(text, std::forward<Arguments>(arguments)...);
    fmt::print("\n");
    std::fflush(stdout);
  }
  void fail(const std::string& reason) {
    passed_ = false;
    say("  FAILED: {}", reason);
  }
  [[nodiscard]] bool wanted(std::string_view name) const {
    return options_.only.empty() || name.find(options_.only) != std::string_view::npos;
  }

  void round() {
    if (wanted("control")) control();
    if (wanted("calm")) calm();
    for (const auto& disturbance : lossless_disturbances()) {
      if (!wanted(disturbance.name)) continue;
      execute({.name = std::string{disturbance.name}, .action = [&](Tables&) {
                 const auto end = Clock::now() + disturbed_time;
                 do {
                   disturb(disturbance);
                 } while (Clock::now() < end);
               }});
    }
    if (wanted("loss")) loss();
    if (wanted("crash failover")) crash_failover();
    if (wanted("mix")) mix();
  }

  void disturb(const Disturbance& disturbance) {
    std::this_thread::sleep_for(300ms);  // of undisturbed work between two of them
    disturbance.disturb(stage_, random_);
    servers_.await_replicas();
  }

  void calm() {
    const auto tally = execute({.name = "calm", .action = [](Tables&) { std::this_thread::sleep_for(calm_time); }});
    const auto share = static_cast<double>(tally->reads_on_replicas) / static_cast<double>(tally->reads);
    if (share < least_on_replicas) fail(fmt::format("only {:.1f} % of the reads ran on replicas", share * 100));
  }

  void mix() {
    execute({.name = "mix", .action = [&](Tables&) {
               const auto all = lossless_disturbances();
               const auto end = Clock::now() + mixed_time;
               while (Clock::now() < end) disturb(all[random_() % all.size()]);
             }});
  }

  void loss() {
    execute({.name = "loss", .action = [&](Tables& tables) {
               LossCount count;
               for (int trial = 0; trial < loss_trials; ++trial) try_loss(stage_, tables, count);
               for (const auto& complaint : count.complaints) fail(complaint);
               losses_.told += count.told;
               losses_.lost_something += count.lost_something;
               losses_.false_alarms += count.false_alarms;
               losses_.lost_nothing += count.lost_nothing;
             }});
  }

  void crash_failover() {
    execute({.name = "crash failover",
             .action =
                 [&](Tables&) {
                   const auto dead = servers_.master();
                   for (const auto replica : servers_.replicas()) servers_.stop_replication(replica, "IO_THREAD");
                   std::this_thread::sleep_for(300ms);  // what is lost is written
                   fail_over(stage_);
                   std::this_thread::sleep_for(1s);
                   rebuild_dead(stage_, dead);
                 },
             .loses_writes = true});
  }

  [[nodiscard]] std::vector<std::unique_ptr<Workload>> workloads(Tables& tables, Tally& tally, bool registers_only) {
    std::vector<std::unique_ptr<Workload>> made;
    Key number = 0;
    for (int i = 0; i < 3; ++i) made.push_back(register_workload(stage_, tables, tally, number++));
    made.push_back(hand_off_workload(stage_, tables, tally, number++));
    for (int i = 0; i < 2; ++i) made.push_back(monotonic_workload(stage_, tables, tally));
    if (registers_only) return made;
    for (int i = 0; i < 2; ++i) made.push_back(list_workload(stage_, tables, tally));
    made.push_back(bank_workload(stage_, tables, tally));
    return made;
  }

  std::unique_ptr<Tally> execute(const Phase& phase) {
    const auto begin = Clock::now();
    auto tally = std::make_unique<Tally>();
    Tables tables{servers_, ++phases_};
    Crew crew{stage_, *tally, workloads(tables, *tally, phase.loses_writes)};
    phase.action(tables);
    crew.stop();
    auto logs = crew.take();
    logs.push_back(stage_.peer.take());
    if (!phase.loses_writes) logs.push_back(tables.read_all(stage_, *tally));
    const History history{std::move(logs)};
    const auto report = check(history, {.bank_total = Tables::accounts * Tables::balance, .serializable = true});
    print(phase, *tally, report, Clock::now() - begin);
    judge(phase, *tally, report, history);
    return tally;
  }

  void print(const Phase& phase, const Tally& tally, const Report& report, Clock::duration took) {
    std::string errors;
    for (int i = 0; i <= static_cast<int>(rwsplit::Outcome::misuse); ++i) {
      const auto outcome = static_cast<rwsplit::Outcome>(i);
      if (tally.errors(outcome) > 0) errors += fmt::format(", {} {}", tally.errors(outcome), to_string(outcome));
    }
    const double reads = static_cast<double>(std::max<std::uint64_t>(tally.reads, 1));
    say("{:<18} {:5.1f} s {:>6} pairs, {:>6} reads judged, {:5.1f} % on replicas, {} violations{}", phase.name,
        std::chrono::duration<double>(took).count(), tally.pairs.load(), report.judged_reads,
        100 * static_cast<double>(tally.reads_on_replicas) / reads, report.total(), errors);
  }

  void judge(const Phase& phase, Tally& tally, const Report& report, const History& history) {
    pairs_ += tally.pairs;
    judged_ += report.judged_reads;
    for (const auto& mistake : tally.mistakes()) fail(mistake);
    if (!phase.loses_writes && tally.told > 0)
      fail(fmt::format("{} sessions were told of a loss that did not happen", tally.told.load()));
    if (tally.told_again > 0) fail(fmt::format("{} sessions were told twice of one loss", tally.told_again.load()));
    if (report.passed()) return;
    fail(report.to_string());
    auto path = fmt::format("{}/chaos-{}-{}.edn", options_.folder, to_string(servers_.flavor()), phase.name);
    std::replace(path.begin() + static_cast<std::ptrdiff_t>(options_.folder.size()), path.end(), ' ', '-');
    std::ofstream file{path};
    write_elle(history, file);
    say("  history: {}", path);
  }

  /// A checker that cannot fail proves nothing.
  void control() {
    Tally tally;
    Tables tables{servers_, ++phases_};
    const auto begin = Clock::now();
    std::size_t found = 0;
    std::vector<Log> logs;
    while (found == 0 && Clock::now() - begin < control_time) {
      std::vector<std::unique_ptr<Workload>> made;
      made.push_back(register_workload(stage_, tables, tally, 0, Consistency::eventual()));
      Crew crew{stage_, tally, std::move(made)};
      std::this_thread::sleep_for(500ms);
      crew.stop();
      found = check(History{crew.take()}).total();
    }
    say("{:<18} {:5.1f} s {:>6} pairs without waiting, {} violations, as it must be", "control",
        std::chrono::duration<double>(Clock::now() - begin).count(), tally.pairs.load(), found);
    if (found == 0) fail("reads that nobody keeps fresh were not found wanting");
  }

  const RunOptions& options_;
  Servers servers_;
  Cluster cluster_;
  Stage stage_;
  std::mt19937_64 random_;
  LossCount losses_;
  Key phases_{0};
  std::uint64_t pairs_{0};
  std::uint64_t judged_{0};
  bool passed_{true};
};

}  // namespace

bool run(const RunOptions& options, Peer& peer) { return Run{options, peer}.all(); }

}  // namespace rwsplit::chaos
