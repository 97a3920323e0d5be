#include <rwsplit/session/bound_session.hpp>
#include <rwsplit/session/routing_session.hpp>

namespace rwsplit {

detail::CallWish BoundSession::wish() const noexcept {
  return {.target = target_, .consistency = consistency_ ? &*consistency_ : nullptr};
}

detail::Execution BoundSession::run(const Statement& statement, std::span<const Value> parameters, const Model& model,
                                    RowSink& rows) {
  return session_->run(statement, parameters, wish(), model, rows);
}

std::unique_ptr<detail::OpenRows> BoundSession::open(const Statement& statement, std::span<const Value> parameters,
                                                     const Model& model) {
  return session_->open(statement, parameters, wish(), model);
}

}  // namespace rwsplit
