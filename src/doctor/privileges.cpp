#include "doctor/privileges.hpp"

#include <algorithm>
#include <cstddef>

namespace rwsplit::doctor {

namespace {

constexpr std::string_view verb = "GRANT ";
constexpr std::string_view everywhere = " ON *.* TO ";

[[nodiscard]] std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// What such a line grants on everything: `SELECT, RELOAD`.
[[nodiscard]] std::string_view granted_everywhere(std::string_view line) {
  const std::size_t end = line.find(everywhere);
  if (!line.starts_with(verb) || end == std::string_view::npos) return {};
  return line.substr(verb.size(), end - verb.size());
}

}  // namespace

Privileges Privileges::from(std::span<const std::string> grants) {
  Privileges privileges;
  for (const std::string& line : grants) {
    std::string_view rest = granted_everywhere(line);
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      privileges.names_.emplace(trimmed(rest.substr(0, comma)));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return privileges;
}

}  // namespace rwsplit::doctor
