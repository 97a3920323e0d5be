#pragma once

#include <string_view>

namespace rwsplit {

/// The parts of an HTTP request that matter here, as they came.
///
/// Lifetime: refers to the request, until the `RequestScope` is made. A header that the framework returns as a
/// `std::string` has to be kept that long.
struct IncomingRequest {
  /// `GET`, as in the request line.
  std::string_view method{};
  /// `/entries/7`; a query behind it is ignored.
  std::string_view path{};
  /// The value of the header `Cookie`. Of several such headers: all values, joined by `; ` (or by a comma).
  std::string_view cookie_header{};
  /// The value of the header named `RequestOptions::state_header`.
  std::string_view state_header{};
  /// The value of the header named `RequestOptions::token_header`.
  std::string_view token_header{};
};

}  // namespace rwsplit
