#include "cluster/lag.hpp"

#include <algorithm>

namespace rwsplit::detail {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// Rounded up: a replica that is behind is never shown as one that is not.
[[nodiscard]] milliseconds shown_as(microseconds lag) noexcept {
  return std::chrono::ceil<milliseconds>(std::max(lag, microseconds{0}));
}

[[nodiscard]] bool crosses(milliseconds before, milliseconds now, milliseconds limit) noexcept {
  return limit.count() > 0 && (before > limit) != (now > limit);
}

[[nodiscard]] bool is_notable(std::optional<milliseconds> before, std::optional<milliseconds> now, milliseconds max_lag,
                              milliseconds bound) noexcept {
  if (!before || !now) return before.has_value() != now.has_value();
  const milliseconds change = *now > *before ? *now - *before : *before - *now;
  return change > *before / 10 || crosses(*before, *now, max_lag) || crosses(*before, *now, bound);
}

}  // namespace

std::optional<milliseconds> lag_of(const LagSigns& signs) noexcept {
  if (signs.has_everything) return milliseconds{0};
  std::optional<microseconds> lag = signs.heartbeat ? signs.heartbeat : signs.applier;
  if (!lag) lag = signs.estimate;
  if (signs.missing_for) {
    lag = std::max(lag.value_or(microseconds{0}), std::chrono::duration_cast<microseconds>(*signs.missing_for));
  }
  return lag ? std::optional{shown_as(*lag)} : std::nullopt;
}

bool is_lagging(bool before, std::optional<milliseconds> lag, milliseconds max_lag) noexcept {
  if (max_lag.count() == 0) return false;
  if (!lag) return before;
  if (*lag > max_lag) return true;
  return before && *lag * 2 >= max_lag;
}

std::optional<EngineState> changed_by(const EngineState& before, const ReplicaCondition& now, milliseconds max_lag,
                                      milliseconds bound) {
  const bool lagging = is_lagging(before.lagging, now.lag, max_lag);
  const bool same = lagging == before.lagging && now.applying == before.applying;
  if (same && !is_notable(before.lag, now.lag, max_lag, bound)) return std::nullopt;
  EngineState after = before;
  after.lag = now.lag;
  after.lagging = lagging;
  after.applying = now.applying;
  return after;
}

}  // namespace rwsplit::detail
