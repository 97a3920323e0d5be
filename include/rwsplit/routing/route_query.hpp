#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <rwsplit/routing/declaration.hpp>
#include <rwsplit/routing/freshness.hpp>
#include <rwsplit/routing/policies.hpp>
#include <rwsplit/routing/target.hpp>
#include <rwsplit/routing/topology.hpp>
#include <rwsplit/sql/session_effect.hpp>
#include <rwsplit/sql/statement_info.hpp>

namespace rwsplit {

/// Where a session's open transaction or pinned state lives.
struct Held {
  EngineIndex engine{master_index};
  /// True for read-only transactions and for anything on a replica.
  bool read_only{false};
  /// Of pinned state: what it is.
  SessionEffects pinned_by{};
};

/// Everything a decision depends on, as plain values. Engine indices are those of `topology`; one that does not exist
/// counts as the master.
///
/// Lifetime: refers to the caller's data for the length of one call.
struct RouteQuery {
  std::string_view text{};
  const StatementInfo& statement;
  const Topology& topology;
  /// Connections on loan per engine, same order as `topology.engines`; empty counts as all zero.
  std::span<const std::uint32_t> load{};

  // The session.
  std::optional<Held> transaction{};
  std::optional<Held> pinned{};
  /// Where the statement before ran, for one that asks about it (SHOW WARNINGS) while that connection is still kept.
  std::optional<Held> previous{};
  /// For this call alone; `automatic` leaves it to the guard.
  std::optional<Target> call_override{};
  /// What a comment in the statement asks for.
  std::optional<Target> hint{};
  /// The innermost guard, if any; `automatic` re-opens automatic routing.
  std::optional<Target> guard{};
  /// What the unit of work was declared to be; binds also while `auto_read_on_replica` is off.
  Declaration intent{};
  /// Where its reads go unless something more explicit says otherwise; only while `auto_read_on_replica` is on.
  Declaration leaning{.reason = RouteReason::method};
  /// Free text of the unit of work, for routers.
  std::string_view tag{};
  /// The tag of the rows that are asked for (`Model::tag`), for routers; empty: they have none.
  std::string_view model{};
  std::optional<EngineIndex> sticky_replica{};
  bool flushing{false};
  /// It has written, and nobody knows the position of that.
  bool has_written{false};
  /// A write of an earlier request must be visible, and nobody knows where it already is.
  bool request_pin{false};
  /// An answer without the session's own writes will do: by a hint, or by the consistency level.
  bool accepts_stale{false};
  /// It is a setting that the session makes on every connection it uses (SET NAMES, USE): a replica that was asked for
  /// may run it.
  bool setting{false};
  /// The rows that are asked for are those of a read-only model.
  bool read_only_model{false};

  // The cluster.
  bool enabled{true};
  bool auto_read_on_replica{true};
  OnReplicaWrite on_replica_write{OnReplicaWrite::refuse};
  ReplicaFallback replica_fallback{ReplicaFallback::master};
  AdministrationPolicy administration{AdministrationPolicy::run_on_master};

  /// What the read must see, and who has it.
  Freshness freshness{};
  /// Engines that already failed for this very statement, one bit per index.
  std::uint64_t excluded{0};
  /// Randomness and order come from outside, so that a decision can be repeated.
  std::uint64_t random{0};
  /// Number of the choice among replicas, counted over the whole cluster. Shares are exact only if a number is used up
  /// by choices alone (`RouteDecision::balanced`), never by writes or by reads of a session that already has its
  /// replica.
  std::uint64_t ticket{0};
};

}  // namespace rwsplit
