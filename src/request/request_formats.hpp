#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <rwsplit/request/master_params.hpp>
#include <rwsplit/request/method_set.hpp>
#include <rwsplit/request/path_rules.hpp>
#include <rwsplit/request/same_site.hpp>

#include "config/value_format.hpp"

namespace rwsplit::detail {

[[nodiscard]] std::string_view word_of(SameSite value);

template <>
struct ValueFormat<SameSite> : WordFormat<SameSite, word_of> {};

template <>
struct ValueFormat<MethodSet> {
  static std::string rule(Limits);
  static std::optional<MethodSet> read(const ValueText& value, Limits);
  static std::string print(MethodSet value);
};

/// Elements are `NAME`, or `NAME keep` for a parameter that the handler is to see.
template <>
struct ValueFormat<MasterParams> {
  static std::string rule(Limits);
  static std::optional<MasterParams> read(const ValueText& value, Limits);
  static std::string print(const MasterParams& value);
};

/// Elements are `GLOB master`, `GLOB replica` or `GLOB engine=NAME`.
template <>
struct ValueFormat<PathRules> {
  static std::string rule(Limits);
  static std::optional<PathRules> read(const ValueText& value, Limits);
  static std::string print(const PathRules& value);
};

}  // namespace rwsplit::detail
