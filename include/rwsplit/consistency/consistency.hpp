#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include <rwsplit/consistency/causal_token.hpp>
#include <rwsplit/consistency/consistency_level.hpp>
#include <rwsplit/consistency/freshness_fallback.hpp>

namespace rwsplit {

/// A level with its limits: the default of a cluster or session, a guard's (`WithConsistency`), or one call's.
///
///     db.with({.consistency = Consistency::bounded(50ms)}).query<Post>("SELECT …");
///
/// Thread safety: a value.
struct Consistency {
  ConsistencyLevel level{ConsistencyLevel::session};
  /// Of `bounded`: how old an answer may be; more than 0.
  std::chrono::milliseconds max_lag{0};
  /// Of `causal`: null counts as an empty token.
  std::shared_ptr<const CausalToken> token{};
  /// Longest time that all waits for replicas add to one call; 0 never waits. A replica that is known to have what the
  /// read must see costs nothing at all.
  std::chrono::milliseconds wait{100};
  FreshnessFallback fallback{FreshnessFallback::next_replica};

  [[nodiscard]] static Consistency eventual() { return {.level = ConsistencyLevel::eventual}; }
  [[nodiscard]] static Consistency bounded(std::chrono::milliseconds max_lag) {
    return {.level = ConsistencyLevel::bounded, .max_lag = max_lag};
  }
  [[nodiscard]] static Consistency session() { return {}; }
  [[nodiscard]] static Consistency causal(CausalToken token) {
    return {.level = ConsistencyLevel::causal, .token = std::make_shared<const CausalToken>(std::move(token))};
  }
  [[nodiscard]] static Consistency strong() { return {.level = ConsistencyLevel::strong}; }

  /// Throws: `ConfigError` that names the field, prefixed with `owner`.
  void validate(std::string_view owner) const;

  friend bool operator==(const Consistency&, const Consistency&) = default;
};

}  // namespace rwsplit
