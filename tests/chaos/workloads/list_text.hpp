#pragma once

#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/history/quantities.hpp"

namespace rwsplit::chaos {

/// "1,2,3", as a list is stored. Throws: `std::runtime_error` for anything else.
[[nodiscard]] inline std::vector<Value> values_of(const std::optional<std::string>& text) {
  std::vector<Value> values;
  if (!text) return values;
  const char* at = text->data();
  const char* const end = at + text->size();
  while (at != end) {
    Value value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc{} || (next != end && *next != ',')) throw std::runtime_error{"no list: " + *text};
    values.push_back(value);
    at = next == end ? end : next + 1;
  }
  return values;
}

}  // namespace rwsplit::chaos
