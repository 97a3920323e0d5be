#include <signal.h>

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "chaos/disturbances/disturbance.hpp"

namespace rwsplit::chaos {
namespace {

using namespace std::chrono_literals;

/// The library asks the master that is replaced, once, and waits so long for the answer.
constexpr auto longest_answer = 1s;

// How long a disturbance lasts is what it is about; nothing is waited for with it.
void last(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

std::chrono::milliseconds one_to_two_seconds(std::mt19937_64& random) {
  return std::chrono::milliseconds{1000 + random() % 1000};
}

Servers::Index some_replica(const Servers& servers, std::mt19937_64& random) {
  return servers.replicas()[random() % 2];
}

void stop_replica(Servers& servers, Stage&, std::mt19937_64& random) {
  const auto replica = some_replica(servers, random);
  servers.end(replica, SIGTERM);
  last(500ms);
  servers.start(replica);
}

void stop_applying(Servers& servers, Stage&, std::mt19937_64& random) {
  const auto first = some_replica(servers, random);
  servers.stop_replication(first, "SQL_THREAD");
  last(700ms);
  for (const auto replica : servers.replicas()) servers.stop_replication(replica, "SQL_THREAD");
  last(700ms);
  for (const auto replica : servers.replicas()) servers.start_replication(replica);
}

void stop_receiving(Servers& servers, Stage&, std::mt19937_64& random) {
  const auto replica = some_replica(servers, random);
  servers.stop_replication(replica, "IO_THREAD");
  last(1000ms);
  servers.start_replication(replica);
}

void delay_applying(Servers& servers, Stage&, std::mt19937_64& random) {
  const auto one = some_replica(servers, random);
  servers.delay(one, 1);
  last(1500ms);
  for (const auto replica : servers.replicas()) servers.delay(replica, 1);
  last(1500ms);
  for (const auto replica : servers.replicas()) servers.delay(replica, 0);
}

void write_bulk(Servers& servers, Stage&, std::mt19937_64&) {
  servers.run(servers.master(),
              {"INSERT INTO chaos_bulk (filler) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n "
               "WHERE i < 1000) SELECT 'a' FROM n AS a, (SELECT i FROM n LIMIT 40) AS b",
               "UPDATE chaos_bulk SET filler = 'b'", "DELETE FROM chaos_bulk"});
}

void pause_replica(Servers& servers, Stage&, std::mt19937_64& random) {
  const auto replica = some_replica(servers, random);
  servers.signal(replica, SIGSTOP);
  last(one_to_two_seconds(random));
  servers.signal(replica, SIGCONT);
}

void pause_master(Servers& servers, Stage&, std::mt19937_64& random) {
  servers.signal(servers.master(), SIGSTOP);
  last(one_to_two_seconds(random));
  servers.signal(servers.master(), SIGCONT);
}

void kill_replica(Servers& servers, Stage&, std::mt19937_64& random) {
  const auto replica = some_replica(servers, random);
  servers.end(replica, SIGKILL);
  last(300ms);
  servers.start(replica);
}

void kill_master(Servers& servers, Stage&, std::mt19937_64&) {
  servers.end(servers.master(), SIGKILL);
  last(200ms);
  servers.start(servers.master());
  last(1500ms);  // until the application has it again
}

void switch_over(Servers& servers, Stage& stage, std::mt19937_64& random) {
  servers.switch_over(some_replica(servers, random));
  announce_master(servers, stage);
  last(500ms);
}

constexpr std::array<Disturbance, 10> all{{
    {"replica stopped", stop_replica},
    {"applying stopped", stop_applying},
    {"receiving stopped", stop_receiving},
    {"applying delayed", delay_applying},
    {"bulk write", write_bulk},
    {"replica paused", pause_replica},
    {"master paused", pause_master},
    {"replica killed", kill_replica},
    {"master killed", kill_master},
    {"switchover", switch_over},
}};

}  // namespace

std::span<const Disturbance> lossless_disturbances() noexcept { return all; }

void announce_master(Servers& servers, Stage& stage) {
  auto next = servers.configuration();
  next.logger = nullptr;  // stays as it is
  const auto begin = std::chrono::steady_clock::now();
  stage.cluster.reconfigure(std::move(next));
  if (std::chrono::steady_clock::now() - begin >= longest_answer) stage.old_master_silent = true;
  stage.peer.point_to_master(servers.master());
}

void fail_over(Servers& servers, Stage& stage) {
  servers.end(servers.master(), SIGKILL);
  ++stage.losses;
  servers.promote_best();
  announce_master(servers, stage);
}

void rebuild_dead(Servers& servers, Servers::Index dead) {
  servers.rebuild(dead, servers.replicas()[servers.replicas()[0] == dead ? 1 : 0]);
  servers.await_replicas();
}

}  // namespace rwsplit::chaos
