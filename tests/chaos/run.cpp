#include "chaos/run.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <thread>

#include <rwsplit/rwsplit.hpp>

#include "chaos/checker/check.hpp"
#include "chaos/history/elle_writer.hpp"
#include "chaos/workloads/crew.hpp"
#include "chaos/workloads/workloads.hpp"

namespace rwsplit::chaos {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr auto control_time = 10s;  // within which reads that nobody keeps fresh must be found wanting
constexpr double least_on_replicas = 0.9;
constexpr int calm_tries = 3;  // a machine that stalls takes a replica away for a while

}  // namespace

Run::Run(const RunOptions& options, const Database& database, Peer& peer)
    : options_{options},
      cluster_{database.configuration()},
      stage_{.database = database, .cluster = cluster_, .peer = peer, .seed = options.seed},
      random_{options.seed} {
  Tables::create(database);
  say("seed {} (RWSPLIT_TEST_SEED)", options_.seed);
}

void Run::repeat(const std::function<void()>& phases) {
  do {
    phases();
  } while (pairs_ < options_.pairs);
}

bool Run::wanted(std::string_view name) const {
  return options_.only.empty() || name.find(options_.only) != std::string_view::npos;
}

void Run::fail(const std::string& reason) {
  passed_ = false;
  say("  FAILED: {}", reason);
}

bool Run::passed() {
  say("{} pairs, {} reads judged", pairs_, judged_);
  if (judged_ == 0 && options_.only != "control") fail("nothing was judged");
  return passed_;
}

void Run::calm(std::chrono::milliseconds time) {
  double share = 0;
  for (int tries = 0; tries < calm_tries && share < least_on_replicas; ++tries) {
    const auto tally = counted({.name = "calm", .action = [&](Tables&) { std::this_thread::sleep_for(time); }});
    share = static_cast<double>(tally->reads_on_replicas) / static_cast<double>(tally->reads);
  }
  if (share < least_on_replicas) fail(fmt::format("only {:.1f} % of the reads ran on replicas", share * 100));
}

std::vector<std::unique_ptr<Workload>> Run::workloads(Tables& tables, Tally& tally, bool registers_only) {
  std::vector<std::unique_ptr<Workload>> made;
  Key number = 0;
  for (int i = 0; i < 3; ++i) made.push_back(register_workload(stage_, tables, tally, number++));
  made.push_back(hand_off_workload(stage_, tables, tally, number++));
  for (int i = 0; i < 2; ++i) made.push_back(monotonic_workload(stage_, tables, tally));
  if (registers_only) return made;
  made.push_back(strong_workload(stage_, tables, tally));
  for (int i = 0; i < 2; ++i) made.push_back(list_workload(stage_, tables, tally));
  made.push_back(bank_workload(stage_, tables, tally));
  return made;
}

std::unique_ptr<Tally> Run::counted(const Phase& phase) {
  const auto begin = Clock::now();
  stage_.old_master_silent = false;
  auto tally = std::make_unique<Tally>();
  Tables tables{stage_.database, ++phases_};
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

void Run::print(const Phase& phase, const Tally& tally, const Report& report, Seconds took) {
  std::string errors;
  for (int i = 0; i <= static_cast<int>(rwsplit::Outcome::misuse); ++i) {
    const auto outcome = static_cast<rwsplit::Outcome>(i);
    if (tally.errors(outcome) > 0) errors += fmt::format(", {} {}", tally.errors(outcome), to_string(outcome));
  }
  const double reads = static_cast<double>(std::max<std::uint64_t>(tally.reads, 1));
  say("{:<18} {:5.1f} s {:>6} pairs, {:>6} reads judged, {:5.1f} % on replicas, {} violations{}", phase.name,
      took.count(), tally.pairs.load(), report.judged_reads, 100 * static_cast<double>(tally.reads_on_replicas) / reads,
      report.total(), errors);
}

void Run::judge(const Phase& phase, Tally& tally, const Report& report, const History& history) {
  pairs_ += tally.pairs;
  judged_ += report.judged_reads;
  for (const auto& mistake : tally.mistakes()) fail(mistake);
  if (!phase.master_dies && tally.told > 0) {
    const auto reason = fmt::format("{} sessions were told of a loss that did not happen", tally.told.load());
    if (stage_.old_master_silent) {
      say("  not held against it, since the old master was silent when it was replaced: {}", reason);
    } else {
      fail(reason);
    }
  }
  if (tally.told_again > 0) fail(fmt::format("{} sessions were told twice of one loss", tally.told_again.load()));
  if (report.passed()) return;
  fail(report.to_string());
  auto path = fmt::format("{}/chaos-{}-{}.edn", options_.folder, to_string(stage_.database.flavor()), phase.name);
  std::replace(path.begin() + static_cast<std::ptrdiff_t>(options_.folder.size()), path.end(), ' ', '-');
  std::ofstream file{path};
  write_elle(history, file);
  say("  history: {}", path);
}

void Run::control() {
  Tally tally;
  Tables tables{stage_.database, ++phases_};
  const auto begin = Clock::now();
  std::size_t found = 0;
  while (found == 0 && Clock::now() - begin < control_time) {
    std::vector<std::unique_ptr<Workload>> made;
    made.push_back(register_workload(stage_, tables, tally, 0, Consistency::eventual()));
    Crew crew{stage_, tally, std::move(made)};
    std::this_thread::sleep_for(500ms);
    crew.stop();
    found = check(History{crew.take()}).total();
  }
  say("{:<18} {:5.1f} s {:>6} pairs without waiting, {} violations, as it must be", "control",
      Seconds{Clock::now() - begin}.count(), tally.pairs.load(), found);
  if (found == 0) fail("reads that nobody keeps fresh were not found wanting");
}

}  // namespace rwsplit::chaos
