#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/consistency/consistency_level.hpp>
#include <rwsplit/consistency/freshness_fallback.hpp>
#include <rwsplit/routing/balancer.hpp>
#include <rwsplit/routing/policies.hpp>
#include <rwsplit/sql/dialect.hpp>

#include "config/value_format.hpp"

namespace rwsplit::detail {

[[nodiscard]] std::string_view word_of(OnReplicaWrite value);
[[nodiscard]] std::string_view word_of(ReplicaFallback value);
[[nodiscard]] std::string_view word_of(Stickiness value);
[[nodiscard]] std::string_view word_of(HintPolicy value);
[[nodiscard]] std::string_view word_of(AdministrationPolicy value);
[[nodiscard]] std::string_view word_of(FreshnessFallback value);
[[nodiscard]] std::string_view word_of(Dialect value);

template <>
struct ValueFormat<OnReplicaWrite> : WordFormat<OnReplicaWrite, word_of> {};
template <>
struct ValueFormat<ReplicaFallback> : WordFormat<ReplicaFallback, word_of> {};
template <>
struct ValueFormat<Stickiness> : WordFormat<Stickiness, word_of> {};
template <>
struct ValueFormat<HintPolicy> : WordFormat<HintPolicy, word_of> {};
template <>
struct ValueFormat<AdministrationPolicy> : WordFormat<AdministrationPolicy, word_of> {};

template <>
struct ValueFormat<FreshnessFallback> : WordFormat<FreshnessFallback, word_of> {};

/// Without `causal`, which needs a token.
template <>
struct ValueFormat<ConsistencyLevel> {
  static std::string rule(Limits);
  static std::optional<ConsistencyLevel> read(const ValueText& value, Limits);
  static std::string print(ConsistencyLevel value);
};

template <>
struct ValueFormat<std::optional<DialectSet>> {
  static std::string rule(Limits);
  static std::optional<std::optional<DialectSet>> read(const ValueText& value, Limits);
  static std::string print(const std::optional<DialectSet>& value);
};

/// Names of functions.
template <>
struct ValueFormat<std::vector<std::string>> {
  static std::string rule(Limits);
  static std::optional<std::vector<std::string>> read(const ValueText& value, Limits);
  static std::string print(const std::vector<std::string>& value);
};

template <>
struct ValueFormat<std::shared_ptr<const Balancer>> {
  static std::string rule(Limits);
  static std::optional<std::shared_ptr<const Balancer>> read(const ValueText& value, Limits);
  /// Empty for a balancer of the user's own.
  static std::string print(const std::shared_ptr<const Balancer>& value);
};

}  // namespace rwsplit::detail
