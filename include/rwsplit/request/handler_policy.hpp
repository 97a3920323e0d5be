#pragma once

#include <optional>
#include <string>
#include <utility>

#include <rwsplit/request/master_params.hpp>
#include <rwsplit/routing/named_target.hpp>

namespace rwsplit {

/// What the handler of a request is declared to be. A value, given to its `RequestScope`, so that wrapping the handler
/// cannot lose it.
struct HandlerPolicy {
  /// Where all of its statements belong; nothing leaves that to the request. Aimed at a replica it refuses writes (see
  /// `ClusterConfig::on_replica_write`). Unlike what the request says, it holds while `auto_read_on_replica` is off.
  std::optional<NamedTarget> target{};
  /// For this handler, beside those of `RequestOptions`.
  MasterParams master_params{};

  [[nodiscard]] static HandlerPolicy automatic() { return {}; }
  [[nodiscard]] static HandlerPolicy master() { return {.target = NamedTarget::master()}; }
  [[nodiscard]] static HandlerPolicy replica() { return {.target = NamedTarget::replica()}; }
  [[nodiscard]] static HandlerPolicy engine(std::string name) {
    return {.target = NamedTarget::engine(std::move(name))};
  }

  /// Both declarations on one handler. The stronger one counts, in whatever order they come: master, a named engine,
  /// replica, automatic. Throws: `ConfigError` for two different engines.
  friend HandlerPolicy operator|(HandlerPolicy left, const HandlerPolicy& right);
};

}  // namespace rwsplit
