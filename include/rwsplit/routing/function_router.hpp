#pragma once

#include <type_traits>
#include <utility>

#include <rwsplit/routing/router.hpp>

namespace rwsplit {

/// Makes a router of anything that can be called as `std::optional<Target>(const RouteQuery&) const noexcept`.
///
/// The callable must be `noexcept`, which is checked when it is compiled: a decision has nowhere to report an exception
/// to, and ending the program or overlooking the error are both worse than handling it where it arises. Thread safety:
/// the callable is called by many threads at once.
template <class Function>
class FunctionRouter final : public Router {
  static_assert(std::is_nothrow_invocable_r_v<std::optional<Target>, const Function&, const RouteQuery&>,
                "FunctionRouter needs a callable std::optional<Target>(const RouteQuery&) that is const and noexcept");

 public:
  explicit FunctionRouter(Function function) noexcept(std::is_nothrow_move_constructible_v<Function>)
      : function_{std::move(function)} {}

  [[nodiscard]] std::optional<Target> route(const RouteQuery& query) const noexcept override {
    return function_(query);
  }

 private:
  Function function_;
};

}  // namespace rwsplit
