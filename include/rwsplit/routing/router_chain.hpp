#pragma once

#include <memory>
#include <vector>

#include <rwsplit/routing/router.hpp>

namespace rwsplit {

/// Asks several routers in order; the first opinion wins.
class RouterChain final : public Router {
 public:
  using Routers = std::vector<std::shared_ptr<const Router>>;

  /// Throws: `ConfigError` for a null router.
  explicit RouterChain(Routers routers);

  [[nodiscard]] std::optional<Target> route(const RouteQuery& query) const noexcept override;

  /// Throws: `UnknownEngine`, from the first router that was given a wrong name.
  void validate(const Topology& topology) const override;

 private:
  Routers routers_;
};

}  // namespace rwsplit
