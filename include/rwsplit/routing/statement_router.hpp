#pragma once

#include <rwsplit/routing/router.hpp>

namespace rwsplit {

/// The default router: no opinion of its own, so a plain read goes to a replica (reason `by_statement`).
class StatementRouter final : public Router {
 public:
  [[nodiscard]] std::optional<Target> route(const RouteQuery&) const noexcept override { return std::nullopt; }
};

}  // namespace rwsplit
