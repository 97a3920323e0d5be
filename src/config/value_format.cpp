#include "config/value_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <system_error>

namespace rwsplit::detail {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

constexpr std::array units{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000},
                           Unit{"ms", 1}};

[[nodiscard]] std::optional<std::int64_t> milliseconds_of(std::string_view unit, BareNumber bare) {
  if (unit.empty()) return bare == BareNumber::milliseconds ? 1 : 1'000;
  for (const Unit& known : units) {
    if (known.name == unit) return known.milliseconds;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> read_whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

std::optional<std::chrono::milliseconds> read_duration(std::string_view text, BareNumber bare) {
  if (bare == BareNumber::seconds_or_never && text == "-1") return std::chrono::milliseconds{0};
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = read_whole_number(text.substr(0, digits));
  const auto factor = milliseconds_of(text.substr(digits), bare);
  if (!number || !factor || *number > std::numeric_limits<std::int64_t>::max() / *factor) return std::nullopt;
  return std::chrono::milliseconds{*number * *factor};
}

std::string print_duration(std::chrono::milliseconds duration) {
  const std::int64_t count = duration.count();
  if (count == 0) return "0";
  for (const Unit& unit : units) {
    if (count % unit.milliseconds == 0) return std::to_string(count / unit.milliseconds).append(unit.name);
  }
  return {};  // not reached: everything is a multiple of 1 ms
}

bool is_within(std::int64_t value, Limits limits, std::int64_t greatest) {
  return value >= limits.least && value <= (limits.most == Limits::none ? greatest : limits.most);
}

std::string number_rule(Limits limits) {
  if (limits.most != Limits::none) {
    return "a whole number from " + std::to_string(limits.least) + " to " + std::to_string(limits.most);
  }
  return limits.least == 0 ? "a whole number" : "a whole number, at least " + std::to_string(limits.least);
}

std::string duration_rule(Limits limits) {
  std::string rule = "a duration such as 250ms, 5s, 10m or 2h";
  if (limits.least != 0) rule += ", at least " + print_duration(std::chrono::milliseconds{limits.least});
  if (limits.most != Limits::none) rule += ", at most " + print_duration(std::chrono::milliseconds{limits.most});
  return rule;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

}  // namespace rwsplit::detail
