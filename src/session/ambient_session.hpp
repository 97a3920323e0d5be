#pragma once

#include <list>
#include <memory>
#include <utility>

#include <rwsplit/session/routing_session.hpp>

#include "session/session_registry.hpp"

namespace rwsplit::detail {

/// A session that belongs to a registry's scope, counted by the registry from before its beginning until after its end.
class AmbientSession {
 public:
  /// Outside of any scope: its unit of work is its own.
  AmbientSession(std::shared_ptr<SessionRegistry> registry, SessionOptions options, const UnitOfWork& unit)
      : counted_{std::move(registry)}, own_unit_{unit}, session_{counted_->cluster(), std::move(options), own_unit_} {}
  /// In a scope, which has the unit.
  AmbientSession(std::shared_ptr<SessionRegistry> registry, SessionOptions options, UnitOfWork* unit)
      : counted_{std::move(registry)}, session_{counted_->cluster(), std::move(options), *unit} {}

  [[nodiscard]] const SessionRegistry& registry() const noexcept { return *counted_; }
  [[nodiscard]] RoutingSession& session() noexcept { return session_; }

 private:
  class Counted {
   public:
    explicit Counted(std::shared_ptr<SessionRegistry> registry) : registry_{std::move(registry)} {
      registry_->session_begins();
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { registry_->session_has_ended(); }

    SessionRegistry* operator->() const noexcept { return registry_.get(); }
    SessionRegistry& operator*() const noexcept { return *registry_; }

   private:
    std::shared_ptr<SessionRegistry> registry_;
  };

  Counted counted_;
  UnitOfWork own_unit_{};
  RoutingSession session_;
};

/// Sessions in the order in which they were opened. A list, because moving them out of the table must not fail.
using AmbientSessions = std::list<AmbientSession>;

/// Newest first. Requires no lock: what ends with a session may call back.
inline void end_sessions(AmbientSessions sessions) noexcept {
  while (!sessions.empty()) sessions.pop_back();
}

}  // namespace rwsplit::detail
