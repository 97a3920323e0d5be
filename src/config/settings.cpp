#include <rwsplit/config/settings.hpp>

#include <iterator>
#include <utility>

#include "config/environment_source.hpp"
#include "config/file_text.hpp"
#include "config/problem.hpp"
#include "config/properties_source.hpp"
#include "config/toml_source.hpp"

namespace rwsplit {

namespace {

// Each source says everything once: which of two lines counts would be a riddle to whoever reads the file.
void check_once(const std::vector<Setting>& settings) {
  std::map<std::string_view, const Setting*> seen;
  for (const Setting& setting : settings) {
    const auto [first, is_new] = seen.emplace(setting.key, &setting);
    if (is_new) continue;
    detail::config_problem(setting.origin, setting.key + ": was given before, at " + first->second->origin +
                                               "; a file says everything once");
  }
}

[[nodiscard]] std::string prefixed_name(std::string_view what, std::string_view prefix) {
  return prefix.empty() ? std::string{what} : std::string{what}.append(" ").append(prefix).append("*");
}

}  // namespace

Settings& Settings::add_source(std::string name, std::vector<Setting> settings) {
  check_once(settings);
  settings_.reserve(settings_.size() + settings.size());  // below here nothing throws half-way
  sources_.push_back(std::move(name));
  for (Setting& setting : settings) setting.source = sources_.size();
  settings_.insert(settings_.end(), std::make_move_iterator(settings.begin()), std::make_move_iterator(settings.end()));
  return *this;
}

Settings& Settings::add_toml_file(const std::filesystem::path& file) {
  return add_toml(detail::file_text(file), file.string());
}

Settings& Settings::add_toml(std::string_view text, std::string_view name) {
  return add_source(std::string{name}, detail::toml_settings(text, name));
}

Settings& Settings::add_properties_file(const std::filesystem::path& file, std::string_view prefix) {
  return add_properties_text(detail::file_text(file), file.string(), prefix);
}

Settings& Settings::add_properties_text(std::string_view text, std::string_view name, std::string_view prefix) {
  return add_source(std::string{name}, detail::properties_settings(text, name, prefix));
}

Settings& Settings::add_properties(const std::map<std::string, std::string>& properties, std::string_view prefix) {
  std::vector<Setting> settings;
  for (const auto& [name, value] : properties) {
    const std::string_view key = detail::without_prefix(name, prefix);
    if (key.empty() && !prefix.empty()) continue;
    if (!detail::is_key(key)) {
      detail::config_problem("properties", "a name that is no key: keys have letters, digits, `_`, `-` and `.`");
    }
    const std::string origin = "property " + name;
    if (value.find('\0') != std::string::npos) detail::config_problem(origin, "its value has a NUL byte");
    settings.push_back({.key = std::string{key}, .value = Secret{value}, .origin = origin});
  }
  return add_source(prefixed_name("properties", prefix), std::move(settings));
}

Settings& Settings::add_environment(std::string_view prefix) {
  return add_variables(detail::process_variables(prefix), prefix);
}

Settings& Settings::add_variables(const std::map<std::string, std::string>& variables, std::string_view prefix) {
  return add_source(prefixed_name("environment variables", prefix), detail::variable_settings(variables, prefix));
}

Settings& Settings::add_urls(std::span<const std::string> urls) {
  if (urls.empty()) detail::config_problem("list of URLs", "it is empty; the first URL is the master's");
  std::vector<Setting> settings;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    settings.push_back({.key = i == 0 ? "master.url" : "replicas.replica" + std::to_string(i) + ".url",
                        .value = Secret{urls[i]},
                        .origin = "URL " + std::to_string(i + 1)});
  }
  return add_source("list of URLs", std::move(settings));
}

Settings& Settings::set(std::string key, std::string value) {
  if (!detail::is_key(key)) {
    detail::config_problem("Settings::set", "what was given is no key: keys have letters, digits, `_`, `-` and `.`");
  }
  std::vector<Setting> settings(1);
  settings[0].origin = "Settings::set";
  settings[0].key = std::move(key);
  settings[0].value = Secret{std::move(value)};
  return add_source("Settings::set", std::move(settings));
}

std::string Settings::sources() const {
  if (sources_.empty()) return "no source";
  std::string text;
  std::string_view last;
  for (const std::string& source : sources_) {
    if (source == last) continue;
    text.append(text.empty() ? "" : ", ").append(source);
    last = source;
  }
  return text;
}

}  // namespace rwsplit
