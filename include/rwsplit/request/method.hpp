#pragma once

#include <cstdint>
#include <string_view>

namespace rwsplit {

/// The method of an HTTP request.
enum class Method : std::uint8_t {
  get,      ///< GET
  head,     ///< HEAD
  options,  ///< OPTIONS
  trace,    ///< TRACE
  post,     ///< POST
  put,      ///< PUT
  patch,    ///< PATCH
  delete_,  ///< DELETE
  connect,  ///< CONNECT
  other,    ///< any other: nobody promises that it only reads
};

/// As it is spelt in a request; empty for `other`.
[[nodiscard]] constexpr std::string_view to_string(Method method) noexcept {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::options: return "OPTIONS";
    case Method::trace: return "TRACE";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::delete_: return "DELETE";
    case Method::connect: return "CONNECT";
    case Method::other: return {};
  }
  return {};
}

/// The method with that name, else `other`. Methods are case-sensitive (RFC 9110, 9.1): `get` is not GET.
[[nodiscard]] constexpr Method method_of(std::string_view name) noexcept {
  for (const Method method : {Method::get, Method::head, Method::options, Method::trace, Method::post, Method::put,
                              Method::patch, Method::delete_, Method::connect}) {
    if (name == to_string(method)) return method;
  }
  return Method::other;
}

}  // namespace rwsplit
