#include "config/environment_source.hpp"

#include <unistd.h>

#include "config/problem.hpp"

namespace rwsplit::detail {

std::map<std::string, std::string> process_variables(std::string_view prefix) {
  std::map<std::string, std::string> variables;
  if (environ == nullptr) return variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || !text.starts_with(prefix)) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::vector<Setting> variable_settings(const std::map<std::string, std::string>& variables, std::string_view prefix) {
  std::vector<Setting> settings;
  for (const auto& [name, value] : variables) {
    if (!std::string_view{name}.starts_with(prefix) || value.empty()) continue;
    const std::string_view key = std::string_view{name}.substr(prefix.size());
    const std::string origin = "environment variable " + name;
    if (!is_key(key)) config_problem(origin, "its name is no key behind the prefix");
    if (value.find('\0') != std::string::npos) config_problem(origin, "its value has a NUL byte");
    settings.push_back(
        {.key = std::string{key}, .value = Secret{value}, .origin = origin, .form = Setting::Form::underscores});
  }
  return settings;
}

}  // namespace rwsplit::detail
