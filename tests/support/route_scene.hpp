#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <rwsplit/routing/balancer.hpp>
#include <rwsplit/routing/decide.hpp>
#include <rwsplit/routing/router.hpp>

namespace rwsplit::test {

/// Answers what it was told to, and counts how often it was asked.
class FixedRouter final : public Router {
 public:
  [[nodiscard]] std::optional<Target> route(const RouteQuery&) const noexcept override {
    ++asked;
    return answer;
  }
  std::optional<Target> answer{};
  mutable int asked{0};
};

/// Picks the position it was told to, and keeps what it was offered.
class FixedBalancer final : public Balancer {
 public:
  [[nodiscard]] std::size_t pick(const Candidates& candidates, Draw draw) const noexcept override {
    ++asked;
    offered = candidates;
    drawn = draw;
    return position;
  }
  std::size_t position{0};
  mutable int asked{0};
  mutable Candidates offered{};
  mutable Draw drawn{};
};

[[nodiscard]] inline Topology master_and_replicas(std::size_t replicas) {
  Topology topology;
  topology.engines.push_back({.name = "master", .role = Role::master, .accepts_reads = false});
  for (std::size_t i = 1; i <= replicas; ++i) topology.engines.push_back({.name = "replica" + std::to_string(i)});
  return topology;
}

/// A master, three replicas, and a plain read that nothing explicit has claimed; a test changes what it is about.
struct Scene {
  Scene() = default;
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  [[nodiscard]] RouteDecision decide() const { return rwsplit::decide(query, router, balancer); }

  Topology topology{master_and_replicas(3)};
  StatementInfo statement{.kind = StatementKind::read};
  RouteQuery query{.statement = statement, .topology = topology};
  FixedRouter router{};
  FixedBalancer balancer{};
};

}  // namespace rwsplit::test
