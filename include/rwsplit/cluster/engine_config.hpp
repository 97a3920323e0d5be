#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <rwsplit/driver/driver.hpp>
#include <rwsplit/pool/pool_options.hpp>

namespace rwsplit {

/// One server of a cluster.
struct EngineConfig {
  /// Unique within the cluster. The master's is `master` and may be left out; replicas need one of their own.
  std::string name{};
  /// `mysql://user:password@host:port/database?option=value` or `sqlite:/path/app.db`, see `Url`.
  std::string url{};
  /// Share of the reads relative to the other replicas; 0: only when asked for by name.
  std::uint32_t weight{1};
  /// Its own pool limits; without them `ClusterConfig::pool` applies.
  std::optional<PoolOptions> pool{};
  /// Other names of this engine, each unique within the cluster: whoever asks for one of them gets this engine, and its
  /// one pool. `replicas.NAME.same_as` makes them.
  std::vector<std::string> aliases{};
  /// A driver of the user's own, for instance a fake in a test; without it the URL's scheme decides.
  std::shared_ptr<Driver> driver{};
};

}  // namespace rwsplit
