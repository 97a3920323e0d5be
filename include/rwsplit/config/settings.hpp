#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rwsplit/config/setting.hpp>

namespace rwsplit {

/// A configuration as text, gathered from files, environment and code: what is added later overrides what was added
/// before, key by key.
///
/// `ClusterConfig::from` and `RequestOptions::from` read it. Which keys there are, `rwsplit options` and
/// `docs/options.md` say.
///
/// Each `add` is all or nothing. Throws, wherever nothing else is said: `ConfigError` that names the file and line, the
/// variable, the property or the URL's number, and says what would be right. No message shows a value.
/// Thread safety: distinct objects are independent.
class Settings {
 public:
  /// A TOML file: nested tables and dotted keys alike, arrays for lists. Blocking: on the file.
  Settings& add_toml_file(const std::filesystem::path& file);
  /// TOML; `name` stands for the file in messages.
  Settings& add_toml(std::string_view text, std::string_view name);

  /// A file of lines `key = value`, in which `#`, `!` and `;` begin comment lines, and a `\` at the end of a line
  /// continues it. Lines `[section]` are skipped, so that a key is given once in all sections. Keys that do not begin
  /// with the prefix (with or without its dot) are skipped. Blocking: on the file.
  Settings& add_properties_file(const std::filesystem::path& file, std::string_view prefix = {});
  /// The text of such a file; `name` stands for the file in messages.
  Settings& add_properties_text(std::string_view text, std::string_view name, std::string_view prefix = {});
  /// Properties that somebody else has read.
  Settings& add_properties(const std::map<std::string, std::string>& properties, std::string_view prefix = {});

  /// The variables whose names begin with the prefix, which is for nobody else's: `RWSPLIT_POOL_MAX_SIZE` is
  /// `pool.max_size`, `RWSPLIT_REPLICAS_REPLICA1_URL` the URL of `replica1`. An empty variable counts as not set.
  ///
  /// Thread safety: no other thread may change the environment at the same time.
  Settings& add_environment(std::string_view prefix = "RWSPLIT_");
  /// The same from variables that are given, not those of the process.
  Settings& add_variables(const std::map<std::string, std::string>& variables, std::string_view prefix = "RWSPLIT_");

  /// The first is the master's, the others those of `replica1`, `replica2` and so on.
  Settings& add_urls(std::span<const std::string> urls);

  /// One setting from code.
  Settings& set(std::string key, std::string value);

  /// In the order they were added. Lifetime: until the next is added.
  [[nodiscard]] const std::vector<Setting>& all() const noexcept { return settings_; }
  /// The sources as messages call them, separated by commas; without any: `no source`.
  [[nodiscard]] std::string sources() const;

 private:
  Settings& add_source(std::string name, std::vector<Setting> settings);

  std::vector<Setting> settings_{};
  std::vector<std::string> sources_{};
};

}  // namespace rwsplit
