#pragma once

#include <utility>

#include <rwsplit/session/scoped_session.hpp>
#include <rwsplit/session/session_call.hpp>
#include <rwsplit/session/use_replica.hpp>

namespace rwsplit {

namespace detail {

struct MakeUseReplica {
  template <class Sessions>
  [[nodiscard]] UseReplica operator()(Sessions& sessions) const {
    return UseReplica{sessions};
  }
};

}  // namespace detail

/// A function made to run on a replica: as `with_master`, with a `UseReplica` during the call.
///
/// It accepts rows that may be older than the session's own writes; a write in it is refused, or promoted.
/// Thread safety: the function's.
template <class Function>
[[nodiscard]] auto with_replica(Function function) {
  return detail::SessionCall{detail::MakeUseReplica{}, std::move(function)};
}

/// The same for a function that takes no session, because it asks the registry for it. Lifetime: within the registry's.
template <class Function>
[[nodiscard]] auto with_replica(ScopedSession& registry, Function function) {
  return detail::AmbientCall{registry, detail::MakeUseReplica{}, std::move(function)};
}

}  // namespace rwsplit
