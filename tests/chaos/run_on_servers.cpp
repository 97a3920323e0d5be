#include "chaos/run_on_servers.hpp"

#include <chrono>
#include <string>
#include <thread>

#include "chaos/disturbances/disturbance.hpp"
#include "chaos/disturbances/loss_trial.hpp"
#include "chaos/run.hpp"

namespace rwsplit::chaos {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto calm_time = 8s;
constexpr auto disturbed_time = 3s;
constexpr auto mixed_time = 12s;
constexpr int loss_trials = 1;

class ServerPhases {
 public:
  ServerPhases(Run& run, Servers& servers) : run_{run}, servers_{servers} {}

  void all() {
    if (run_.wanted("control")) run_.control();
    if (run_.wanted("calm")) run_.calm(calm_time);
    for (const auto& disturbance : lossless_disturbances()) {
      if (run_.wanted(disturbance.name)) disturbed(disturbance);
    }
    if (run_.wanted("loss")) loss();
    if (run_.wanted("crash failover")) crash_failover();
    if (run_.wanted("mix")) mix();
  }

  [[nodiscard]] const LossCount& losses() const noexcept { return losses_; }

 private:
  void disturb(const Disturbance& disturbance) {
    std::this_thread::sleep_for(300ms);  // of undisturbed work between two of them
    disturbance.disturb(servers_, run_.stage(), run_.random());
    servers_.await_replicas();
  }

  void disturbed(const Disturbance& disturbance) {
    run_.execute({.name = std::string{disturbance.name}, .action = [&](Tables&) {
                    const auto end = Clock::now() + disturbed_time;
                    do {
                      disturb(disturbance);
                    } while (Clock::now() < end);
                  }});
  }

  void mix() {
    run_.execute({.name = "mix", .action = [&](Tables&) {
                    const auto all = lossless_disturbances();
                    const auto end = Clock::now() + mixed_time;
                    while (Clock::now() < end) disturb(all[run_.random()() % all.size()]);
                  }});
  }

  void loss() {
    run_.execute({.name = "loss",
                  .action =
                      [&](Tables& tables) {
                        for (int trial = 0; trial < loss_trials; ++trial) lose_once(tables);
                      },
                  .master_dies = true});
  }

  void lose_once(const Tables& tables) {
    LossCount count;
    try_loss(servers_, run_.stage(), tables, count);
    for (const auto& complaint : count.complaints) run_.fail(complaint);
    losses_.told += count.told;
    losses_.lost_something += count.lost_something;
    losses_.false_alarms += count.false_alarms;
    losses_.lost_nothing += count.lost_nothing;
  }

  void crash_failover() {
    run_.execute({.name = "crash failover",
                  .action =
                      [&](Tables&) {
                        const auto dead = servers_.master();
                        for (const auto replica : servers_.replicas()) servers_.stop_replication(replica, "IO_THREAD");
                        std::this_thread::sleep_for(300ms);  // what is lost is written
                        fail_over(servers_, run_.stage());
                        std::this_thread::sleep_for(1s);
                        rebuild_dead(servers_, dead);
                      },
                  .loses_writes = true,
                  .master_dies = true});
  }

  Run& run_;
  Servers& servers_;
  LossCount losses_;
};

}  // namespace

bool run_on_servers(const RunOptions& options, Servers& servers, Peer& peer) {
  Run run{options, servers, peer};
  ServerPhases phases{run, servers};
  run.repeat([&] { phases.all(); });
  const auto& losses = phases.losses();
  run.say("losses: {} of {} sessions told, {} false alarms among {} others", losses.told, losses.lost_something,
          losses.false_alarms, losses.lost_nothing);
  const auto fresh = run.stage().cluster.freshness_statistics();
  run.say(
      "reads that had to see something: {} on a replica known to have it, {} waits reached, {} timed out, {} proved "
      "nothing, {} ran on the master",
      fresh.known, fresh.reached, fresh.timed_out, fresh.unproven, fresh.on_master);
  return run.passed();
}

}  // namespace rwsplit::chaos
