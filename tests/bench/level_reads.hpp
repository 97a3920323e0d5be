#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>

#include <rwsplit/cluster/cluster.hpp>
#include <rwsplit/session/routing_session.hpp>

#include "bench/contestant.hpp"
#include "bench/test_posts.hpp"

namespace rwsplit::bench {

/// Point reads of one session that lasts, at one level of consistency.
class LevelReads final : public Contestant {
 public:
  enum class Before : std::uint8_t {
    nothing,  ///< its reads need not see anything
    write,    ///< it has written, and has read that on its replica
  };

  /// On this replica, where the balancer puts one session after the other until one is there.
  LevelReads(Cluster& cluster, const Consistency& level, Before before, EngineIndex replica) {
    do {
      db_.emplace(cluster, SessionOptions{.consistency = level});
      static_cast<void>(post_of(*db_, 1));
      if (before == Before::nothing) continue;
      db_->execute("UPDATE consistency_post SET views = views + 1 WHERE id = 1");
      static_cast<void>(post_of(*db_, 1));
    } while (db_->last_decision().engine != replica);
  }

 private:
  [[nodiscard]] std::uint64_t prepared_reads(Keys& keys, std::uint64_t count) override {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) sum += seen(post_of(*db_, keys.next()));
    return sum;
  }
  [[nodiscard]] std::uint64_t text_reads() override { throw std::logic_error{"prepared reads only"}; }
  [[nodiscard]] std::uint64_t mix(Keys&) override { throw std::logic_error{"prepared reads only"}; }

  std::optional<RoutingSession> db_;
};

}  // namespace rwsplit::bench
