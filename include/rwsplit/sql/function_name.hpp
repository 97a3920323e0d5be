#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include <rwsplit/sql/characters.hpp>

namespace rwsplit::detail {

/// A function's name and, if one was written in front of it, its database.
template <class Text>
struct FunctionName {
  Text database{};
  Text name{};
};

/// Takes one quoted or bare name off the beginning of `rest`; empty when there is none that can be trusted.
[[nodiscard]] constexpr std::string_view take_name(std::string_view& rest) noexcept {
  if (rest.empty()) return {};
  const char open = rest.front();
  const bool quoted = open == '`' || open == '"' || open == '[';
  if (!quoted) {
    std::size_t length = 0;
    while (length < rest.size() && continues_name(rest[length])) ++length;
    return std::exchange(rest, rest.substr(length)).substr(0, length);
  }
  const char close = open == '[' ? ']' : open;
  const std::size_t end = rest.find(close, 1);
  if (end == std::string_view::npos) return {};
  const std::string_view name = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  return name;
}

constexpr void skip_blanks(std::string_view& rest) noexcept {
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
}

/// The name of a function as a statement writes it: `f`, `db.f`, either part quoted, blanks around the dot. Empty for
/// whatever else, a doubled quote or a comment within among it.
[[nodiscard]] constexpr FunctionName<std::string_view> parse_function_name(std::string_view written) noexcept {
  FunctionName<std::string_view> parsed{.name = take_name(written)};
  skip_blanks(written);
  if (written.empty()) return parsed;
  if (written.front() != '.') return {};
  written.remove_prefix(1);
  skip_blanks(written);
  parsed.database = std::exchange(parsed.name, take_name(written));
  const bool whole = written.empty() && !parsed.database.empty() && !parsed.name.empty();
  return whole ? parsed : FunctionName<std::string_view>{};
}

}  // namespace rwsplit::detail
