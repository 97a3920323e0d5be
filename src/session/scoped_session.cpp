#include <rwsplit/session/scoped_session.hpp>

#include <utility>

#include <rwsplit/error/scope_already_open.hpp>

#include "session/ambient_table.hpp"
#include "session/session_registry.hpp"

namespace rwsplit {

namespace {

using detail::AmbientScope;
using detail::AmbientSessions;
using detail::AmbientTable;
using detail::ScopeKey;
using detail::SessionRegistry;
using detail::UnitOfWork;

UnitOfWork unit_outside(OutsideScope outside) {
  switch (outside) {
    case OutsideScope::automatic: return {};
    case OutsideScope::master: return {.leaning = {Target::master(), RouteReason::outside_scope}};
    case OutsideScope::refuse: break;
  }
  throw UsageError{
      "there is no ambient session outside of a request, because the registry is made with OutsideScope::refuse; make "
      "a RoutingSession of your own, or a RequestScope"};
}

void require_known_engine(const Cluster& cluster, const SessionOptions& options) {
  if (options.intent && !options.intent->name().empty()) {
    static_cast<void>(cluster.index_of(options.intent->name()));  // throws: no such name
  }
}

RoutingSession& open_session(const std::shared_ptr<SessionRegistry>& registry, ScopeKey key, SessionOptions options) {
  AmbientTable& table = AmbientTable::instance();
  AmbientScope* const scope = table.innermost(key);
  AmbientSessions session;
  if (scope != nullptr) {
    session.emplace_back(registry, std::move(options), &scope->unit_of(registry->cluster()));
  } else {
    session.emplace_back(registry, std::move(options), unit_outside(registry->options().outside_scope));
  }
  RoutingSession& opened = session.back().session();
  table.add(key, scope, std::move(session));
  return opened;
}

}  // namespace

ScopedSession::ScopedSession(Cluster& cluster, ScopedSessionOptions options) {
  require_known_engine(cluster, options.session);
  registry_ = std::make_shared<SessionRegistry>(cluster, std::move(options));
}

ScopedSession::~ScopedSession() {
  detail::end_sessions(AmbientTable::instance().take_all(*registry_));
  registry_->await_no_session();
}

RoutingSession& ScopedSession::operator()() {
  const ScopeKey key = detail::current_scope_key(options().scope_key);
  RoutingSession* const open = AmbientTable::instance().find(key, *registry_);
  return open != nullptr ? *open : open_session(registry_, key, options().session);
}

RoutingSession& ScopedSession::operator()(SessionOptions options) {
  const ScopeKey key = detail::current_scope_key(registry_->options().scope_key);
  if (AmbientTable::instance().find(key, *registry_) != nullptr) {
    throw ScopeAlreadyOpen{
        "this scope has a session already, which the options given could not change; call remove() first, or give the "
        "options where the session is asked for the first time"};
  }
  return open_session(registry_, key, std::move(options));
}

void ScopedSession::remove() noexcept {
  const ScopeKey key = detail::current_scope_key(options().scope_key);
  detail::end_sessions(AmbientTable::instance().take(key, *registry_));
}

bool ScopedSession::is_open() const {
  const ScopeKey key = detail::current_scope_key(options().scope_key);
  return AmbientTable::instance().find(key, *registry_) != nullptr;
}

Cluster& ScopedSession::cluster() const noexcept { return registry_->cluster(); }

const ScopedSessionOptions& ScopedSession::options() const noexcept { return registry_->options(); }

}  // namespace rwsplit
