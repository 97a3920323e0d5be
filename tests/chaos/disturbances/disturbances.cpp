#include <signal.h>

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "chaos/disturbances/disturbance.hpp"

namespace rwsplit::chaos {
namespace {

using namespace std::chrono_literals;

// How long a disturbance lasts is what it is about; nothing is waited for with it.
void last(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

std::chrono::milliseconds one_to_two_seconds(std::mt19937_64& random) {
  return std::chrono::milliseconds{1000 + random() % 1000};
}

Servers::Index some_replica(const Stage& stage, std::mt19937_64& random) {
  return stage.servers.replicas()[random() % 2];
}

void stop_replica(Stage& stage, std::mt19937_64& random) {
  const auto replica = some_replica(stage, random);
  stage.servers.end(replica, SIGTERM);
  last(500ms);
  stage.servers.start(replica);
}

void stop_applying(Stage& stage, std::mt19937_64& random) {
  const auto first = some_replica(stage, random);
  stage.servers.stop_replication(first, "SQL_THREAD");
  last(700ms);
  for (const auto replica : stage.servers.replicas()) stage.servers.stop_replication(replica, "SQL_THREAD");
  last(700ms);
  for (const auto replica : stage.servers.replicas()) stage.servers.start_replication(replica);
}

void stop_receiving(Stage& stage, std::mt19937_64& random) {
  const auto replica = some_replica(stage, random);
  stage.servers.stop_replication(replica, "IO_THREAD");
  last(1000ms);
  stage.servers.start_replication(replica);
}

void delay_applying(Stage& stage, std::mt19937_64& random) {
  const auto one = some_replica(stage, random);
  stage.servers.delay(one, 1);
  last(1500ms);
  for (const auto replica : stage.servers.replicas()) stage.servers.delay(replica, 1);
  last(1500ms);
  for (const auto replica : stage.servers.replicas()) stage.servers.delay(replica, 0);
}

void write_bulk(Stage& stage, std::mt19937_64&) {
  stage.servers.run(stage.servers.master(),
                    {"INSERT INTO chaos_bulk (filler) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n "
                     "WHERE i < 1000) SELECT 'a' FROM n AS a, (SELECT i FROM n LIMIT 40) AS b",
                     "UPDATE chaos_bulk SET filler = 'b'", "DELETE FROM chaos_bulk"});
}

void pause_replica(Stage& stage, std::mt19937_64& random) {
  const auto replica = some_replica(stage, random);
  stage.servers.signal(replica, SIGSTOP);
  last(one_to_two_seconds(random));
  stage.servers.signal(replica, SIGCONT);
}

void pause_master(Stage& stage, std::mt19937_64& random) {
  stage.servers.signal(stage.servers.master(), SIGSTOP);
  last(one_to_two_seconds(random));
  stage.servers.signal(stage.servers.master(), SIGCONT);
}

void kill_replica(Stage& stage, std::mt19937_64& random) {
  const auto replica = some_replica(stage, random);
  stage.servers.end(replica, SIGKILL);
  last(300ms);
  stage.servers.start(replica);
}

void kill_master(Stage& stage, std::mt19937_64&) {
  stage.servers.end(stage.servers.master(), SIGKILL);
  last(200ms);
  stage.servers.start(stage.servers.master());
  last(1500ms);  // until the application has it again
}

void switch_over(Stage& stage, std::mt19937_64& random) {
  stage.servers.switch_over(some_replica(stage, random));
  announce_master(stage);
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

void announce_master(Stage& stage) {
  auto next = stage.servers.configuration();
  next.logger = nullptr;  // stays as it is
  stage.cluster.reconfigure(std::move(next));
  stage.peer.point_to_master(stage.servers.master());
}

void fail_over(Stage& stage) {
  stage.servers.end(stage.servers.master(), SIGKILL);
  ++stage.losses;
  stage.servers.promote_best();
  announce_master(stage);
}

void rebuild_dead(Stage& stage, Servers::Index dead) {
  stage.servers.rebuild(dead, stage.servers.replicas()[stage.servers.replicas()[0] == dead ? 1 : 0]);
  stage.servers.await_replicas();
}

}  // namespace rwsplit::chaos
