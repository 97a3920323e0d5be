#include "request/cookies.hpp"

#include <algorithm>

namespace rwsplit::detail {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \t";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view unquoted(std::string_view value) noexcept {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

std::string_view take_pair(std::string_view& header) noexcept {
  const std::size_t end = std::min(header.find_first_of(";,"), header.size());
  const std::string_view pair = header.substr(0, end);
  header.remove_prefix(std::min(end + 1, header.size()));
  return pair;
}

}  // namespace

std::optional<std::string_view> take_cookie(std::string_view& header, std::string_view name) noexcept {
  while (!header.empty()) {
    const std::string_view pair = take_pair(header);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || trimmed(pair.substr(0, equals)) != name) continue;
    return unquoted(trimmed(pair.substr(equals + 1)));
  }
  return std::nullopt;
}

bool is_token(std::string_view text) noexcept {
  constexpr std::string_view allowed = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace rwsplit::detail
