#pragma once

#include <rwsplit/routing/target.hpp>
#include <rwsplit/session/executor.hpp>

namespace rwsplit {

class RoutingSession;

/// A view of a session whose statements run on one engine: what `RoutingSession::using_engine` returns.
///
/// It has no transaction, connection or queue of its own; the session's count. While a transaction is open, its
/// connection is used whatever the view says. Thread safety and lifetime: the session's.
class BoundSession final : public Executor {
 public:
  BoundSession(RoutingSession& session, Target target) noexcept : session_{&session}, target_{target} {}

 private:
  [[nodiscard]] detail::Execution run(const Statement& statement, std::span<const Value> parameters,
                                      const Model& model) override;
  [[nodiscard]] std::unique_ptr<detail::OpenRows> open(const Statement& statement, std::span<const Value> parameters,
                                                       const Model& model) override;

  RoutingSession* session_;
  Target target_;
};

}  // namespace rwsplit
