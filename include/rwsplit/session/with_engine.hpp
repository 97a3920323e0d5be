#pragma once

#include <string>
#include <utility>

#include <rwsplit/session/scoped_session.hpp>
#include <rwsplit/session/session_call.hpp>
#include <rwsplit/session/use_engine.hpp>

namespace rwsplit {

namespace detail {

struct MakeUseEngine {
  std::string engine;

  template <class Sessions>
  [[nodiscard]] UseEngine operator()(Sessions& sessions) const {
    return UseEngine{sessions, engine};
  }
};

}  // namespace detail

/// A function made to run on the named engine: as `with_master`, with a `UseEngine` during the call.
///
/// Only the session knows which names there are: the call throws `UnknownEngine`, before the function runs.
/// Thread safety: the function's.
template <class Function>
[[nodiscard]] auto with_engine(std::string engine, Function function) {
  return detail::SessionCall{detail::MakeUseEngine{std::move(engine)}, std::move(function)};
}

/// The same for a function that takes no session, because it asks the registry for it. Lifetime: within the registry's.
/// Throws: `UnknownEngine`, at once.
template <class Function>
[[nodiscard]] auto with_engine(ScopedSession& registry, std::string engine, Function function) {
  static_cast<void>(registry.cluster().index_of(engine));
  return detail::AmbientCall{registry, detail::MakeUseEngine{std::move(engine)}, std::move(function)};
}

}  // namespace rwsplit
