#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <spdlog/logger.h>

#include <rwsplit/cluster/cluster.hpp>

#include "support/fake_cluster.hpp"
#include "support/fake_driver.hpp"

namespace rwsplit::testing {

/// Fake servers by name, and configurations of engines on them: what a cluster is changed from and to. A SELECT answers
/// with the server's name.
class FakeServers {
 public:
  [[nodiscard]] FakeDriver& at(const std::string& server) { return *driver(server); }

  /// An engine whose name is its server's, unless said otherwise.
  [[nodiscard]] EngineConfig engine(const std::string& name, std::uint32_t weight = 1, std::string server = {}) {
    if (server.empty()) server = name;
    return {.name = name, .url = "fake://" + server, .weight = weight, .driver = driver(server)};
  }
  [[nodiscard]] ClusterConfig config(std::vector<EngineConfig> replicas, const std::string& master = "master") {
    ClusterConfig config{.master = engine("master", 1, master), .replicas = std::move(replicas), .pool = calm_pool()};
    config.monitor.interval = std::chrono::milliseconds{0};
    config.logger = logger_;
    return config;
  }
  [[nodiscard]] ClusterConfig config(const std::vector<std::string>& replicas) {
    std::vector<EngineConfig> engines;
    for (const std::string& name : replicas) engines.push_back(engine(name));
    return config(std::move(engines));
  }

 private:
  [[nodiscard]] std::shared_ptr<FakeDriver> driver(const std::string& server) {
    std::shared_ptr<FakeDriver>& driver = drivers_[server];
    if (driver != nullptr) return driver;
    driver = std::make_shared<FakeDriver>();
    driver->on_execute([server](std::string_view text, std::span<const Value>) -> Reply {
      if (text.find("SELECT") != std::string_view::npos) return {.rows = one_text(server)};
      return {.rows = {}, .summary = {.affected_rows = 1, .last_insert_id = 7}};
    });
    return driver;
  }

  std::map<std::string, std::shared_ptr<FakeDriver>> drivers_;
  std::shared_ptr<spdlog::logger> logger_{std::make_shared<spdlog::logger>("quiet")};
};

}  // namespace rwsplit::testing
