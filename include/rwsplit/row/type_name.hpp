#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace rwsplit::detail {

/// The compiler's spelling of a type, for messages. Lifetime: the program.
template <class T>
[[nodiscard]] constexpr std::string_view type_name() noexcept {
  if constexpr (std::is_same_v<T, std::string>) {
    return "std::string";  // the spelling with all its template arguments helps nobody
  } else {
    // g++: "... type_name() [with T = X; std::string_view = ...]", clang: "... type_name() [T = X]"
    constexpr std::string_view function = __PRETTY_FUNCTION__;
    constexpr std::string_view marker = "T = ";
    constexpr std::size_t begin = function.find(marker) + marker.size();
    constexpr std::size_t separator = function.find(';', begin);
    constexpr std::size_t end = separator == std::string_view::npos ? function.rfind(']') : separator;
    return function.substr(begin, end - begin);
  }
}

}  // namespace rwsplit::detail
