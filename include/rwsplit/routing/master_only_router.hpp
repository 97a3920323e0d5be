#pragma once

#include <rwsplit/routing/router.hpp>

namespace rwsplit {

/// Automatic routing never uses a replica; overrides, guards and a declared intent still can.
class MasterOnlyRouter final : public Router {
 public:
  [[nodiscard]] std::optional<Target> route(const RouteQuery&) const noexcept override { return Target::master(); }
};

}  // namespace rwsplit
