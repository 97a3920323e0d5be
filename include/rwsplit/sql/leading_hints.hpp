#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rwsplit/sql/characters.hpp>
#include <rwsplit/sql/hint.hpp>
#include <rwsplit/sql/hint_parser.hpp>

namespace rwsplit::detail {

/// What the comments before the first word of a statement ask for.
///
/// Every kind of comment counts, whatever the server takes for one: a hint must not depend on it.
[[nodiscard]] constexpr Hint leading_hint(std::string_view text) noexcept {
  Hint hint;
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < text.size()) {
    const char c = text[at];
    if (is_blank(c) || c == '(' || c == ';') {
      ++at;
      continue;
    }
    const std::string_view rest = text.substr(at);
    const bool is_block = rest.starts_with("/*");
    if (!is_block && !rest.starts_with("--") && c != '#') break;
    const std::size_t begin = at + (c == '#' ? 1 : 2);
    const std::size_t end = text.find(is_block ? "*/" : "\n", begin);
    const std::string_view body = text.substr(begin, end - begin);
    parse_hint(body, static_cast<std::uint32_t>(begin), hint);
    if (end == std::string_view::npos) break;
    at = end + (is_block ? 2 : 1);
  }
  return hint;
}

}  // namespace rwsplit::detail
