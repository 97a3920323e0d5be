#include "request/glob.hpp"

#include <bitset>
#include <cstddef>

#include <rwsplit/request/path_rules.hpp>

namespace rwsplit::detail {
namespace {

/// Bit n: the first n characters of the glob can stand for what has been read of the path. Reading the path once with
/// all possibilities in hand takes no longer for hostile paths than for others.
using Reached = std::bitset<PathRules::max_glob + 1>;

bool is_star(std::string_view glob, std::size_t at) noexcept { return at < glob.size() && glob[at] == '*'; }

/// One of two or more in a row, of which each may go past a slash.
bool crosses(std::string_view glob, std::size_t at) noexcept {
  return is_star(glob, at + 1) || (at > 0 && is_star(glob, at - 1));
}

/// Stars may stand for nothing.
Reached past_stars(std::string_view glob, Reached reached) noexcept {
  for (std::size_t at = 0; at < glob.size(); ++at) {
    if (reached[at] && is_star(glob, at)) reached.set(at + 1);
  }
  return reached;
}

Reached after(char c, std::string_view glob, const Reached& before) noexcept {
  Reached reached;
  for (std::size_t at = 0; at < glob.size(); ++at) {
    if (!before[at]) continue;
    if (is_star(glob, at)) {
      if (c != '/' || crosses(glob, at)) reached.set(at);
    } else if (glob[at] == c || (glob[at] == '?' && c != '/')) {
      reached.set(at + 1);
    }
  }
  return past_stars(glob, reached);
}

std::size_t literal_length(std::string_view glob) noexcept {
  const std::size_t first = glob.find_first_of("*?");
  return first == std::string_view::npos ? glob.size() : first;
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view path) noexcept {
  const std::size_t literal = literal_length(glob);
  if (glob.size() > PathRules::max_glob || !path.starts_with(glob.substr(0, literal))) return false;
  glob.remove_prefix(literal);
  path.remove_prefix(literal);
  Reached reached;
  reached.set(0);
  reached = past_stars(glob, reached);
  for (const char c : path) {
    reached = after(c, glob, reached);
    if (reached.none()) return false;
  }
  return reached[glob.size()];
}

}  // namespace rwsplit::detail
