#include "cli/config_source.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <system_error>

#include <rwsplit/config/settings.hpp>
#include <rwsplit/error/config_error.hpp>

#include "cli/command_error.hpp"

namespace rwsplit::cli {

namespace {

/// Whether there is no file of that name, and it looks like `scheme:...` or `user:password@host`. Rather too many than
/// too few: what counts as a file is named in messages, and a mistyped URL may hold a password.
[[nodiscard]] bool is_url(const std::string& word) {
  const std::size_t end = word.find_first_of(":@/");
  const bool has_scheme = end != std::string::npos && word[end] == ':';
  std::error_code ignored;  // what cannot be looked at does not exist for us
  return (has_scheme || word.find('@') != std::string::npos) && !std::filesystem::exists(word, ignored);
}

[[nodiscard]] bool is_properties_file(const ConfigSource& source) {
  return !source.prefix.empty() || source.words.front().ends_with(".properties") ||
         source.words.front().ends_with(".ini");
}

[[nodiscard]] Settings settings_of(const ConfigSource& source) {
  const auto urls = static_cast<std::size_t>(std::count_if(source.words.begin(), source.words.end(), is_url));
  if (urls != source.words.size() && source.words.size() != 1) {
    throw CommandError{"give one configuration file, or nothing but URLs, the master's first"};
  }
  Settings settings;
  if (urls > 0) {
    settings.add_urls(source.words);
  } else if (!source.words.empty()) {
    if (is_properties_file(source)) {
      settings.add_properties_file(source.words.front(), source.prefix);
    } else {
      settings.add_toml_file(source.words.front());
    }
  }
  if (source.environment) settings.add_environment();
  return settings;
}

}  // namespace

ClusterConfig read_config(const ConfigSource& source) {
  if (source.words.empty() && !source.environment) {
    throw CommandError{"a configuration is missing: give a TOML or properties file, URLs, or --environment"};
  }
  try {
    return ClusterConfig::from(settings_of(source));
  } catch (const ConfigError& error) {
    throw CommandError{error.info().what};
  }
}

}  // namespace rwsplit::cli
