#pragma once

#include <string>
#include <vector>

#include <rwsplit/cluster/cluster_config.hpp>

namespace rwsplit::cli {

/// Where a configuration comes from, as the command line says it.
struct ConfigSource {
  /// A TOML or properties file, or one URL per engine, the master's first.
  std::vector<std::string> words{};
  /// Of the keys in a properties file.
  std::string prefix{};
  /// Variables of the environment override the rest.
  bool environment{false};
};

/// Blocking: on the file. Throws: CommandError that says what is wrong and where, never a URL's password.
[[nodiscard]] ClusterConfig read_config(const ConfigSource& source);

}  // namespace rwsplit::cli
