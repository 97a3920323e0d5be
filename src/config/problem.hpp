#pragma once

#include <string_view>

namespace rwsplit::detail {

/// Every complaint about a configuration begins with where it was written. It never holds a value: a value may be a
/// secret, also one that ended up behind the wrong key. Throws: `ConfigError`, always.
[[noreturn]] void config_problem(std::string_view origin, std::string_view problem);

/// Can it be a key: letters, digits, `_` and `-`, in parts with dots between? What cannot is never shown: where
/// `key = value` was expected, it may be a URL with a password.
[[nodiscard]] bool is_key(std::string_view text) noexcept;

}  // namespace rwsplit::detail
