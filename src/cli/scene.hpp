#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/routing/route_query.hpp>
#include <rwsplit/routing/target.hpp>
#include <rwsplit/routing/topology.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit::cli {

/// What a statement meets: a master, replicas that can all be reached, and a session.
struct SceneOptions {
  std::size_t replicas{2};
  /// As within `UseMaster` or `UseReplica`.
  std::optional<Target> role{};
  bool has_written{false};
  bool follow_hints{true};
  OnReplicaWrite on_replica_write{OnReplicaWrite::refuse};
};

/// A cluster as plain values, so that the routing itself can say where a statement would run.
class Scene {
 public:
  explicit Scene(const SceneOptions& options);

  /// Lifetime: refers to the scene, the text and the statement.
  [[nodiscard]] RouteQuery query(std::string_view text, const StatementInfo& statement) const noexcept;
  [[nodiscard]] RouteDecision decide(const RouteQuery& query) const noexcept;
  [[nodiscard]] const Topology& topology() const noexcept { return topology_; }

 private:
  [[nodiscard]] std::optional<Target> hinted(std::string_view text, const Hint& hint) const noexcept;

  SceneOptions options_;
  Topology topology_;
};

}  // namespace rwsplit::cli
