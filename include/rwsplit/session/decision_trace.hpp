#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <rwsplit/routing/route_decision.hpp>
#include <rwsplit/routing/topology.hpp>
#include <rwsplit/session/trace_entry.hpp>
#include <rwsplit/sql/statement.hpp>

namespace rwsplit::detail {

/// The last decisions of a session, in memory that is taken once.
///
/// Engines are kept by number, which stays theirs as long as the cluster lives; their names are looked up at the end.
class DecisionTrace {
 public:
  /// Keeps `capacity` decisions, at least one.
  explicit DecisionTrace(std::size_t capacity);

  void record(const RouteDecision& decision, const Statement& statement) noexcept;

  /// Oldest first.
  [[nodiscard]] std::vector<TraceEntry> entries(const Topology& topology) const;

 private:
  struct Record {
    EngineIndex engine{master_index};
    bool names_engine{false};
    Role role{Role::master};
    RouteReason reason{RouteReason::not_a_read};
    Verdict verdict{Verdict::run};
    StatementKind kind{StatementKind::unknown};
    std::uint64_t digest{0};
    SourceLocation where{};
  };

  std::vector<Record> records_;
  /// Counted without end; the place of the next one is what is left of it.
  std::size_t recorded_{0};
};

}  // namespace rwsplit::detail
