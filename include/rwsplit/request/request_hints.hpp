#pragma once

#include <string_view>

#include <rwsplit/request/method.hpp>

namespace rwsplit {

/// What a request says about where its statements belong, see `RequestRules::hints_from`.
///
/// Lifetime: refers to the request, for as long as it takes to make a `RequestScope` from it.
struct RequestHints {
  Method method{Method::other};
  std::string_view path{};
  /// The pin cookie's value; empty without one.
  std::string_view pin{};
  /// The state header's value; looked at only where it is trusted.
  std::string_view state{};
  /// The token header's value; looked at only where that header has a name.
  std::string_view token{};
  /// One of the parameters that ask for the master is there, see `MasterParams::take`.
  bool master_parameter{false};
};

}  // namespace rwsplit
