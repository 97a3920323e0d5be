#pragma once

#include <optional>
#include <string>
#include <utility>

#include <rwsplit/routing/target.hpp>
#include <rwsplit/routing/topology.hpp>

namespace rwsplit {

/// A target as configuration spells it: by role, or by an engine's name, before the engines are known.
class NamedTarget {
 public:
  [[nodiscard]] static NamedTarget master() { return NamedTarget{Target::master(), {}}; }
  [[nodiscard]] static NamedTarget replica() { return NamedTarget{Target::replica(), {}}; }
  [[nodiscard]] static NamedTarget engine(std::string name) {
    return NamedTarget{Target::engine(master_index), std::move(name)};
  }

  /// The target among these engines, or nothing if none has the name.
  [[nodiscard]] std::optional<Target> resolve(const Topology& topology) const noexcept {
    if (target_.kind() != Target::Kind::engine) return target_;
    const std::optional<EngineIndex> index = topology.find(name_);
    return index ? std::optional{Target::engine(*index)} : std::nullopt;
  }

  /// The engine's name; empty for a role.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  NamedTarget(Target target, std::string name) : target_{target}, name_{std::move(name)} {}

  Target target_;
  std::string name_;
};

}  // namespace rwsplit
