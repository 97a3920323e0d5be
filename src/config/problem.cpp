#include "config/problem.hpp"

#include <string>

#include <rwsplit/error/config_error.hpp>

namespace rwsplit::detail {

namespace {

[[nodiscard]] bool is_key_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

void config_problem(std::string_view origin, std::string_view problem) {
  throw ConfigError{std::string{origin}.append(": ").append(problem)};
}

bool is_key(std::string_view text) noexcept {
  bool part_is_empty = true;
  for (const char c : text) {
    if (c == '.') {
      if (part_is_empty) return false;
      part_is_empty = true;
    } else if (is_key_character(c)) {
      part_is_empty = false;
    } else {
      return false;
    }
  }
  return !part_is_empty;
}

}  // namespace rwsplit::detail
