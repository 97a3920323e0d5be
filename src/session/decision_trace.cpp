#include <rwsplit/session/decision_trace.hpp>

#include <algorithm>

namespace rwsplit::detail {

DecisionTrace::DecisionTrace(std::size_t capacity) : records_(std::max<std::size_t>(capacity, 1)) {}

void DecisionTrace::record(const RouteDecision& decision, const Statement& statement) noexcept {
  Record& record = records_[recorded_++ % records_.size()];
  record = {.engine = decision.engine,
            .names_engine = !decision.engine_name.empty(),
            .role = decision.role,
            .reason = decision.reason,
            .verdict = decision.verdict,
            .kind = statement.info.kind,
            .digest = statement.info.digest,
            .where = statement.where};
}

std::vector<TraceEntry> DecisionTrace::entries(const Topology& topology) const {
  const auto name_of = [&](const Record& record) -> std::string {
    const bool named = record.names_engine && record.engine < topology.engines.size();
    return named ? topology.engines[record.engine].name : std::string{};
  };
  std::vector<TraceEntry> entries;
  const std::size_t count = std::min(recorded_, records_.size());
  entries.reserve(count);
  for (std::size_t number = recorded_ - count; number < recorded_; ++number) {
    const Record& record = records_[number % records_.size()];
    entries.push_back({.engine = name_of(record),
                       .role = record.role,
                       .reason = record.reason,
                       .verdict = record.verdict,
                       .kind = record.kind,
                       .digest = record.digest,
                       .where = record.where});
  }
  return entries;
}

}  // namespace rwsplit::detail
