#pragma once

#include <cstdint>

#include <rwsplit/detail/enum_set.hpp>
#include <rwsplit/request/method.hpp>

namespace rwsplit {

using MethodSet = detail::EnumSet<Method, std::uint16_t>;

/// The methods that only read, as RFC 9110 (9.2.1) defines it.
inline constexpr MethodSet safe_methods{Method::get, Method::head, Method::options, Method::trace};

}  // namespace rwsplit
