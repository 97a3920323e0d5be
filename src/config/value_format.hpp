#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <rwsplit/driver/secret.hpp>

#include "config/value_text.hpp"

namespace rwsplit::detail {

/// The least and the greatest value of an option; milliseconds for durations.
struct Limits {
  static constexpr std::int64_t none = -1;
  std::int64_t least{0};
  /// `none`: a bound that only keeps sums from overflowing.
  std::int64_t most{none};
};

[[nodiscard]] std::optional<std::int64_t> read_whole_number(std::string_view text);
[[nodiscard]] std::optional<std::chrono::milliseconds> read_duration(std::string_view text, BareNumber bare);
/// In the greatest unit that leaves no rest: `1500ms`, `10m`, `0`.
[[nodiscard]] std::string print_duration(std::chrono::milliseconds duration);
[[nodiscard]] std::string number_rule(Limits limits);
[[nodiscard]] std::string duration_rule(Limits limits);
[[nodiscard]] bool is_within(std::int64_t value, Limits limits, std::int64_t greatest);
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

/// How values of a type are written in a configuration. Specialize it with
///   `rule(Limits)`                     what would be right, as in "must be …"
///   `read(const ValueText&, Limits)`   the value, or nothing if it is not right
///   `print(const T&)`                  the text that `read` makes the same value of
template <class T>
struct ValueFormat;

template <>
struct ValueFormat<bool> {
  static std::string rule(Limits) { return "true or false"; }
  static std::optional<bool> read(const ValueText& value, Limits) {
    const std::string_view text = value.text();
    if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
    if (text == "false" || text == "no" || text == "off" || text == "0") return false;
    return std::nullopt;
  }
  static std::string print(bool value) { return value ? "true" : "false"; }
};

template <class T>
requires std::unsigned_integral<T>
struct ValueFormat<T> {
  static constexpr std::int64_t greatest = 1'000'000'000;
  static_assert(sizeof(T) >= 4);
  static std::string rule(Limits limits) { return number_rule(limits); }
  static std::optional<T> read(const ValueText& value, Limits limits) {
    const auto number = read_whole_number(value.text());
    if (!number || !is_within(*number, limits, greatest)) return std::nullopt;
    return static_cast<T>(*number);
  }
  static std::string print(T value) { return std::to_string(value); }
};

template <class Period>
struct ValueFormat<std::chrono::duration<std::int64_t, Period>> {
  using Duration = std::chrono::duration<std::int64_t, Period>;
  static constexpr std::int64_t greatest = std::chrono::milliseconds{std::chrono::hours{24 * 3650}}.count();
  static std::string rule(Limits limits) {
    return duration_rule(limits) + (Period::num == 1 && Period::den == 1 ? ", in whole seconds" : "");
  }
  static std::optional<Duration> read(const ValueText& value, Limits limits) {
    const auto duration = read_duration(value.text(), value.bare_number());
    if (!duration || !is_within(duration->count(), limits, greatest)) return std::nullopt;
    const auto result = std::chrono::duration_cast<Duration>(*duration);
    return result == *duration ? std::optional{result} : std::nullopt;
  }
  static std::string print(Duration value) { return print_duration(value); }
};

template <>
struct ValueFormat<std::string> {
  static std::string rule(Limits) { return "text that is not empty"; }
  static std::optional<std::string> read(const ValueText& value, Limits) {
    const std::string_view text = value.text();
    return text.empty() ? std::nullopt : std::optional<std::string>{text};
  }
  static std::string print(const std::string& value) { return value; }
};

template <>
struct ValueFormat<Secret> {
  static std::string rule(Limits limits) { return "text of at least " + std::to_string(limits.least) + " bytes"; }
  static std::optional<Secret> read(std::string_view text, Limits limits) {
    if (text.size() < static_cast<std::size_t>(limits.least)) return std::nullopt;
    return Secret{std::string{text}};
  }
  static std::optional<Secret> read(const ValueText& value, Limits limits) { return read(value.text(), limits); }
  static std::string print(const Secret& value) { return value.empty() ? "" : "***"; }
};

template <>
struct ValueFormat<std::vector<Secret>> {
  static std::string rule(Limits limits) {
    return "a list of texts of at least " + std::to_string(limits.least) + " bytes each";
  }
  static std::optional<std::vector<Secret>> read(const ValueText& value, Limits limits) {
    std::vector<Secret> secrets;
    for (const std::string_view element : value.list()) {
      auto secret = ValueFormat<Secret>::read(element, limits);
      if (!secret) return std::nullopt;
      secrets.push_back(std::move(*secret));
    }
    return secrets;
  }
  static std::string print(const std::vector<Secret>& value) { return value.empty() ? "" : "***"; }
};

/// An enumeration whose values count from 0; `Word` gives the word of each, and an empty one beyond the last.
template <class Enum, std::string_view (*Word)(Enum)>
struct WordFormat {
  static std::vector<std::string> words() {
    std::vector<std::string> all;
    for (int i = 0; !Word(static_cast<Enum>(i)).empty(); ++i) all.emplace_back(Word(static_cast<Enum>(i)));
    return all;
  }
  static std::optional<Enum> value_of(std::string_view text) {
    for (int i = 0; !Word(static_cast<Enum>(i)).empty(); ++i) {
      if (Word(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
  }
  static std::string rule(Limits) { return "one of " + joined(words()); }
  static std::optional<Enum> read(const ValueText& value, Limits) { return value_of(value.text()); }
  static std::string print(Enum value) { return std::string{Word(value)}; }
};

}  // namespace rwsplit::detail
