#include <rwsplit/session/ambient_scope.hpp>

#include <algorithm>

#include "session/ambient_table.hpp"

namespace rwsplit::detail {

namespace {

Declaration by_role(const Declaration& declaration) noexcept {
  const bool by_name = declaration.target.kind() == Target::Kind::engine;
  return by_name ? Declaration{.reason = declaration.reason} : declaration;
}

}  // namespace

AmbientScope::AmbientScope(Cluster& cluster, const UnitOfWork& unit, const ScopeKeyFunction& scope_key)
    : cluster_{&cluster}, unit_{unit}, key_{current_scope_key(scope_key)} {
  AmbientTable::instance().open_scope(key_, *this);
}

AmbientScope::~AmbientScope() { end_sessions(AmbientTable::instance().take_scope(key_, *this)); }

UnitOfWork& AmbientScope::unit_of(const Cluster& cluster) {
  if (&cluster == cluster_) return unit_;
  const auto found =
      std::find_if(others_.begin(), others_.end(), [&](const OtherUnit& other) { return other.cluster == &cluster; });
  if (found != others_.end()) return found->unit;
  others_.push_back({&cluster, {.intent = by_role(unit_.intent), .leaning = by_role(unit_.leaning)}});
  return others_.back().unit;
}

}  // namespace rwsplit::detail
