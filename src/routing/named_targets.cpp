#include "routing/named_targets.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <rwsplit/error/unknown_engine.hpp>

namespace rwsplit {

namespace {

[[nodiscard]] constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool NameLess::operator()(std::string_view left, std::string_view right) const noexcept {
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return static_cast<unsigned char>(lower(a)) < static_cast<unsigned char>(lower(b));
  });
}

namespace detail {

Target resolve_or_master(const NamedTarget& named, const Topology& topology) noexcept {
  return named.resolve(topology).value_or(Target::master());
}

std::optional<Target> target_of_tags(const NamedTargets& tags, const RouteQuery& query) noexcept {
  for (const std::string_view tag : {query.model, query.tag}) {
    if (tag.empty()) continue;
    if (const auto bound = tags.find(tag); bound != tags.end()) return resolve_or_master(bound->second, query.topology);
  }
  return std::nullopt;
}

void check_names(std::string_view router, std::string_view what, const NamedTargets& targets,
                 const Topology& topology) {
  for (const auto& [name, target] : targets) {
    if (target.resolve(topology)) continue;
    std::string message{router};
    message.append(" maps ").append(what).append(" '").append(name).append("' to engine '").append(target.name());
    message.append("', which does not exist; known engines: ");
    message.append(topology.names());
    throw UnknownEngine{std::move(message)};
  }
}

}  // namespace detail

}  // namespace rwsplit
