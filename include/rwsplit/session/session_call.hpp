#pragma once

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

namespace rwsplit {

class RoutingSession;
class ScopedSession;

namespace detail {

/// What `with_master(function)` and its like return: calls the function, with a guard on the session during the call.
///
/// `MakeGuard` makes the guard from the session. The function gets the session first, a member function after its
/// object, and then the other arguments as they came; what it returns and throws goes to the caller as it is.
template <class MakeGuard, class Function>
class SessionCall {
 public:
  SessionCall(MakeGuard make_guard, Function function)
      : make_guard_{std::move(make_guard)}, function_{std::move(function)} {}

  template <class... Args>
  requires std::invocable<Function&, RoutingSession&, Args...> std::invoke_result_t<Function&, RoutingSession&, Args...>
  operator()(RoutingSession& session, Args&&... arguments) & {
    [[maybe_unused]] const auto guard = make_guard_(session);
    return std::invoke(function_, session, std::forward<Args>(arguments)...);
  }
  template <class... Args>
  requires std::invocable<const Function&, RoutingSession&, Args...>
      std::invoke_result_t<const Function&, RoutingSession&, Args...>
  operator()(RoutingSession& session, Args&&... arguments) const& {
    [[maybe_unused]] const auto guard = make_guard_(session);
    return std::invoke(function_, session, std::forward<Args>(arguments)...);
  }
  template <class... Args>
  requires std::invocable<Function, RoutingSession&, Args...> std::invoke_result_t<Function, RoutingSession&, Args...>
  operator()(RoutingSession& session, Args&&... arguments) && {
    [[maybe_unused]] const auto guard = make_guard_(session);
    return std::invoke(std::move(function_), session, std::forward<Args>(arguments)...);
  }

  template <class Object, class... Args>
  requires(
      std::is_member_function_pointer_v<Function>&& std::invocable<const Function&, Object, RoutingSession&, Args...>)
      std::invoke_result_t<const Function&, Object, RoutingSession&, Args...>
  operator()(Object&& object, RoutingSession& session, Args&&... arguments) const {
    [[maybe_unused]] const auto guard = make_guard_(session);
    return std::invoke(function_, std::forward<Object>(object), session, std::forward<Args>(arguments)...);
  }

 private:
  MakeGuard make_guard_;
  Function function_;
};

/// What `with_master(registry, function)` and its like return: the same for a function that finds the session in the
/// registry. Lifetime: ends before the registry.
template <class MakeGuard, class Function>
class AmbientCall {
 public:
  AmbientCall(ScopedSession& registry, MakeGuard make_guard, Function function)
      : registry_{&registry}, make_guard_{std::move(make_guard)}, function_{std::move(function)} {}

  template <class... Args>
  requires std::invocable<Function&, Args...> std::invoke_result_t<Function&, Args...>
  operator()(Args&&... arguments) & {
    [[maybe_unused]] const auto guard = make_guard_(*registry_);
    return std::invoke(function_, std::forward<Args>(arguments)...);
  }
  template <class... Args>
  requires std::invocable<const Function&, Args...> std::invoke_result_t<const Function&, Args...>
  operator()(Args&&... arguments) const& {
    [[maybe_unused]] const auto guard = make_guard_(*registry_);
    return std::invoke(function_, std::forward<Args>(arguments)...);
  }
  template <class... Args>
  requires std::invocable<Function, Args...> std::invoke_result_t<Function, Args...>
  operator()(Args&&... arguments) && {
    [[maybe_unused]] const auto guard = make_guard_(*registry_);
    return std::invoke(std::move(function_), std::forward<Args>(arguments)...);
  }

 private:
  ScopedSession* registry_;
  MakeGuard make_guard_;
  Function function_;
};

}  // namespace detail

}  // namespace rwsplit
