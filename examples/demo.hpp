#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <rwsplit/cluster/cluster_config.hpp>

/// The cluster of an example: the URLs of the command line (master first), else a SQLite database of its own.
inline rwsplit::ClusterConfig demo_config(int argc, char** argv, const std::string& name) {
  std::vector<std::string> urls(argv + 1, argv + argc);
  if (urls.empty()) {
    urls.assign(3, "sqlite:" + (std::filesystem::temp_directory_path() / ("rwsplit-" + name + ".db")).string());
  }
  rwsplit::ClusterConfig config{.master = {.url = urls[0]}};
  for (std::size_t i = 1; i < urls.size(); ++i) {
    config.replicas.push_back({.name = "replica" + std::to_string(i), .url = urls[i]});
  }
  return config;
}
