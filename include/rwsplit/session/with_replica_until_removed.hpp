#pragma once

#include <utility>

#include <rwsplit/session/scoped_session.hpp>
#include <rwsplit/session/session_call.hpp>

namespace rwsplit {

namespace detail {

struct OpenOnReplica {
  /// Nothing to hold during the call: what it declares belongs to the session.
  struct Opened {};

  [[nodiscard]] Opened operator()(ScopedSession& registry) const {
    registry(SessionOptions{.intent = NamedTarget::replica()});
    return {};
  }
};

}  // namespace detail

/// A function made to begin its scope's work on a replica: the call opens the scope's session with the intent
/// `replica()`, which stays beyond the function, until `registry.remove()` or the end of the scope.
///
/// For one call and no longer, see `with_replica`.
/// Lifetime: within the registry's. The call throws also: `ScopeAlreadyOpen` if the scope has a session already, before
/// the function runs.
template <class Function>
[[nodiscard]] auto with_replica_until_removed(ScopedSession& registry, Function function) {
  return detail::AmbientCall{registry, detail::OpenOnReplica{}, std::move(function)};
}

}  // namespace rwsplit
