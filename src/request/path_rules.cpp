#include <rwsplit/request/path_rules.hpp>

#include <algorithm>
#include <utility>

#include <rwsplit/error/config_error.hpp>

#include "request/glob.hpp"

namespace rwsplit {

void PathRules::add(PathRule rule) {
  if (rule.glob.empty()) throw ConfigError{"path_rules: a rule has no glob; \"**\" is every path"};
  if (rule.glob.size() > max_glob) {
    throw ConfigError{"path_rules: the glob \"" + rule.glob.substr(0, 40) + "...\" is longer than " +
                      std::to_string(max_glob) + " characters"};
  }
  rules_.push_back(std::move(rule));
}

const PathRule* PathRules::match(std::string_view path) const noexcept {
  const auto rule =
      std::find_if(rules_.begin(), rules_.end(), [&](const PathRule& r) { return detail::glob_matches(r.glob, path); });
  return rule == rules_.end() ? nullptr : &*rule;
}

}  // namespace rwsplit
