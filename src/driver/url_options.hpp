#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <rwsplit/driver/url.hpp>

// How drivers read the options of a URL. Every function answers nothing when the option is absent and throws a
// `ConfigError` that names the option, its value and what would be right when it cannot be read.

namespace rwsplit::detail {

/// Throws: `ConfigError` that lists the known names when the URL has another one.
void require_known_options(const Url& url, std::span<const std::string_view> known);

/// `500ms`, `2s`, `5min`, or a bare number of milliseconds; at most a day.
[[nodiscard]] std::optional<std::chrono::milliseconds> duration_option(const Url& url, std::string_view name);

/// A whole number from `least` to `most`.
[[nodiscard]] std::optional<std::uint64_t> number_option(const Url& url, std::string_view name, std::uint64_t least,
                                                         std::uint64_t most);

/// `true`, `on`, `1`, `false`, `off` or `0`.
[[nodiscard]] std::optional<bool> bool_option(const Url& url, std::string_view name);

/// Any text but an empty one.
[[nodiscard]] std::optional<std::string_view> text_option(const Url& url, std::string_view name);

/// The index of the option's value among `words`.
[[nodiscard]] std::optional<std::size_t> word_option(const Url& url, std::string_view name,
                                                     std::span<const std::string_view> words);

/// One of a few words, each with its enumerator.
template <class Enum, std::size_t N>
[[nodiscard]] std::optional<Enum> enum_option(const Url& url, std::string_view name,
                                              const std::array<std::pair<std::string_view, Enum>, N>& choices) {
  std::array<std::string_view, N> words{};
  for (std::size_t i = 0; i < N; ++i) words[i] = choices[i].first;
  const auto index = word_option(url, name, words);
  if (!index) return std::nullopt;
  return choices[*index].second;
}

}  // namespace rwsplit::detail
