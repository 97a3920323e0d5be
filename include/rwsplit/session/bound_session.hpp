#pragma once

#include <optional>
#include <utility>

#include <rwsplit/consistency/consistency.hpp>
#include <rwsplit/routing/target.hpp>
#include <rwsplit/session/call_wish.hpp>
#include <rwsplit/session/executor.hpp>

namespace rwsplit {

class RoutingSession;

/// A view of a session whose statements want something for themselves: what `RoutingSession::using_engine` and `with`
/// return.
///
/// It has no transaction, connection or queue of its own; the session's count. While a transaction is open, its
/// connection is used whatever the view says. Thread safety and lifetime: the session's.
class BoundSession final : public Executor {
 public:
  BoundSession(RoutingSession& session, std::optional<Target> target, std::optional<Consistency> consistency = {})
      : session_{&session}, target_{target}, consistency_{std::move(consistency)} {}

 private:
  [[nodiscard]] detail::CallWish wish() const noexcept;
  [[nodiscard]] detail::Execution run(const Statement& statement, std::span<const Value> parameters, const Model& model,
                                      RowSink& rows) override;
  [[nodiscard]] std::unique_ptr<detail::OpenRows> open(const Statement& statement, std::span<const Value> parameters,
                                                       const Model& model) override;

  RoutingSession* session_;
  std::optional<Target> target_;
  std::optional<Consistency> consistency_;
};

}  // namespace rwsplit
