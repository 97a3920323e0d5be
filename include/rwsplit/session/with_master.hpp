#pragma once

#include <utility>

#include <rwsplit/session/scoped_session.hpp>
#include <rwsplit/session/session_call.hpp>
#include <rwsplit/session/use_master.hpp>

namespace rwsplit {

namespace detail {

struct MakeUseMaster {
  template <class Sessions>
  [[nodiscard]] UseMaster operator()(Sessions& sessions) const {
    return UseMaster{sessions};
  }
};

}  // namespace detail

/// A function made to run on the master: it returns one that is called as `function` is, with the session as its first
/// argument (a member function: after its object), and holds a `UseMaster` on that session during the call.
///
///     auto admin_page = rwsplit::with_master([](rwsplit::RoutingSession& db, int id) { return load(db, id); });
///     admin_page(db, 7);
///
/// Whatever it is wrapped in, the guard cannot be lost: it belongs to the call. Composed, the innermost wins.
/// Thread safety: the function's.
template <class Function>
[[nodiscard]] auto with_master(Function function) {
  return detail::SessionCall{detail::MakeUseMaster{}, std::move(function)};
}

/// The same for a function that takes no session, because it asks the registry for it. Lifetime: within the registry's.
template <class Function>
[[nodiscard]] auto with_master(ScopedSession& registry, Function function) {
  return detail::AmbientCall{registry, detail::MakeUseMaster{}, std::move(function)};
}

}  // namespace rwsplit
