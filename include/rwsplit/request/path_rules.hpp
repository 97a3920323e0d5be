#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/routing/named_target.hpp>

namespace rwsplit {

/// Where the reads of requests to some paths go.
struct PathRule {
  /// For the whole path, byte by byte: `*` stands for any characters but `/`, `**` for any characters, `?` for one
  /// that is no `/`. `/admin/**` does not match `/admin`.
  std::string glob{};
  NamedTarget target{NamedTarget::master()};
};

/// Rules in order; the first that matches counts.
///
/// They say where automatic reads go, no more: an overlooked spelling of a path (`//admin`, `/%61dmin`) may read from
/// somewhere else, so this is no access control.
class PathRules {
 public:
  /// Longest glob, in characters.
  static constexpr std::size_t max_glob = 255;

  PathRules() = default;
  /// Throws: `ConfigError`, as `add`.
  PathRules(std::initializer_list<PathRule> rules) {
    for (const PathRule& rule : rules) add(rule);
  }

  /// Throws: `ConfigError` for a glob that is empty or too long.
  void add(PathRule rule);

  /// Null if none matches. Takes time in proportion to the path's length. Lifetime of the result: the rules.
  [[nodiscard]] const PathRule* match(std::string_view path) const noexcept;

  [[nodiscard]] const std::vector<PathRule>& rules() const noexcept { return rules_; }
  [[nodiscard]] bool empty() const noexcept { return rules_.empty(); }

 private:
  std::vector<PathRule> rules_;
};

}  // namespace rwsplit
