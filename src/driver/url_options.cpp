#include "url_options.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include <rwsplit/error/config_error.hpp>

namespace rwsplit::detail {

namespace {

constexpr std::chrono::milliseconds longest_duration = std::chrono::hours{24};

[[noreturn]] void refuse(std::string_view name, std::string_view value, std::string_view expected) {
  throw ConfigError{fmt::format("URL option `{}`: `{}` is not {}", name, value, expected)};
}

std::string listed(std::span<const std::string_view> words) {
  std::string result;
  for (const auto word : words) result += fmt::format("{}`{}`", result.empty() ? "" : ", ", word);
  return result.empty() ? "none" : result;
}

// The number that `text` begins with; what follows it stays in `text`.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::optional<std::chrono::milliseconds> unit_named(std::string_view name) {
  if (name.empty() || name == "ms") return std::chrono::milliseconds{1};
  if (name == "s") return std::chrono::seconds{1};
  if (name == "m") return std::chrono::minutes{1};
  return std::nullopt;
}

}  // namespace

void require_known_options(const Url& url, std::span<const std::string_view> known) {
  for (const auto& [name, value] : url.options) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw ConfigError{
        fmt::format("URL option `{}` is unknown for `{}:`; known options: {}", name, url.scheme, listed(known))};
  }
}

std::optional<std::chrono::milliseconds> duration_option(const Url& url, std::string_view name) {
  const auto text = url.option(name);
  if (!text) return std::nullopt;
  std::string_view rest = *text;
  const auto number = take_number(rest);
  const auto unit = unit_named(rest);
  // Compared by division, so that a huge number cannot overflow into a small one.
  if (!number || !unit || *number > static_cast<std::uint64_t>(longest_duration / *unit)) {
    refuse(name, *text, "a duration such as `500ms`, `2s` or `1m`, at most a day");
  }
  return static_cast<std::int64_t>(*number) * *unit;
}

std::optional<std::uint64_t> number_option(const Url& url, std::string_view name, std::uint64_t least,
                                           std::uint64_t most) {
  const auto text = url.option(name);
  if (!text) return std::nullopt;
  std::string_view rest = *text;
  const auto number = take_number(rest);
  if (!number || !rest.empty() || *number < least || *number > most) {
    refuse(name, *text, fmt::format("a whole number from {} to {}", least, most));
  }
  return number;
}

std::optional<bool> bool_option(const Url& url, std::string_view name) {
  constexpr std::array<std::pair<std::string_view, bool>, 6> words{
      {{"true", true}, {"on", true}, {"1", true}, {"false", false}, {"off", false}, {"0", false}}};
  return enum_option(url, name, words);
}

std::optional<std::string_view> text_option(const Url& url, std::string_view name) {
  const auto text = url.option(name);
  if (text && text->empty()) throw ConfigError{fmt::format("URL option `{}` is empty", name)};
  return text;
}

std::optional<std::size_t> word_option(const Url& url, std::string_view name, std::span<const std::string_view> words) {
  const auto text = url.option(name);
  if (!text) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found == words.end()) refuse(name, *text, fmt::format("one of {}", listed(words)));
  return static_cast<std::size_t>(found - words.begin());
}

}  // namespace rwsplit::detail
